// SPDX-License-Identifier: Apache-2.0

/// The layout of an image in memory: its extent, its type, and where each sample is.
///
/// Sample `[c, y, x]` begins `c * channelStride + y * rowStride + x * columnStride` bytes after sample `[0, 0, 0]`.
package struct ArrayLayout: Hashable, Sendable {
  /// The extent.
  package let shape: Shape
  /// The type of samples.
  package let type: SampleType
  /// The bytes from a sample to that of the next channel, row and column; of any sign.
  package let channelStride, rowStride, columnStride: Int
  /// The bytes that samples lie in, from sample `[0, 0, 0]`.
  package let bytes: Range<Int>

  /// A layout of strides in bytes.
  ///
  /// - Throws: `ArrayError.range` if an offset is not an `Int`.
  package init(
    _ shape: Shape, _ type: SampleType, channelStride: Int, rowStride: Int, columnStride: Int
  ) throws(ArrayError) {
    self.shape = shape
    self.type = type
    (self.channelStride, self.rowStride) = (channelStride, rowStride)
    self.columnStride = columnStride
    var (low, high) = (0, type.size)
    let axes = [
      (shape.channels, channelStride), (shape.height, rowStride), (shape.width, columnStride),
    ]
    for (count, stride) in axes {
      let (span, isOver) = (count - 1).multipliedReportingOverflow(by: stride)
      let (end, isFar) = (span < 0 ? low : high).addingReportingOverflow(span)
      if isOver || isFar { throw ArrayError.range }
      if span < 0 { low = end } else { high = end }
    }
    let (_, isLong) = high.subtractingReportingOverflow(low)
    if isLong { throw ArrayError.range }
    bytes = low..<high
  }

  /// The layout of planes without gaps.
  ///
  /// - Throws: `ArrayError.range` if they do not fit in the address space.
  package init(planesOf shape: Shape, _ type: SampleType) throws(ArrayError) {
    let (row, isLong) = shape.width.multipliedReportingOverflow(by: type.size)
    let (plane, isLarge) = row.multipliedReportingOverflow(by: shape.height)
    if isLong || isLarge { throw ArrayError.range }
    try self.init(
      shape, type, channelStride: plane, rowStride: row, columnStride: type.size)
  }

  /// Whether all channels of a pixel, and all pixels of a row, follow each other without gaps.
  var isInterleaved: Bool {
    channelStride == type.size && columnStride == shape.channels * type.size
  }

  /// Whether no two samples share a byte: along each axis, the next sample is beyond all of the axes with shorter
  /// strides.
  ///
  /// A few layouts that interlace samples are refused although they share none.
  package var separatesSamples: Bool {
    let axes = [
      (shape.channels, channelStride), (shape.height, rowStride), (shape.width, columnStride),
    ]
    .filter { $0.0 > 1 }.sorted { $0.1.magnitude < $1.1.magnitude }
    var extent = type.size.magnitude
    for (count, stride) in axes {
      if stride.magnitude < extent { return false }
      extent += UInt(count - 1) * stride.magnitude
    }
    return true
  }
}
