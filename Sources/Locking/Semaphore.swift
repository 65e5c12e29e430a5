// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// A counting semaphore: `wait()` takes one of what `signal()` adds, and waits while there is none.
@safe
package final class Semaphore: @unchecked Sendable {
  private let handle: OpaquePointer

  /// A semaphore with a count.
  ///
  /// - Precondition: there is memory for it.
  package init(_ count: Int = 0) {
    guard let handle = unsafe cs_semaphore_make() else {
      preconditionFailure("no memory for a semaphore")
    }
    unsafe self.handle = unsafe handle
    for _ in 0..<count { signal() }
  }

  /// A semaphore with a count of 0; `nil` if there is no memory.
  package static func allocated() -> Semaphore? {
    guard let handle = unsafe cs_semaphore_make() else { return nil }
    return unsafe Semaphore(handle: handle)
  }

  private init(handle: OpaquePointer) { unsafe self.handle = unsafe handle }

  deinit { unsafe cs_semaphore_free(handle) }

  /// Adds one.
  package func signal() { unsafe cs_semaphore_signal(handle) }

  /// Waits until there is one, and takes it.
  package func wait() { unsafe cs_semaphore_wait(handle) }

  /// Waits for some time until there is one, and takes it; returns whether it did.
  package func wait(milliseconds: Int64) -> Bool {
    unsafe cs_semaphore_wait_for(handle, milliseconds)
  }

  /// Lets some time pass.
  package static func pause(milliseconds: Int64) { cs_pause(milliseconds) }
}
