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

/// A failure to deliver a row: the error of the source at the end of the chain, carried through all stages.
public struct RowError: Error {
  /// The source's own error.
  public let cause: any Error

  /// Wraps the source's own error.
  public init(_ cause: any Error) {
    self.cause = cause
  }
}
