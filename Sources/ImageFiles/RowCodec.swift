// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// What decodes one kind of file behind an `ImageReader`.
protocol RowDecoder: AnyObject {
  /// What the file holds.
  var header: FileHeader { get }
  /// A copy of what was found so far besides the samples; all of it after `finish()`.
  var metadata: Metadata { get }
  /// The irregularities that were accepted so far, and the pieces that were left out, a sentence each.
  var notes: [String] { get }

  /// Does a piece of what must be done before the first row.
  ///
  /// - Returns: whether nothing is left of it.
  func prepare() throws(FileError) -> Bool

  /// Decodes the next row, all channels.
  ///
  /// - Throws: `.internalError` if no row is left.
  func nextRow(into row: inout MutableRow) throws(FileError)

  /// Reads what comes after the last row.
  func finish() throws(FileError)
}

extension RowDecoder {
  /// Most formats have none.
  var notes: [String] { [] }

  /// Most formats have nothing to do.
  func prepare() throws(FileError) -> Bool { true }
}

/// What encodes one kind of file behind an `ImageWriter`.
protocol RowEncoder: AnyObject {
  /// Encodes the next row, all channels.
  ///
  /// - Throws: `.internalError` if the image has all its rows.
  func write(row: borrowing RowBuffer) throws(FileError)

  /// Ends the file.
  ///
  /// - Parameter late: metadata that only PNG takes after the last row; empty for other formats.
  /// - Throws: `.internalError` before the last row.
  func finish(adding late: Metadata) throws(FileError)
}
