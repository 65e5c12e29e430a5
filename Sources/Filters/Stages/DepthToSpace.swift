// SPDX-License-Identifier: Apache-2.0

/// A stage that interleaves blocks of channels into one channel, `factors` times as large: the pixel shuffle, the
/// second half of a transposed convolution.
///
/// With factors v and h, output (c, y, x) is input ((c * v + y % v) * h + x % h, y / v, x / h).
///
/// Source: Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
/// neural network", CVPR 2016.
public struct DepthToSpace: Stage {
  /// Output rows for each input row, and output columns for each input column.
  public let factors: PerAxis<Int>
  /// Output rows cropped at the bottom and output columns cropped at the right, fewer than the factors.
  public let cut: PerAxis<Int>

  /// An interleaving of blocks of `factors.vertical * factors.horizontal` channels.
  ///
  /// - Precondition: both factors are positive, and less than a block is cropped.
  public init(_ factors: PerAxis<Int>, cut: PerAxis<Int> = PerAxis(0)) {
    precondition(factors.vertical > 0 && factors.horizontal > 0, "a block has a channel")
    precondition(
      (0..<factors.vertical).contains(cut.vertical)
        && (0..<factors.horizontal).contains(cut.horizontal), "less than a block is cropped")
    self.factors = factors
    self.cut = cut
  }

  /// The map in which the rows of a block read one input row.
  public var rows: AxisMap { AxisMap(outputs: factors.vertical) }

  /// The map in which the columns of a block read one input column.
  public var columns: AxisMap { AxisMap(outputs: factors.horizontal) }

  /// A border mode that is never used, because nothing outside is read.
  public var border: BorderMode { .zero }

  /// The interleaving itself.
  public var form: StageForm { .interleaving(self) }

  /// Returns the shape after interleaving and cropping.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels.isMultiple(of: factors.area) else {
      throw ShapeError.notDivisible(channels: input.channels, by: factors.area)
    }
    return Shape(
      channels: input.channels / factors.area,
      height: try Self.enlarged(input.height, factors.vertical) - cut.vertical,
      width: try Self.enlarged(input.width, factors.horizontal) - cut.horizontal)
  }

  /// Returns the one sample that an output sample copies.
  public func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    let (vertical, horizontal) = (factors.vertical, factors.horizontal)
    return SampleDependencies([
      SampleRead(
        channel: (channel * vertical + y.modulo(vertical)) * horizontal + x.modulo(horizontal),
        row: y.dividedDown(by: vertical), column: x.dividedDown(by: horizontal), weight: 1)
    ])
  }

  /// Writes one row of interleaved phases.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let (vertical, horizontal) = (factors.vertical, factors.horizontal)
    for channel in 0..<row.channels {
      var line = row.channel(channel)
      window.interleave(
        row: y / vertical, firstChannel: (channel * vertical + y % vertical) * horizontal,
        phases: horizontal, into: &line)
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
