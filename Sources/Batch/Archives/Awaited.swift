// SPDX-License-Identifier: Apache-2.0

private import Locking

/// A value that threads share and can wait for.
///
/// A waiting thread looks at the value again after each change.
final class Awaited<Value: Sendable>: Sendable {
  private struct State: Sendable {
    var value: Value
    var waiting: [Semaphore] = []

    mutating func wake() {
      for semaphore in waiting { semaphore.signal() }
      waiting = []
    }
  }

  private let state: Locked<State>

  /// Shares a value.
  init(_ value: Value) { state = Locked(State(value: value)) }

  /// Changes the value, and wakes all waiting threads.
  func update<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    state.withLock { state in
      defer { state.wake() }
      return body(&state.value)
    }
  }

  /// Waits until `body` returns a result, and returns it; `body` may then have changed the value.
  func wait<Result: Sendable>(_ body: (inout Value) -> Result?) -> Result {
    while true {
      let semaphore = Semaphore.allocated()
      let result = state.withLock { state -> Result? in
        if let result = body(&state.value) {
          state.wake()
          return result
        }
        if let semaphore { state.waiting.append(semaphore) }
        return nil
      }
      if let result { return result }
      // Without memory for a semaphore, the thread looks again after a while.
      if let semaphore { semaphore.wait() } else { Semaphore.pause(milliseconds: 10) }
    }
  }
}
