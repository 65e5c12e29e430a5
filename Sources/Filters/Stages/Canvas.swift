// SPDX-License-Identifier: Apache-2.0

/// A stage that adds margins of a constant around an image, or cuts them off: a pad or a crop.
///
/// Output (c, y, x) is a copy of input (c, y - top, x - left), or fill[c] where the input has no such sample.  No
/// arithmetic touches a sample, so every bit stays, also that of a negative zero or a NaN.
///
/// A negative margin is cut off.  Rows above the first one that is shown are pulled but not kept, and rows below the
/// last one are not pulled at all.
package struct Canvas: Stage {
  /// Rows added above the image.
  package let top: Int
  /// Columns added before the image.
  package let left: Int
  /// Rows added below the image.
  package let bottom: Int
  /// Columns added after the image.
  package let right: Int
  /// The sample of each channel outside the image.
  package let fill: [Float]

  /// The largest margin, added or cut off: as many samples as an axis can have.
  private static let maxMargin = Int(Int32.max)

  /// Margins around an image of `fill.count` channels.
  ///
  /// - Precondition: no margin is larger than 2147483647, added or cut off.
  package init(top: Int, left: Int, bottom: Int, right: Int, fill: [Float]) {
    precondition(
      [top, left, bottom, right].allSatisfy {
        (-Canvas.maxMargin...Canvas.maxMargin).contains($0)
      }, "a margin is no larger than an axis")
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
    self.fill = fill
  }

  /// The rectangle of `height` rows and `width` columns with its first sample at row `y`, column `x` of an image of
  /// the shape `input`; it may reach outside.
  ///
  /// - Precondition: as `init(top:left:bottom:right:fill:)`'s, for the margins that follow.
  package init(
    y: Int, x: Int, height: Int, width: Int, of input: Shape, fill: [Float]? = nil
  ) {
    self.init(
      top: -y, left: -x, bottom: y + height - input.height, right: x + width - input.width,
      fill: fill ?? Array(repeating: 0, count: input.channels))
  }

  /// The map in which each row reads the one that it shows.
  package var rows: AxisMap { AxisMap(reach: -top...(-top)) }

  /// The map in which each column reads the one that it shows.
  package var columns: AxisMap { AxisMap(reach: -left...(-left)) }

  /// A constant, which differs between channels.
  package var border: BorderMode { .zero }

  /// Returns the fill of a channel.
  package func outside(channel: Int) -> Float { fill[channel] }

  /// A crop if no margin is added, else a pad.
  package var form: StageForm { .other(name: isCrop ? "crop" : "pad") }

  /// Whether nothing outside the image is shown.
  private var isCrop: Bool { max(top, left, bottom, right) <= 0 }

  /// Returns the shape with the margins.
  package func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == fill.count else {
      throw ShapeError.channels(expected: fill.count, actual: input.channels)
    }
    return Shape(
      channels: input.channels, height: try Canvas.extended(input.height, top, bottom),
      width: try Canvas.extended(input.width, left, right))
  }

  /// Returns the pixel itself: the constant outside is the pixel, or nothing outside is shown.
  package func response(toConstant pixel: [Float]) -> [Float] { pixel }

  /// Returns the one sample that an output sample copies.
  package func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    SampleDependencies([
      SampleRead(channel: channel, row: y - top, column: x - left, weight: 1)
    ])
  }

  /// Returns the bounds of the image's samples and, for a pad, of the fill.
  package func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    if isCrop { return inputs }
    return zip(inputs, fill).map { $0.including(Double($1)) }
  }

  /// Copies one row.
  package func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let shown = -left..<(row.width - left)
    for channel in 0..<row.channels {
      var line = row.channel(channel)
      line.copy(window.samples(row: y - top, channel: channel, columns: shown), from: 0)
    }
  }

  private static func extended(
    _ count: Int, _ before: Int, _ after: Int
  ) throws(ShapeError) -> Int {
    let sum = before + count + after
    guard sum > 0 && sum <= maxMargin else {
      throw ShapeError.margins(count: count, before: before, after: after)
    }
    return sum
  }
}
