// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension System {
  /// The result of trying to lock a file.
  package enum Lock {
    /// This process holds the lock until the last descriptor of this open file is closed, at the
    /// latest when the process ends.
    case taken
    /// Another process holds the lock.
    case busy
    /// The file system does not support locks.
    case unknown
  }

  /// Tries to take an exclusive, advisory lock on an open file, without waiting.
  package static func lock(_ descriptor: Int32) -> Lock {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return .busy }
      if errno != EINTR { return .unknown }
    }
    return .taken
  }

  /// Whether a process with this ID exists, as far as this machine knows.
  static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

  /// Whether `path` itself, links not followed, is the file of a descriptor.
  static func isName(_ path: Path, of descriptor: Int32) -> Bool {
    var named = stat()
    var open = stat()
    return unsafe lstat(path.terminated, &named) == 0 && fstat(descriptor, &open) == 0
      && named.st_dev == open.st_dev && named.st_ino == open.st_ino
  }

  /// Opens the file at `path` without following links and without blocking.
  static func openWithoutFollowing(_ path: Path) throws(Failure) -> Int32 {
    let descriptor = unsafe open(path.terminated, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0 { throw Failure(code: errno) }
    return descriptor
  }

  /// Sets the modification and access times, in nanoseconds since 1970-01-01.
  static func setModified(_ time: Int, of descriptor: Int32) {
    let (seconds, rest) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
    let isBefore = rest < 0
    let modified = timespec(
      tv_sec: time_t(isBefore ? seconds - 1 : seconds),
      tv_nsec: isBefore ? rest + 1_000_000_000 : rest)
    _ = unsafe futimens(descriptor, [modified, modified])
  }

  /// Flushes the entries of a directory to the device.
  package static func flushDirectory(_ path: Path) {
    let descriptor = unsafe open(path.terminated, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    try? flush(descriptor)
    try? close(descriptor)
  }
}
