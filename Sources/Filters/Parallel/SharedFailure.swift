// SPDX-License-Identifier: Apache-2.0

private import Locking

/// An error shared by worker threads with the thread that waits for them; of several errors, any one is kept.
package final class SharedFailure<Cause: Error>: Sendable {
  private let cause = Locked<Cause?>(nil)

  /// A holder without an error.
  package init() {}

  /// Stores an error.
  package func set(_ error: Cause) { cause.withLock { $0 = error } }

  /// Throws the stored error, if any.
  package func check() throws(Cause) {
    if let cause = cause.withLock({ $0 }) { throw cause }
  }
}
