// SPDX-License-Identifier: Apache-2.0

/// A source of the rows of an image as 8-bit pixels.
public protocol PixelSource: AnyObject {
  /// Writes the next row: the samples of each pixel together, gray or red, green, blue.
  ///
  /// May be called once for each row, from top to bottom.
  ///
  /// - Precondition: `row` has the size of a row.
  func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError)
}

/// A source of pixels that can begin at any row, such as an array in memory.
package protocol SeekablePixelSource: PixelSource {
  /// Makes `row` the next row.
  func begin(at row: Int)
}

/// The rows of samples of another source as 8-bit pixels, for samples that are n / 255.
package final class PixelsOfRows: PixelSource {
  private let source: any RowSource
  private var buffer: RowBuffer

  /// A source of the pixels that are left in another source.
  ///
  /// - Precondition: it has at most 4 channels.
  /// - Throws: `OutOfMemory`.
  package init(_ source: any RowSource) throws(OutOfMemory) {
    self.source = source
    buffer = try RowBuffer(for: source.shape)
  }

  package func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    try buffer.pull(from: source, into: &row)
  }
}
