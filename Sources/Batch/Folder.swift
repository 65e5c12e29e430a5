// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Folders of the file system: all system calls of this module.
public enum Folder {
  typealias Failure = System.Failure

  /// A name in a folder and what it leads to.
  struct Entry {
    enum Kind {
      /// A regular file, a link to one, or a link that leads nowhere.
      case file
      case folder
      /// A link to a folder, a device, a pipe.
      case other
    }

    /// The name's bytes: file systems do not promise UTF-8.
    let name: [UInt8]
    let kind: Kind
  }

  /// Which folder it is: two names of the same folder have the same identity.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// Whether the path leads to a folder, links followed.
  public static func exists(_ path: String) -> Bool { identity(path) != nil }

  /// Whether anything has this name, be it a link that leads nowhere.
  public static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// The folder that the path leads to, nil if it is none.
  static func identity(_ path: String) -> Identity? {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFDIR else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Everything in a folder but itself and its parent, in no order.
  ///
  /// What vanishes while the folder is read is left out.
  static func entries(_ path: String) throws(Failure) -> [Entry] {
    guard let folder = unsafe opendir(path) else { throw Failure(code: errno) }
    defer { unsafe closedir(folder) }
    var result: [Entry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        if errno != 0 { throw Failure(code: errno) }
        return result
      }
      guard let start = unsafe UnsafeRawPointer(entry.pointer(to: \.d_name)) else { continue }
      let name = unsafe start.assumingMemoryBound(to: CChar.self)
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(name)))
      if bytes == Array(".".utf8) || bytes == Array("..".utf8) { continue }
      if let kind = unsafe kind(of: name, in: dirfd(folder)) {
        result.append(Entry(name: bytes, kind: kind))
      }
    }
  }

  /// Makes a folder and the folders above it; nothing happens if it is there.
  ///
  /// Any number of threads may make the same folder.
  static func create(_ path: String) throws(Failure) {
    if unsafe mkdir(path, 0o777) == 0 { return }
    let code = errno
    if code == EEXIST && exists(path) { return }
    guard code == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")),
      slash != path.startIndex
    else { throw Failure(code: code) }
    try create(String(path[..<slash]))
    if unsafe mkdir(path, 0o777) != 0 && !(errno == EEXIST && exists(path)) {
      throw Failure(code: errno)
    }
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  /// What a name in an open folder leads to; nil if nothing has that name any more.
  private static func kind(of name: UnsafePointer<CChar>, in folder: Int32) -> Entry.Kind? {
    var own = stat()
    if unsafe fstatat(folder, name, &own, AT_SYMLINK_NOFOLLOW) != 0 { return nil }
    switch own.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK:
      var target = stat()
      if unsafe fstatat(folder, name, &target, 0) != 0 { return .file }
      return target.st_mode & S_IFMT == S_IFREG ? .file : .other
    default: return .other
    }
  }
}
