// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension System {
  /// What trying to lock a file gave.
  package enum Lock {
    /// It is ours until the last descriptor of this opening is closed, by the process's end at the
    /// latest.
    case taken
    /// Somebody else has it.
    case busy
    /// The file system has no locks.
    case unknown
  }

  /// Tries to lock an open file against all who try the same, without waiting.
  package static func lock(_ descriptor: Int32) -> Lock {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return .busy }
      if errno != EINTR { return .unknown }
    }
    return .taken
  }

  /// Whether a process has this number, as far as this machine knows.
  static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

  /// Whether `path` itself, links not followed, is the file behind a descriptor.
  static func isName(_ path: Path, of descriptor: Int32) -> Bool {
    var named = stat()
    var open = stat()
    return unsafe lstat(path.terminated, &named) == 0 && fstat(descriptor, &open) == 0
      && named.st_dev == open.st_dev && named.st_ino == open.st_ino
  }

  /// Opens what the name itself is, no link, without waiting for anybody.
  static func openItself(_ path: Path) throws(Failure) -> Int32 {
    let descriptor = unsafe open(path.terminated, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0 { throw Failure(code: errno) }
    return descriptor
  }

  /// Sets when the bytes were last written and read, in nanoseconds since 1970-01-01.
  static func setModified(_ time: Int, of descriptor: Int32) {
    let (seconds, rest) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
    let isBefore = rest < 0
    let modified = timespec(
      tv_sec: time_t(isBefore ? seconds - 1 : seconds),
      tv_nsec: isBefore ? rest + 1_000_000_000 : rest)
    _ = unsafe futimens(descriptor, [modified, modified])
  }

  /// Waits until the names in a folder are on the device.
  package static func flushFolder(_ path: Path) {
    let descriptor = unsafe open(path.terminated, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    try? flush(descriptor)
    try? close(descriptor)
  }
}
