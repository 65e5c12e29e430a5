// SPDX-License-Identifier: Apache-2.0

package import Filters

/// A pair of images of one shape as one source: the channels of the first, then those of the
/// second.
///
/// The rows of both are read once, in step, so that only one row is held.
package final class ImagePair: RowSource {
  /// The shape of the pair: twice the channels of one image.
  package let shape: Shape
  /// The shape of one image.
  package let imageShape: Shape
  private let first: any RowSource
  private let second: any RowSource

  /// Combines two fresh sources.
  ///
  /// - Throws: `ShapeError.different` if they differ in channels, height or width.
  package init(_ first: any RowSource, _ second: any RowSource) throws(ShapeError) {
    guard first.shape == second.shape else {
      throw ShapeError.different(first.shape, second.shape)
    }
    imageShape = first.shape
    shape = Shape(
      channels: 2 * imageShape.channels, height: imageShape.height, width: imageShape.width)
    self.first = first
    self.second = second
  }

  /// Writes the next row of the first image, then the next row of the second.
  package func nextRow(into row: inout MutableRow) throws(RowError) {
    var half = row.channels(0..<imageShape.channels)
    try first.nextRow(into: &half)
    half = row.channels(imageShape.channels..<shape.channels)
    try second.nextRow(into: &half)
  }
}
