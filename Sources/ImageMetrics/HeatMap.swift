// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Comparison {
  /// Returns a picture of the errors: RGB, brighter where the error is larger.
  ///
  /// Each pixel shows its largest error over the channels, divided by `all.maxFinite`, in the
  /// colors of `HeatColors`.  The picture of equal images is black.
  ///
  /// - Parameter pair: a fresh pair of the images that were compared.
  /// - Throws: `ShapeError` if the pair has different channels, `OutOfMemory`.
  package func heatMap(of pair: ImagePair) throws -> any RowSource {
    let largest = min(Float(all.maxFinite), .greatestFiniteMagnitude)
    let errors = try Streamed(
      LargestError(channels: channels.count, scale: largest > 0 ? largest : 1), over: pair)
    return try Streamed(HeatColors(), over: errors)
  }
}

/// A stage with one output channel: the largest |a - b| over the channels of a pair, divided by
/// `scale`; NaN where one of them is NaN.
private struct LargestError: Stage {
  /// The channels of one image.
  let channels: Int
  /// The error that maps to 1.
  let scale: Float

  var border: BorderMode { .zero }
  var rows: AxisMap { .identity }
  var columns: AxisMap { .identity }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == 2 * channels else {
      throw ShapeError.channels(expected: 2 * channels, actual: input.channels)
    }
    return Shape(channels: 1, height: input.height, width: input.width)
  }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    var line = row.channel(0)
    for channel in 0..<channels {
      let a = window.samples(row: y, channel: channel)
      let b = window.samples(row: y, channel: channels + channel)
      for x in line.indices {
        let error = a[x] == b[x] ? 0 : abs(a[x] - b[x]) / scale
        let before = channel == 0 ? 0 : line[x]
        line[x] = before.isNaN || before >= error ? before : error
      }
    }
  }
}

/// A color map of one channel from 0 to 1: black, blue, purple, orange, yellow, white.
///
/// Between six equally spaced stops, the sRGB samples change linearly.  The stops were chosen so
/// that their lightness L* (CIE 1976) is 0, 20, 40, 60, 80 and 100; between them it rises
/// everywhere and stays within 2.5 of 100 times the input.  So the order of the colors is that of
/// the numbers, also in print and for color-blind people.  Values that are not finite are magenta,
/// which no number maps to.
package struct HeatColors: Stage {
  /// The colors in 8-bit sRGB.
  private static let stops: [[Float]] = [
    [0, 0, 0], [40, 30, 130], [160, 49, 130], [235, 105, 60], [252, 187, 70], [255, 255, 255],
  ]
  private static let notFinite: [Float] = [255, 0, 255]

  /// Creates the color map.
  package init() {}

  /// The border mode, which has no effect: nothing outside the input is read.
  package var border: BorderMode { .zero }

  /// The identity: each row reads only itself.
  package var rows: AxisMap { .identity }

  /// The identity: each column reads only itself.
  package var columns: AxisMap { .identity }

  /// Returns the input's shape with three channels in place of one.
  package func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == 1 else {
      throw ShapeError.channels(expected: 1, actual: input.channels)
    }
    return Shape(channels: 3, height: input.height, width: input.width)
  }

  /// Renders red, green and blue of one row.
  package func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let samples = window.samples(row: y, channel: 0)
    for channel in 0..<3 {
      var line = row.channel(channel)
      for x in line.indices { line[x] = Self.color(samples[x], channel) / 255 }
    }
  }

  private static func color(_ sample: Float, _ channel: Int) -> Float {
    guard sample.isFinite else { return notFinite[channel] }
    let position = min(max(sample, 0), 1) * Float(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let low = stops[index][channel]
    return low + (stops[index + 1][channel] - low) * (position - Float(index))
  }
}
