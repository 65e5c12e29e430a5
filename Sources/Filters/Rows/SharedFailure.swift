// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// Why threads could not do their part, for the one that waits for them; of several errors it is any.
package final class SharedFailure<Cause: Error>: Sendable {
  private let cause = Mutex<Cause?>(nil)

  /// No failure yet.
  package init() {}

  /// Keeps an error.
  package func set(_ error: Cause) { cause.withLock { $0 = error } }

  /// Throws what was kept, if anything was.
  package func check() throws(Cause) {
    if let cause = cause.withLock({ $0 }) { throw cause }
  }
}
