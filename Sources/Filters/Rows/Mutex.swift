// SPDX-License-Identifier: Apache-2.0

#if THREAD_SANITIZER
  private import Dispatch

  /// What stands for `Synchronization.Mutex` under the thread sanitizer, which cannot see that one wait.
  ///
  /// Its waiting path is in the standard library, which is not instrumented: what two threads do under a contended mutex would
  /// be reported as a race.  The sanitizer knows semaphores.  Each module has its own: this file, linked.
  final class Mutex<Value>: @unchecked Sendable {
    private let turn = DispatchSemaphore(value: 1)
    /// Used by whoever has the turn.
    private var value: Value

    init(_ value: consuming sending Value) { self.value = value }

    func withLock<Result, Failure>(
      _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      turn.wait()
      defer { turn.signal() }
      return try body(&value)
    }
  }
#endif
