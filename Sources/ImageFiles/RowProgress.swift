// SPDX-License-Identifier: Apache-2.0

internal import Filters
private import Synchronization

/// How far the conversion of one image is, in rows of its result; any thread may look at any time.
public final class RowProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)

  /// The progress of a conversion that has not begun.
  public init() {}

  /// The share of the result's rows that are written, from 0 to 1; 0 while the input is opened or measured.
  public var share: Double {
    let rows = total.load(ordering: .relaxed)
    return rows > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(rows)) : 0
  }

  /// The result will have this many rows, none of which is written yet.
  func begin(rows: Int) {
    done.store(0, ordering: .relaxed)
    total.store(rows, ordering: .relaxed)
  }

  fileprivate func count(_ rows: Int) { done.add(rows, ordering: .relaxed) }
}

/// A source whose rows are counted as they are taken.
final class CountedRows: RowSource {
  private let source: any RowSource
  private let progress: RowProgress

  /// The rows of `source`, the first of which is the first of the result.
  init(_ source: any RowSource, _ progress: RowProgress) {
    self.source = source
    self.progress = progress
    progress.begin(rows: source.shape.height)
  }

  var shape: Shape { source.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    try source.nextRow(into: &row)
    progress.count(1)
  }

  func nextRows(into first: inout MutableRow, _ second: inout MutableRow) throws(RowError) {
    try source.nextRows(into: &first, &second)
    progress.count(2)
  }
}
