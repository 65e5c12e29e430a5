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

  /// Writes the next two rows, as two calls of `nextRow` do; sources that save work this way implement it.
  ///
  /// - Precondition: as `nextRow`'s, for both.
  func nextRows(into first: inout MutableRow, _ second: inout MutableRow) throws(RowError)
}

extension RowSource {
  /// Writes the next two rows, one after the other.
  public func nextRows(
    into first: inout MutableRow, _ second: inout MutableRow
  ) throws(RowError) {
    try nextRow(into: &first)
    try nextRow(into: &second)
  }
}

extension RowSource {
  /// Writes the next row to the first buffer or, if `isPair`, the next two rows to both.
  func deliver(
    isPair: Bool, into first: inout RowBuffer, _ second: inout RowBuffer
  ) throws(RowError) {
    var row = first.row()
    if isPair {
      var next = second.row()
      try nextRows(into: &row, &next)
    } else {
      try nextRow(into: &row)
    }
  }

  /// Reads and discards all rows of a fresh source, so that its observers see them.
  public func drain() throws(RowError) {
    var first = try RowBuffer(forRowsOf: self)
    for _ in 0..<shape.height {
      var row = first.row()
      try nextRow(into: &row)
    }
  }
}
