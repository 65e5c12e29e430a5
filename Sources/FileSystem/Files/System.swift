// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// The system calls: one function per call, with errno values as errors.
///
/// No other Swift code of imgconv calls the C library.
package enum System {
  /// Opens the file at `path` for reading.
  package static func openForReading(_ path: Path) throws(Failure) -> Int32 {
    try opened(path, O_RDONLY)
  }

  /// Opens an existing file that is not a regular file, such as a device or a pipe, for writing.
  static func openForWriting(_ path: Path) throws(Failure) -> Int32 {
    try opened(path, O_WRONLY)
  }

  /// Opens a file for reading and appending; creates it with default permissions if missing.
  static func openForAppending(_ path: Path) throws(Failure) -> Int32 {
    try opened(path, O_RDWR | O_CREAT | O_APPEND)
  }

  /// Opens the file at `path` for reading, without following links and without blocking.
  static func openWithoutFollowing(_ path: Path) throws(Failure) -> Int32 {
    try opened(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  }

  /// Creates a file with default permissions for writing and reading; returns `nil` if the name is
  /// taken.
  static func create(_ path: Path) throws(Failure) -> Int32? {
    do throws(Failure) {
      return try opened(path, O_RDWR | O_CREAT | O_EXCL)
    } catch {
      if error.isTaken { return nil }
      throw error
    }
  }

  private static func opened(_ path: Path, _ flags: Int32) throws(Failure) -> Int32 {
    let descriptor = unsafe cs_open(path.terminated, flags | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw Failure() }
    return descriptor
  }

  /// Closes a descriptor.
  package static func close(_ descriptor: Int32) throws(Failure) {
    if CSystem.close(descriptor) != 0 && cs_errno() != EINTR { throw Failure() }
  }

  /// Returns a second descriptor of an open file.
  static func duplicate(_ descriptor: Int32) throws(Failure) -> Int32 {
    let second = cs_duplicate(descriptor)
    if second < 0 { throw Failure() }
    return second
  }

  /// Sets the permission bits of an open file, if the file system allows it.
  static func setMode(_ mode: UInt32, of descriptor: Int32) {
    _ = fchmod(descriptor, mode_t(mode & 0o777))
  }

  /// Sets the modification and access times, in nanoseconds since 1970-01-01, if the file system
  /// allows it.
  static func setModified(_ time: Int, of descriptor: Int32) {
    let (seconds, rest) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
    let isBefore = rest < 0
    let modified = timespec(
      tv_sec: time_t(isBefore ? seconds - 1 : seconds),
      tv_nsec: isBefore ? rest + 1_000_000_000 : rest)
    _ = unsafe futimens(descriptor, [modified, modified])
  }

  /// Truncates a file to `size` bytes.
  static func truncate(_ descriptor: Int32, to size: Int) throws(Failure) {
    if ftruncate(descriptor, off_t(size)) != 0 { throw Failure() }
  }

  /// Flushes the file's bytes to the device, if the file system supports it.
  static func flush(_ descriptor: Int32) throws(Failure) {
    while fsync(descriptor) != 0 {
      let code = cs_errno()
      if code == EINVAL || code == ENOTSUP { return }
      if code != EINTR { throw Failure(code: code) }
    }
  }

  /// Flushes the entries of a directory to the device.
  package static func flushDirectory(_ path: Path) {
    guard let descriptor = try? opened(path, O_RDONLY | O_DIRECTORY) else { return }
    try? flush(descriptor)
    try? close(descriptor)
  }
}
