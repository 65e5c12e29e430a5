// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// How the rows of an NPY image pass through a buffer: a strip of some rows of every plane at once.
///
/// In the file one plane stands behind the other.  A regular file is read and written at any place,
/// so a strip is as low as it may be.  A pipe takes and gives bytes in order only: one plane still
/// passes strip by strip, of several the strip is the whole image.
struct NPYStrips {
  /// About what one call of the system is to move, in bytes.
  private static let planeBytes = 64 << 10
  /// About what a strip is to hold, in bytes, unless a single row is larger.
  private static let stripBytes = 4 << 20

  let shape: Shape
  /// The rows of a strip; the last strip may have fewer.
  let rows: Int
  /// The bytes of a number.
  let size: Int

  /// - Parameters:
  ///   - size: the bytes of a number.
  ///   - isSequential: whether bytes pass in order only.
  init(_ shape: Shape, size: Int, isSequential: Bool) {
    self.shape = shape
    self.size = size
    let row = shape.width * size
    let fitting = min(NPYStrips.planeBytes / row, NPYStrips.stripBytes / (row * shape.channels))
    isHeldWhole = isSequential && shape.channels > 1
    rows = isHeldWhole ? shape.height : min(max(1, fitting), shape.height)
  }

  /// Whether the strip is the whole image, whatever its height.
  let isHeldWhole: Bool

  /// The numbers of a strip.
  var count: Int { shape.channels * rows * shape.width }

  /// Where rows of one plane stand in a strip, in numbers.
  func range(channel: Int, rows range: Range<Int>) -> Range<Int> {
    let start = channel * rows
    return (start + range.lowerBound) * shape.width..<(start + range.upperBound) * shape.width
  }

  /// Where a row of one plane stands in the file, in bytes from the first number.
  func offset(channel: Int, row: Int) -> Int {
    (channel * shape.height + row) * shape.width * size
  }

  /// The bytes of all numbers.
  var byteCount: Int { offset(channel: shape.channels, row: 0) }
}
