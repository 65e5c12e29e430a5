// SPDX-License-Identifier: Apache-2.0

internal import CSystem

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
      let code = cs_errno()
      if code == EWOULDBLOCK { return .busy }
      if code != EINTR { return .unknown }
    }
    return .taken
  }

  /// Whether `path` itself, links not followed, is the file of a descriptor.
  static func isName(_ path: Path, of descriptor: Int32) throws(Failure) -> Bool {
    let open = try FileStatus(descriptor)
    return try FileStatus(named: path)?.identity == open.identity
  }
}
