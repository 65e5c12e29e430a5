// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// Directory operations.
package enum Directory {
  /// A directory entry: its name, and the kind of file that it leads to.
  package struct Entry {
    package enum Kind: UInt8 {
      /// A regular file, a link to one, or a dangling link.
      case file
      case directory
      case linkedDirectory
      /// Anything else, such as a device or a pipe.
      case other
    }

    /// The name's bytes: file systems do not promise UTF-8.
    package let name: [UInt8]
    package let kind: Kind
  }

  /// Whether the path leads to a directory; follows links.
  package static func exists(_ path: Path) -> Bool { identity(path) != nil }

  /// Whether anything has this name, including a dangling link.
  package static func isTaken(_ path: Path) -> Bool { FileStatus(withoutFollowing: path) != nil }

  /// Returns the identity of the directory that the path leads to; `nil` if it is not a directory.
  package static func identity(_ path: Path) -> FileIdentity? {
    guard let status = (try? FileStatus(path)) ?? nil, status.isDirectory else { return nil }
    return status.identity
  }

  /// Calls `body` with every entry of a directory except `.` and `..`, in no particular order.
  ///
  /// Entries that vanish while the directory is read are left out.
  package static func read(_ path: Path, _ body: (Entry) -> Void) throws(System.Failure) {
    guard let directory = unsafe opendir(path.terminated) else { throw System.Failure() }
    defer { unsafe closedir(directory) }
    while true {
      cs_clear_errno()
      guard let entry = unsafe readdir(directory) else {
        if cs_errno() != 0 { throw System.Failure() }
        return
      }
      guard let start = unsafe UnsafeRawPointer(entry.pointer(to: \.d_name)) else { continue }
      let name = unsafe start.assumingMemoryBound(to: CChar.self)
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(name)))
      if bytes == Array(".".utf8) || bytes == Array("..".utf8) { continue }
      let kind =
        switch unsafe cs_type_of_entry(entry) {
        case CS_REGULAR: Entry.Kind.file
        case CS_DIRECTORY: Entry.Kind.directory
        default: unsafe kind(of: name, in: dirfd(directory))
        }
      if let kind { body(Entry(name: bytes, kind: kind)) }
    }
  }

  /// Returns the kind of an entry of an open directory; `nil` if it no longer exists.
  @unsafe
  private static func kind(of name: UnsafePointer<CChar>, in directory: Int32) -> Entry.Kind? {
    guard let own = unsafe FileStatus(of: name, in: directory, follows: false) else { return nil }
    switch own.type {
    case .regular: return .file
    case .directory: return .directory
    case .other: return .other
    case .link:
      guard let target = unsafe FileStatus(of: name, in: directory, follows: true) else {
        return .file
      }
      switch target.type {
      case .regular: return .file
      case .directory: return .linkedDirectory
      case .link, .other: return .other
      }
    }
  }

  /// Creates a directory and its missing ancestors; does nothing if it exists.
  ///
  /// Any number of threads may create the same directory.
  package static func create(_ path: Path) throws(System.Failure) {
    if unsafe mkdir(path.terminated, 0o777) == 0 { return }
    let code = cs_errno()
    if code == EEXIST && exists(path) { return }
    guard code == ENOENT, path.directory.bytes.count < path.bytes.count, path.directory != "."
    else {
      throw System.Failure(code: code == EEXIST ? ENOTDIR : code)
    }
    try create(path.directory)
    if unsafe mkdir(path.terminated, 0o777) != 0 {
      let code = cs_errno()
      if code == EEXIST && exists(path) { return }
      throw System.Failure(code: code == EEXIST ? ENOTDIR : code)
    }
  }

  /// Whether the system reports a directory as case-insensitive; Linux never does.
  package static func reportsCaseFolding(_ path: Path) -> Bool {
    unsafe cs_folds_case(path.terminated) == 1
  }
}
