// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A decoder of one file format, used by `ImageReader`.
protocol RowDecoder: AnyObject {
  /// The file's header.
  var header: FileHeader { get }
  /// A copy of the metadata found so far; complete after `finish()`.
  var metadata: Metadata { get }
  /// Notes on irregularities tolerated so far and on skipped pieces, one sentence each.
  var notes: [String] { get }
  /// What a damaged file has lost, in one phrase; `nil` if nothing is lost.  Complete after `finish()`.
  var loss: String? { get }

  /// Does one step of the work required before the first row.
  ///
  /// - Returns: whether that work is complete.
  func prepare() throws(FileError) -> Bool

  /// Decodes the next row, all channels.
  ///
  /// - Throws: `.internalError` if no row is left.
  func nextRow(into row: inout MutableRow) throws(FileError)

  /// Goes to the first row of another image along the batch axis.
  ///
  /// Input that can be read in order only allows no earlier image than the current one.
  func select(image: Int) throws(FileError)

  /// Reads everything after the last row.
  func finish() throws(FileError)

  /// Whether the metadata is complete before the last row, so that reading may stop there.
  var mayStop: Bool { get }

  /// The decoder as a source of 8-bit pixels; `nil` if it delivers samples only.
  var pixels: (any PixelDecoder)? { get }

  /// Ends reading before the last row: the rows that are left are neither decoded nor checked.
  ///
  /// - Precondition: `mayStop`.
  func stop() throws(FileError)
}

extension RowDecoder {
  /// No notes: most formats have none.
  var notes: [String] { [] }

  /// Returns `nil`: most decoders accept no damage.
  var loss: String? { nil }

  /// Returns `true`: most formats need no preparation.
  func prepare() throws(FileError) -> Bool { true }

  /// Returns `nil`: most formats have more than 8-bit gray and RGB.
  var pixels: (any PixelDecoder)? { nil }

  /// Does nothing: most decoders only do what they are asked for.
  func stop() throws(FileError) {}

  /// Does nothing: most formats have no batch axis, and their only image is selected.
  func select(image: Int) throws(FileError) {}
}

/// A decoder that delivers the pixels of the file, of 8 bits per sample, in place of samples.
protocol PixelDecoder: AnyObject {
  /// Decodes the next row as 8-bit samples of whole pixels.
  ///
  /// - Throws: as `RowDecoder.nextRow(into:)`.
  func nextPixels(into row: inout MutableSpan<UInt8>) throws(FileError)
}

/// An encoder of one file format, used by `ImageWriter`.
protocol RowEncoder: AnyObject {
  /// Encodes the next row, all channels.
  ///
  /// - Throws: `.internalError` if the image has all its rows.
  func write(row: borrowing RowBuffer) throws(FileError)

  /// Finishes the file.
  ///
  /// - Parameter late: metadata that only PNG takes after the last row; empty for other formats.
  /// - Throws: `.internalError` before the last row.
  func finish(adding late: Metadata) throws(FileError)

  /// The encoder as a consumer of components; `nil` if it takes rows of samples, as `EncodingPlan` says.
  var planes: (any PlaneEncoder)? { get }

  /// The encoder as a consumer of 8-bit pixels, for an output of 8 bits per sample; `nil` if it takes samples only.
  var pixels: (any PixelEncoder)? { get }
}

extension RowEncoder {
  /// Returns `nil`: an encoder that takes samples takes those of pixels too.
  var pixels: (any PixelEncoder)? { nil }

  /// Returns `nil`: most encoders take rows of samples.
  var planes: (any PlaneEncoder)? { nil }
}

/// An encoder that takes the pixels of the file, of 8 bits per sample, in place of samples.
protocol PixelEncoder: AnyObject {
  /// Encodes the next row of 8-bit samples of whole pixels.
  ///
  /// - Throws: as `RowEncoder.write(row:)`.
  func write(pixels: Span<UInt8>) throws(FileError)
}

/// An encoder that takes the components of a JPEG file in place of rows of samples.
protocol PlaneEncoder: AnyObject, PlaneSink {
  /// Writes everything before the image data; must be called first, once.
  func begin() throws(FileError)

  /// States that the next `count` rows of the image are complete in all components.
  func complete(rows count: Int) throws(FileError)
}
