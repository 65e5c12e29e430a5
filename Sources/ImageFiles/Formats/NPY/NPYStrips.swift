// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The buffering of an NPY image: strips that hold some rows of every plane.
///
/// The file stores one plane after another.  A regular file is read and written at any offset, so a
/// strip has few rows.  A pipe is read and written in order only: one plane still passes strip by
/// strip; with several, the strip is the whole image.
struct NPYStrips {
  /// The approximate number of bytes that one system call should move.
  private static let planeBytes = 64 << 10
  /// The approximate size of a strip in bytes, unless a single row is larger.
  private static let stripBytes = 4 << 20

  let shape: Shape
  /// The number of rows in a strip; the last strip may have fewer.
  let rows: Int
  /// The size of a number in bytes.
  let size: Int

  /// - Parameters:
  ///   - size: the size of a number in bytes.
  ///   - isSequential: whether the file can be read or written in order only.
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

  /// The number of values in a strip.
  var count: Int { shape.channels * rows * shape.width }

  /// Returns the range of rows of one plane within a strip, in values.
  func range(channel: Int, rows range: Range<Int>) -> Range<Int> {
    let start = channel * rows
    return (start + range.lowerBound) * shape.width..<(start + range.upperBound) * shape.width
  }

  /// Returns the offset of a row of one plane in the file, in bytes from the first number.
  func offset(channel: Int, row: Int) -> Int {
    (channel * shape.height + row) * shape.width * size
  }

  /// The size of all numbers in bytes.
  var byteCount: Int { offset(channel: shape.channels, row: 0) }
}
