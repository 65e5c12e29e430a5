// SPDX-License-Identifier: Apache-2.0

/// A stage that interleaves blocks of `rows * columns` channels into one channel, `rows` times as high and `columns`
/// times as wide: the pixel shuffle, the second half of a transposed convolution.
///
/// Output (c, y, x) is input ((c * rows + y % rows) * columns + x % columns, y / rows, x / columns).
///
/// Source: Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
/// neural network", CVPR 2016.
public struct DepthToSpace: Stage {
  /// Output rows for each input row.
  public let rows: Int
  /// Output columns for each input column.
  public let columns: Int
  /// Output rows cropped at the bottom, fewer than `rows`.
  public let cutRows: Int
  /// Output columns cropped at the right, fewer than `columns`.
  public let cutColumns: Int

  /// An interleaving of blocks of `rows * columns` channels.
  ///
  /// - Precondition: both are positive, and less than a block is cropped.
  public init(rows: Int, columns: Int, cutRows: Int = 0, cutColumns: Int = 0) {
    precondition(rows > 0 && columns > 0, "a block has a channel")
    precondition((0..<rows).contains(cutRows) && (0..<columns).contains(cutColumns))
    self.rows = rows
    self.columns = columns
    self.cutRows = cutRows
    self.cutColumns = cutColumns
  }

  /// A border mode that is never used, because nothing outside is read.
  public var border: BorderMode { .zero }

  /// An empty halo, because nothing outside is read.
  public var halo: Halo { .none }

  /// Returns the shape after interleaving and cropping.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels.isMultiple(of: rows * columns) else {
      throw ShapeError.notDivisible(channels: input.channels, by: rows * columns)
    }
    return Shape(
      channels: input.channels / (rows * columns),
      height: try Self.enlarged(input.height, rows) - cutRows,
      width: try Self.enlarged(input.width, columns) - cutColumns)
  }

  /// Returns the one input row that holds the phase of row `y`.
  public func inputRows(of y: Int) -> Range<Int> { (y / rows)..<(y / rows + 1) }

  /// Writes one row of interleaved phases.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in 0..<row.channels {
      var line = row.channel(channel)
      window.interleave(
        row: y / rows, firstChannel: (channel * rows + y % rows) * columns, phases: columns,
        into: &line)
    }
  }

  private static func enlarged(_ count: Int, _ scale: Int) throws(ShapeError) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: scale)
    guard !overflow && product <= Int32.max else {
      throw ShapeError.tooLarge(count: count, scale: scale)
    }
    return product
  }
}
