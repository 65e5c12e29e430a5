// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The system calls of this module, with errno values as errors.
package enum System {
  /// The errno of a failed system call.
  package struct Failure: Error, Hashable {
    let code: Int32

    /// Creates the failure with this errno.
    package init(code: Int32) { self.code = code }

    /// Whether the name to be created already exists.
    var isTaken: Bool { code == EEXIST }

    /// Whether the file system or a system policy does not allow a hard link here.
    fileprivate var hardLinksUnsupported: Bool {
      [EPERM, EACCES, ENOTSUP, EMLINK, ENOSYS].contains(code)
    }
    /// The reader closed the pipe.
    package static let readerGone = Failure(code: EPIPE)

    /// No space is left on the device.
    package static let full = Failure(code: ENOSPC)

    /// The system's message for the code, such as "read-only file system".
    package var reason: String {
      let text = unsafe String(cString: strerror(code))
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }

  /// The properties of the file at a path or of a descriptor.
  struct Kind {
    let isDirectory: Bool
    let isRegular: Bool
    /// The permission bits.
    let mode: UInt32
    /// The device and the file's number on it: equal for two names of one file.
    let device: UInt64
    let inode: UInt64
    /// The size of a regular file in bytes.
    let size: Int
    /// When the bytes were last written, in nanoseconds since 1970-01-01.
    let modified: Int
  }

  static var isDirectory: Failure { Failure(code: EISDIR) }

  static func openForReading(_ path: Path) throws(Failure) -> Int32 {
    try opened(unsafe open(path.terminated, O_RDONLY | O_CLOEXEC))
  }

  /// Opens an existing file that is not a regular file, such as a device or a pipe.
  static func openForWriting(_ path: Path) throws(Failure) -> Int32 {
    try opened(unsafe open(path.terminated, O_WRONLY | O_CLOEXEC))
  }

  /// Creates a file with default permissions for writing and reading; returns `nil` if the name is
  /// taken.
  static func create(_ path: Path) throws(Failure) -> Int32? {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = unsafe open(path.terminated, flags, 0o666)
    if descriptor < 0 && errno == EEXIST { return nil }
    return try opened(descriptor)
  }

  static func close(_ descriptor: Int32) throws(Failure) {
    #if canImport(Glibc)
      let result = Glibc.close(descriptor)
    #elseif canImport(Musl)
      let result = Musl.close(descriptor)
    #else
      let result = Darwin.close(descriptor)
    #endif
    if result != 0 && errno != EINTR { throw Failure(code: errno) }
  }

  static func kind(of descriptor: Int32) throws(Failure) -> Kind {
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw Failure(code: errno) }
    return Kind(status)
  }

  /// Returns the kind of the file at a path, links followed; `nil` if there is none.
  static func kind(of path: Path) throws(Failure) -> Kind? {
    var status = stat()
    if unsafe stat(path.terminated, &status) == 0 { return Kind(status) }
    if errno == ENOENT { return nil }
    throw Failure(code: errno)
  }

  /// Checks that this process may write to the file at `path`, or create files in the directory.
  ///
  /// - Throws: the reason, such as a read-only file system.
  static func checkWritable(_ path: Path) throws(Failure) {
    if unsafe access(path.terminated, W_OK) != 0 { throw Failure(code: errno) }
  }

  /// Returns the canonical path; `nil` if there is none.
  package static func realPath(_ path: Path) -> Path? {
    guard let resolved = unsafe realpath(path.terminated, nil) else { return nil }
    defer { unsafe free(resolved) }
    let bytes = unsafe UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))
    return unsafe Path(bytes: bytes)
  }

  static func setMode(_ mode: UInt32, of descriptor: Int32) {
    _ = fchmod(descriptor, mode_t(mode & 0o777))
  }

  /// Flushes the file's bytes to the device.
  static func flush(_ descriptor: Int32) throws(Failure) {
    while fsync(descriptor) != 0 {
      // The file system does not support fsync.
      if errno == EINVAL || errno == ENOTSUP { return }
      if errno != EINTR { throw Failure(code: errno) }
    }
  }

  static func duplicate(_ descriptor: Int32) throws(Failure) -> Int32 {
    try opened(fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
  }

  static func rename(_ old: Path, to new: Path) throws(Failure) {
    #if canImport(Glibc)
      let result = unsafe Glibc.rename(old.terminated, new.terminated)
    #elseif canImport(Musl)
      let result = unsafe Musl.rename(old.terminated, new.terminated)
    #else
      let result = unsafe Darwin.rename(old.terminated, new.terminated)
    #endif
    if result != 0 { throw Failure(code: errno) }
  }

  /// Renames a file unless the name is taken.
  ///
  /// Without hard links, a file that appears at that very moment is replaced.
  static func rename(_ old: Path, exclusively new: Path) throws(Failure) {
    try keep(old, as: new)
    remove(old)
  }

  /// Gives a file a second name, which must be free; without hard links, renames the file.
  static func keep(_ file: Path, as second: Path) throws(Failure) {
    do throws(Failure) {
      try link(file, as: second)
    } catch {
      if error.isTaken || !error.hardLinksUnsupported { throw error }
      if try kind(of: second) != nil { throw Failure(code: EEXIST) }
      try rename(file, to: second)
    }
  }

  /// Undoes `keep(_:as:)`.
  static func restore(_ file: Path, from second: Path) {
    if (try? kind(of: file)) ?? nil != nil { remove(second) } else { try? rename(second, to: file) }
  }

  private static func link(_ file: Path, as second: Path) throws(Failure) {
    #if canImport(Glibc)
      let result = unsafe Glibc.link(file.terminated, second.terminated)
    #elseif canImport(Musl)
      let result = unsafe Musl.link(file.terminated, second.terminated)
    #else
      let result = unsafe Darwin.link(file.terminated, second.terminated)
    #endif
    if result != 0 { throw Failure(code: errno) }
  }

  static func remove(_ path: Path) { _ = unsafe unlink(path.terminated) }

  static var processIdentifier: Int32 { getpid() }

  private static func opened(_ descriptor: Int32) throws(Failure) -> Int32 {
    if descriptor < 0 { throw Failure(code: errno) }
    return descriptor
  }
}

extension System.Kind {
  fileprivate init(_ status: stat) {
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
    mode = UInt32(status.st_mode & 0o7777)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
