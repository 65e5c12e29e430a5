// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Directory operations: the system calls of this module on the file system.
public enum Directory {
  typealias Failure = System.Failure

  /// A directory entry: its name, and the kind of file that it leads to.
  struct Entry {
    enum Kind: UInt8 {
      /// A regular file, a link to one, or a dangling link.
      case file
      case directory
      case linkedDirectory
      /// Anything else, such as a device or a pipe.
      case other
    }

    /// The name's bytes: file systems do not promise UTF-8.
    let name: [UInt8]
    let kind: Kind
  }

  /// The identity of a file or directory: equal for all hard links and paths to it.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    fileprivate init(_ status: stat) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  /// Whether the path leads to a directory; follows links.
  public static func exists(_ path: Path) -> Bool { identity(path) != nil }

  /// Whether anything has this name, including a dangling link.
  public static func isTaken(_ path: Path) -> Bool {
    var status = stat()
    return unsafe lstat(path.terminated, &status) == 0
  }

  /// Returns the identity of the directory that the path leads to; `nil` if it is not a directory.
  static func identity(_ path: Path) -> Identity? {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFDIR else { return nil }
    return Identity(status)
  }

  /// Calls `body` with every entry of a directory except `.` and `..`, in no particular order.
  ///
  /// Entries that vanish while the directory is read are left out.
  static func read(_ path: Path, _ body: (Entry) -> Void) throws(Failure) {
    guard let directory = unsafe opendir(path.terminated) else { throw Failure(code: errno) }
    defer { unsafe closedir(directory) }
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        if errno != 0 { throw Failure(code: errno) }
        return
      }
      guard let start = unsafe UnsafeRawPointer(entry.pointer(to: \.d_name)) else { continue }
      let name = unsafe start.assumingMemoryBound(to: CChar.self)
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(name)))
      if bytes == Array(".".utf8) || bytes == Array("..".utf8) { continue }
      let kind =
        switch unsafe Int(entry.pointee.d_type) {
        case Int(DT_REG): Entry.Kind.file
        case Int(DT_DIR): Entry.Kind.directory
        default: unsafe kind(of: name, in: dirfd(directory))
        }
      if let kind { body(Entry(name: bytes, kind: kind)) }
    }
  }

  /// Creates a directory and its missing ancestors; does nothing if it exists.
  ///
  /// Any number of threads may create the same directory.
  static func create(_ path: Path) throws(Failure) {
    if unsafe mkdir(path.terminated, 0o777) == 0 { return }
    let code = errno
    if code == EEXIST && exists(path) { return }
    guard code == ENOENT, path.directory.bytes.count < path.bytes.count, path.directory != "."
    else {
      throw Failure(code: code == EEXIST ? ENOTDIR : code)
    }
    try create(path.directory)
    if unsafe mkdir(path.terminated, 0o777) != 0 && !(errno == EEXIST && exists(path)) {
      throw Failure(code: errno == EEXIST ? ENOTDIR : errno)
    }
  }

  /// Returns why this process cannot create files in a directory; `nil` if it can.
  static func writingFails(_ path: Path) -> Failure? {
    unsafe access(path.terminated, W_OK) == 0 ? nil : Failure(code: errno)
  }

  /// Whether the path is a symbolic link.
  static func isLink(_ path: Path) -> Bool {
    var status = stat()
    return unsafe lstat(path.terminated, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Returns the identity of what has this name, without following links; `nil` if nothing has it.
  static func file(_ path: Path) -> Identity? {
    var status = stat()
    guard unsafe lstat(path.terminated, &status) == 0 else { return nil }
    return Identity(status)
  }

  /// Returns a file's modification time, in seconds and nanoseconds; `nil` if there is no file.
  static func changed(_ path: Path) -> (seconds: Int, nanoseconds: Int)? {
    guard let status = status(path) else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return (Int(time.tv_sec), Int(time.tv_nsec))
  }

  /// Whether the system reports a directory as case-insensitive; on Linux, it cannot be asked.
  static func saysItFoldsCase(_ path: Path) -> Bool {
    #if canImport(Darwin)
      return unsafe pathconf(path.terminated, Int32(_PC_CASE_SENSITIVE)) == 0
    #else
      return false
    #endif
  }

  private static func status(_ path: Path) -> stat? {
    var status = stat()
    return unsafe stat(path.terminated, &status) == 0 ? status : nil
  }

  /// Returns the kind of an entry of an open directory; `nil` if it no longer exists.
  private static func kind(of name: UnsafePointer<CChar>, in directory: Int32) -> Entry.Kind? {
    var own = stat()
    if unsafe fstatat(directory, name, &own, AT_SYMLINK_NOFOLLOW) != 0 { return nil }
    switch own.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK:
      var target = stat()
      if unsafe fstatat(directory, name, &target, 0) != 0 { return .file }
      switch target.st_mode & S_IFMT {
      case S_IFREG: return .file
      case S_IFDIR: return .linkedDirectory
      default: return .other
      }
    default: return .other
    }
  }
}
