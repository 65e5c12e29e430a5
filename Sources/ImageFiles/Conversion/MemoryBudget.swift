// SPDX-License-Identifier: Apache-2.0

private import Locking

/// A memory budget that several conversions share: each waits until its request fits.
///
/// Requests are granted in FIFO order, so small images cannot starve a large one.
public final class MemoryBudget: Sendable {
  /// The size of the budget in bytes.
  public let bytes: Int
  private let state: Locked<State>

  private struct Waiting {
    let bytes: Int
    let ticket: Int
    let semaphore: Semaphore
  }

  private struct State {
    var free: Int
    var nextTicket = 0
    var queue: [Waiting] = []

    /// Grants requests from the head of the queue as long as they fit.
    mutating func serve() {
      while let first = queue.first, first.bytes <= free {
        free -= first.bytes
        queue.removeFirst()
        first.semaphore.signal()
      }
    }
  }

  /// Creates a budget of `bytes` bytes.
  public init(bytes: Int) {
    self.bytes = bytes
    state = Locked(State(free: bytes))
  }

  /// Takes `count` bytes for the conversion of the file at `path`, waiting until they are free.
  ///
  /// Return them with `release(_:)`.
  ///
  /// - Throws: `.limit` if the whole budget is too small, `.interrupted` once the switch is on;
  ///   then nothing is taken.
  public func take(_ count: Int, path: String, unless stop: CancellationFlag?) throws(FileError) {
    if count > bytes {
      throw FileError(
        .limit, path: path,
        reason: "needs about \(count) bytes of memory, the limit is \(bytes)",
        detail: .memory(needed: count, limit: bytes))
    }
    guard let semaphore = Semaphore.allocated() else {
      throw FileError(.limit, path: path, reason: "out of memory")
    }
    let ticket = state.withLock { state in
      state.nextTicket += 1
      state.queue.append(Waiting(bytes: count, ticket: state.nextTicket, semaphore: semaphore))
      state.serve()
      return state.nextTicket
    }
    while !semaphore.wait(milliseconds: 50) {
      if let stop, stop.isOn {
        giveUp(ticket, count)
        throw FileError(interrupted: path)
      }
    }
  }

  /// Takes the bytes that a conversion with several threads needs, or with one thread if the budget is too small for
  /// more.
  ///
  /// - Parameter bytes: returns the bytes needed with a number of threads.
  /// - Returns: the bytes to release, and the number of threads.
  /// - Throws: as `take(_:path:unless:)`, and what `bytes` throws.
  func take(
    for threads: Int, path: String, unless stop: CancellationFlag?,
    bytes: (_ threads: Int) throws(FileError) -> Int
  ) throws(FileError) -> (bytes: Int, threads: Int) {
    var (count, threads) = (try bytes(threads), threads)
    if count > self.bytes { (count, threads) = (try bytes(1), 1) }
    try take(count, path: path, unless: stop)
    return (count, threads)
  }

  /// Releases `count` bytes that were taken.
  public func release(_ count: Int) {
    state.withLock { state in
      state.free += count
      state.serve()
    }
  }

  /// Leaves the queue, or releases the bytes if they have just been granted.
  private func giveUp(_ ticket: Int, _ count: Int) {
    state.withLock { state in
      if let index = state.queue.firstIndex(where: { $0.ticket == ticket }) {
        state.queue.remove(at: index)
      } else {
        state.free += count
      }
      state.serve()
    }
  }
}
