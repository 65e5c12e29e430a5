// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// The properties of a file: the only reader of stat(2).
package struct FileStatus: Hashable, Sendable {
  /// The type of a file.
  package enum FileType: Hashable, Sendable {
    case regular
    case directory
    /// A symbolic link, which only `init(withoutFollowing:)` returns.
    case link
    /// Anything else, such as a device or a pipe.
    case other
  }

  package let type: FileType
  /// The permission bits.
  let mode: UInt32
  package let identity: FileIdentity
  /// The size of a regular file in bytes.
  package let size: Int
  /// When the bytes were last written, in nanoseconds since 1970-01-01.
  package let modified: Int

  package var isRegular: Bool { type == .regular }
  package var isDirectory: Bool { type == .directory }

  /// Reads the status of an open file.
  package init(_ descriptor: Int32) throws(System.Failure) {
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw System.Failure() }
    self.init(status)
  }

  /// Reads the status of the file at a path, links followed; `nil` if there is none.
  package init?(_ path: Path) throws(System.Failure) {
    var status = stat()
    if unsafe stat(path.terminated, &status) != 0 {
      let failure = System.Failure()
      if failure.code == ENOENT { return nil }
      throw failure
    }
    self.init(status)
  }

  /// Reads the status of what has this name, which may be a link; `nil` if that fails.
  package init?(withoutFollowing path: Path) {
    guard let status = try? FileStatus(named: path) else { return nil }
    self = status
  }

  /// Reads the status of what has this name, which may be a link; `nil` if nothing has.
  init?(named path: Path) throws(System.Failure) {
    var status = stat()
    if unsafe lstat(path.terminated, &status) != 0 {
      let failure = System.Failure()
      if failure.code == ENOENT { return nil }
      throw failure
    }
    self.init(status)
  }

  /// Reads the status of an entry of an open directory; `nil` if that fails.
  @unsafe
  init?(of name: UnsafePointer<CChar>, in directory: Int32, follows: Bool) {
    var status = stat()
    let flags = follows ? 0 : AT_SYMLINK_NOFOLLOW
    guard unsafe fstatat(directory, name, &status, flags) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    type =
      switch cs_type_of_mode(status.st_mode) {
      case CS_REGULAR: .regular
      case CS_DIRECTORY: .directory
      case CS_LINK: .link
      default: .other
      }
    mode = UInt32(status.st_mode & 0o7777)
    identity = FileIdentity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
    size = Int(status.st_size)
    modified = unsafe Int(withUnsafePointer(to: status) { unsafe cs_modified($0) })
  }
}
