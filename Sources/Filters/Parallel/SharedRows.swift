// SPDX-License-Identifier: Apache-2.0

private import Locking

/// The rows of a source, shared by several threads that each read all of them in order.
///
/// The first thread that needs a row pulls it from the source.
final class SharedRows: Sendable {
  /// One row, which is not written to while it is held.
  final class Row: @unchecked Sendable {
    fileprivate var buffer: RowBuffer

    fileprivate init(forRowsOf source: any RowSource) throws(RowError) {
      buffer = try RowBuffer(forRowsOf: source)
    }

    /// Copies some columns of the row.
    func copy(_ columns: Range<Int>, into row: inout MutableRow) {
      for channel in 0..<row.channels {
        var line = row.channel(channel)
        line.copy(buffer.channel(channel), from: columns.lowerBound)
      }
    }
  }

  let shape: Shape
  private let state: Locked<State>

  /// Shares the rows of a fresh source, which must not be used elsewhere.
  init(_ source: any RowSource) {
    shape = source.shape
    state = Locked(State(source: source))
  }

  /// Returns row `index`, which must not have been released.
  ///
  /// - Throws: what the source throws; every later call throws the same error.
  func row(_ index: Int) throws(RowError) -> Row {
    try state.withLock { state throws(RowError) in
      if let failure = state.failure { throw failure }
      while state.first + state.held.count <= index { try state.pull() }
      return state.held[index - state.first]
    }
  }

  /// Releases the rows before `index`, which must not be requested again.
  func release(before index: Int) {
    state.withLock { state in
      let count = min(index - state.first, state.held.count)
      state.free += state.held.prefix(count)
      state.held.removeFirst(count)
      state.first += count
    }
  }

  // The source is used only under the lock, and nowhere else.
  private struct State: @unchecked Sendable {
    let source: any RowSource
    /// The source row that is the first of those held.
    var first = 0
    var held: [Row] = []
    var free: [Row] = []
    var failure: RowError?

    /// Returns a free row, or a new one.
    private mutating func row() throws(RowError) -> Row {
      if let row = free.popLast() { return row }
      return try Row(forRowsOf: source)
    }

    mutating func pull() throws(RowError) {
      let next: Row
      do throws(RowError) {
        next = try row()
        try next.buffer.pull(from: source)
      } catch {
        failure = error
        throw error
      }
      held.append(next)
    }
  }
}

extension RowBuffer {
  /// Pulls the next row of a source.
  fileprivate mutating func pull(from source: any RowSource) throws(RowError) {
    var row = row()
    try source.nextRow(into: &row)
  }
}
