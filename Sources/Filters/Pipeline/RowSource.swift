// SPDX-License-Identifier: Apache-2.0

/// A source that delivers the rows of an image once, from top to bottom: a decoder, an image in memory, or a stage over
/// another source.
///
/// A source belongs to one thread at a time.
public protocol RowSource: AnyObject {
  /// The extent of the whole image.
  var shape: Shape { get }

  /// Writes all channels of the next row; may be called `shape.height` times.
  ///
  /// After an error, `row` is undefined and no more rows may be requested.
  ///
  /// - Precondition: `row` has the channels and the width of `shape`; a row is left.
  func nextRow(into row: inout MutableRow) throws(RowError)

  /// The number of rows that are best pulled together, at most `MutableRows.maxCount`; 1 by default.
  ///
  /// It does not change.
  var rowsAtOnce: Int { get }

  /// Writes the next rows, as calls of `nextRow` do; sources that save work this way implement it.
  ///
  /// - Precondition: as `nextRow`'s, for each.
  func nextRows(into rows: inout MutableRows) throws(RowError)
}

extension RowSource {
  /// 1: by default, nothing is saved by pulling rows together.
  public var rowsAtOnce: Int { 1 }

  /// Writes the next rows, one after the other.
  public func nextRows(into rows: inout MutableRows) throws(RowError) {
    for index in 0..<rows.count {
      var row = rows.row(index)
      try nextRow(into: &row)
    }
  }
}

extension RowSource {
  /// Reads and discards all rows of a fresh source, so that its observers see them.
  public func drain() throws(RowError) {
    var first = try RowBuffer(forRowsOf: self)
    for _ in 0..<shape.height {
      var row = first.row()
      try nextRow(into: &row)
    }
  }
}
