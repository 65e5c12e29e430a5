// SPDX-License-Identifier: Apache-2.0

private import Locking
private import Synchronization

/// Worker threads that share only the index of the next piece of work.
package enum Workers {
  /// Calls `body` once with each number in `0..<count`, in order, and returns when all calls have returned.
  ///
  /// At most `threads` calls run at once.  The calling thread is one of the
  /// workers, so one thread is enough to do all the work.
  package static func run(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let next = Counter()
    CallThread.team(min(threads, count)) { _ in
      while let index = next.take(below: count) { body(index) }
    }
  }
}

/// A counter that hands out consecutive numbers from 0.
private final class Counter: Sendable {
  private let next = Atomic<Int>(0)

  func take(below count: Int) -> Int? {
    let index = next.add(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }
}
