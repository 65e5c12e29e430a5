// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// The rows of a source for several threads, each of which takes all of them in order.
///
/// Whoever needs a row that is not there yet pulls it from the source.
final class SharedRows: @unchecked Sendable {
  /// One row, which nobody writes to as long as it is held.
  final class Row: @unchecked Sendable {
    fileprivate var buffer: RowBuffer

    fileprivate init(for shape: Shape) { buffer = RowBuffer(for: shape) }

    /// Copies some columns of the row.
    func copy(_ columns: Range<Int>, into row: inout MutableRow) {
      for channel in 0..<row.channels {
        var line = row.channel(channel)
        line.copy(buffer.channel(channel), from: columns.lowerBound)
      }
    }
  }

  let shape: Shape
  // All below is used under the lock only.
  private let lock = Mutex(())
  private let source: any RowSource
  private var first = 0
  private var held: [Row] = []
  private var free: [Row] = []
  private var failure: RowError?

  /// The rows of a fresh source, which nobody else uses any more.
  init(_ source: any RowSource) {
    self.source = source
    shape = source.shape
  }

  /// The row `index`, which was not released.
  ///
  /// - Throws: what the source throws, then and for everybody who asks afterwards.
  func row(_ index: Int) throws(RowError) -> Row {
    try lock.withLock { _ throws(RowError) in
      if let failure { throw failure }
      while first + held.count <= index { try pull() }
      return held[index - first]
    }
  }

  /// Nobody will ask for rows before `index` any more.
  func release(before index: Int) {
    lock.withLock { _ in
      let count = min(index - first, held.count)
      free += held.prefix(count)
      held.removeFirst(count)
      first += count
    }
  }

  private func pull() throws(RowError) {
    let upper = free.popLast() ?? Row(for: shape)
    let lower = free.popLast() ?? Row(for: shape)
    let isPair = first + held.count + 2 <= shape.height
    do throws(RowError) {
      try source.deliver(isPair: isPair, into: &upper.buffer, &lower.buffer)
    } catch {
      failure = error
      throw error
    }
    held.append(upper)
    if isPair { held.append(lower) } else { free.append(lower) }
  }
}
