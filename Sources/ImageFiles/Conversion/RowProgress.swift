// SPDX-License-Identifier: Apache-2.0

internal import Filters
private import Synchronization

/// The progress of one conversion in rows of its result; any thread may read it at any time.
public final class RowProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)

  /// Creates the progress of a conversion that has not begun.
  public init() {}

  /// The share of the result's rows that have been written, from 0 to 1; 0 while the input is opened or measured.
  public var share: Double {
    let rows = total.load(ordering: .relaxed)
    return rows > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(rows)) : 0
  }

  /// Starts counting a result of `rows` rows, in all images.
  func begin(rows: Int) {
    done.store(0, ordering: .relaxed)
    total.store(rows, ordering: .relaxed)
  }

  /// Counts rows of the result that were written.
  func count(_ rows: Int) { done.add(rows, ordering: .relaxed) }
}

/// A source whose rows are counted as they are taken.
final class CountedRows: RowSource {
  private let source: any RowSource
  private let progress: RowProgress

  /// Creates a source that counts the rows of `source`.
  init(_ source: any RowSource, _ progress: RowProgress) {
    self.source = source
    self.progress = progress
  }

  var shape: Shape { source.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    try source.nextRow(into: &row)
    progress.count(1)
  }

  var rowsAtOnce: Int { source.rowsAtOnce }

  func nextRows(into rows: inout MutableRows) throws(RowError) {
    try source.nextRows(into: &rows)
    progress.count(rows.count)
  }
}
