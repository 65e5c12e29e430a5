// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// A thread that lives for one call of the library, which joins it before it returns.
///
/// A process that forks between two calls therefore loses no thread that a later call needs.
@safe
package final class CallThread: @unchecked Sendable {
  /// What the thread runs, which is released when it has run.
  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private var handle: OpaquePointer?

  /// Starts a thread that runs `body`; returns `nil` if the system gives no thread.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let context = unsafe Unmanaged.passRetained(Work(body))
    let handle = unsafe cs_thread_start(
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
      }, context.toOpaque())
    guard let handle = unsafe handle else {
      unsafe context.release()
      return nil
    }
    unsafe self.handle = unsafe handle
  }

  /// Waits until the thread has ended and everything that it captured is released.
  ///
  /// Later calls do nothing.
  package func join() {
    guard let handle = unsafe handle else { return }
    unsafe self.handle = nil
    unsafe cs_thread_join(handle)
  }

  /// Calls `body` once with each number in `0..<count`, at the same time as far as there are threads, and returns when
  /// all calls have returned.
  ///
  /// The calling thread makes the first call.  Where the system gives no thread, it makes the others too, one after the
  /// other, so the calls must not wait for each other.
  package static func team(_ count: Int, _ body: @Sendable (Int) -> Void) {
    // The threads end before this call does, so the closure does not escape.
    withoutActuallyEscaping(body) { body in
      var threads: [CallThread] = []
      var first = 1
      while first < count {
        let index = first
        guard let thread = CallThread({ body(index) }) else { break }
        threads.append(thread)
        first += 1
      }
      if count > 0 { body(0) }
      while first < count {
        body(first)
        first += 1
      }
      for thread in threads { thread.join() }
    }
  }
}
