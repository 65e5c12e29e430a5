// SPDX-License-Identifier: Apache-2.0

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
