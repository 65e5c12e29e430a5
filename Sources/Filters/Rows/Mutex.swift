// SPDX-License-Identifier: Apache-2.0

#if THREAD_SANITIZER
  private import Dispatch

  /// A replacement for `Synchronization.Mutex` under the thread sanitizer, which cannot see that type wait.
  ///
  /// The original waits in the standard library, which is not instrumented, so accesses under a contended mutex would
  /// be reported as races.  The sanitizer understands semaphores.  Each module has its own copy through a symbolic link
  /// to this file.
  final class Mutex<Value>: @unchecked Sendable {
    private let turn = DispatchSemaphore(value: 1)
    /// Accessed only between `turn.wait()` and `turn.signal()`.
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
