// SPDX-License-Identifier: Apache-2.0

#if !THREAD_SANITIZER
  private import Synchronization
#endif

/// A value that only one thread at a time can access.
///
/// It is a `Synchronization.Mutex`, except under the thread sanitizer: a `Mutex` waits inside the standard library,
/// which is not instrumented, so the sanitizer would report each access under a contended mutex as a race.  It does
/// understand semaphores.
///
///     let names = Locked<Set<String>>([])
///     names.withLock { $0.insert("a") }
package final class Locked<Value: Sendable>: @unchecked Sendable {
  #if THREAD_SANITIZER
    private let turn = Semaphore(1)
    /// Accessed only between `turn.wait()` and `turn.signal()`.
    private var value: Value
  #else
    private let mutex: Mutex<Value>
  #endif

  /// A lock around `value`.
  package init(_ value: Value) {
    #if THREAD_SANITIZER
      self.value = value
    #else
      mutex = Mutex(value)
    #endif
  }

  /// Calls `body` with exclusive access to the value and returns its result.
  ///
  /// Do not call it again from `body`: the thread would wait for itself.
  package func withLock<Result, Failure>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    #if THREAD_SANITIZER
      turn.wait()
      defer { turn.signal() }
      return try body(&value)
    #else
      return try mutex.withLock(body)
    #endif
  }
}
