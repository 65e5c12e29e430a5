// SPDX-License-Identifier: Apache-2.0

/// A source of the rows of an image as 8-bit pixels.
package protocol PixelSource: AnyObject {
  /// Writes the next row: the samples of each pixel together, gray or red, green, blue.
  ///
  /// May be called once for each row, from top to bottom.
  ///
  /// - Precondition: `row` has the size of a row.
  func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError)
}

/// A consumer of the planes of an image as a JPEG file codes them.
package protocol PlaneSink {
  /// Calls `body` with the storage of a row of a component, to be written.
  ///
  /// Rows of a component come from top to bottom.  The storage has at least `PlaneBlur.capacity(for:)` bytes, which may
  /// all be written; only the component's width has a meaning.
  func withRow(
    _ row: Int, of component: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  )
}

extension PlaneBlur {
  /// Returns the number of bytes that a row of a component's samples needs.
  package func capacity(for component: Int) -> Int {
    PairStorage.wholeBlocks(sampling[component].width(of: shape.width))
  }
}
