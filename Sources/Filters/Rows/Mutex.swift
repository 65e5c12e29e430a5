// SPDX-License-Identifier: Apache-2.0

#if THREAD_SANITIZER
  #if canImport(Glibc)
    private import Glibc
  #elseif canImport(Musl)
    private import Musl
  #elseif canImport(Darwin)
    private import Darwin
  #endif

  /// What stands for `Synchronization.Mutex` under the thread sanitizer, which cannot see that one wait.
  ///
  /// Its waiting path is in the standard library, which is not instrumented: what two threads do under a contended mutex would
  /// be reported as a race.  The sanitizer knows the system's mutex.  Each module has its own: this file, linked.
  @safe
  final class Mutex<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private nonisolated(unsafe) var value: Value

    init(_ value: consuming sending Value) {
      unsafe self.value = value
      unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
    }

    func withLock<Result, Failure>(
      _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      return try unsafe body(&value)
    }
  }
#endif
