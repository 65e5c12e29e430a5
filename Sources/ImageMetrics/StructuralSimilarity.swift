// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The structural similarity (SSIM) of two images as stages over their pair.
///
/// Under a window of 11 x 11 Gaussian weights of sigma 1.5 that sum to 1, with means ma, mb,
/// variances va, vb and covariance c, all weighted, SSIM is
///
///     (2 ma mb + C1) (2 c + C2) / ((ma^2 + mb^2 + C1) (va + vb + C2)),  C1 = 0.01^2, C2 = 0.03^2
///
/// for samples in the range 0...1.  The windows lie within the image, so the map is 10 rows shorter
/// and 10 columns narrower.
///
/// The common formula for a variance, the mean of squares minus the square of the mean, loses
/// digits in float: between two flat images the loss reaches 1e-4 of SSIM.  Here each pass computes
/// means and the variances about them.  The variance under both passes is the mean of the variances
/// that the first found, plus the variance of its means.  All terms are positive.
///
/// The stages work on the half sum m = (a + b) / 2 and the difference d = a - b.  They compute
/// 1 - SSIM, so that equal images give exactly 0 and nearly equal ones keep their digits.  The
/// first factor of SSIM is 1 - p, the second 1 - q with
///
///     p = md^2 / (2 mm^2 + md^2 / 2 + C1),  q = vd / (2 vm + vd / 2 + C2)
///
/// because ma^2 + mb^2 = 2 mm^2 + md^2 / 2, 2 ma mb = ma^2 + mb^2 - md^2, and likewise for
/// variances and covariance.
///
/// Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
/// structural similarity", IEEE Transactions on Image Processing 13 (2004).
package enum StructuralSimilarity {
  /// The rows and columns of a window: the minimum size of an image that has a similarity.
  package static let window = 11

  /// Returns the stages over a pair of images; they compute 1 - SSIM for each of `channels`.
  ///
  /// They have no output for images smaller than the window.
  package static func dissimilarity(channels: Int) -> [any Stage] {
    [
      SumAndDifference(channels: channels),
      WindowMoments(.vertical, signals: 2 * channels),
      WindowMoments(.horizontal, signals: 2 * channels),
      Dissimilarity(channels: channels),
    ]
  }
}

/// A stage that computes the half sum (a + b) / 2 and the difference a - b of each pair of
/// channels.
private struct SumAndDifference: Stage {
  /// The channels of one image.
  let channels: Int

  var border: BorderMode { .zero }
  var rows: AxisMap { .identity }
  var columns: AxisMap { .identity }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == 2 * channels else {
      throw ShapeError.channels(expected: 2 * channels, actual: input.channels)
    }
    return input
  }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in 0..<channels {
      let a = window.samples(row: y, channel: channel)
      let b = window.samples(row: y, channel: channels + channel)
      var line = row.channel(2 * channel)
      for x in line.indices { line[x] = (a[x] + b[x]) * 0.5 }
      line = row.channel(2 * channel + 1)
      for x in line.indices { line[x] = a[x] - b[x] }
    }
  }
}

/// One pass of the window: the mean of each signal and the variance about it, interleaved, inside
/// the image.
///
/// The vertical pass takes signals, the horizontal pass the output of the vertical one.
private struct WindowMoments: Stage {
  private let signals: Int
  private let isVertical: Bool
  private let axis: Axis
  private let taps: TapList

  init(_ direction: Convolution.Direction, signals: Int) {
    let kernel = Kernel.gaussian(sigma: 1.5, radius: StructuralSimilarity.window / 2)
    let isVertical = direction == .vertical
    self.signals = signals
    self.isVertical = isVertical
    axis = Axis(taps: kernel.weights.count)
    taps = TapList(
      kernel.weights.enumerated().map { index, weight in
        (row: isVertical ? index * signals : 0, column: isVertical ? 0 : index, weight: weight)
      }, down: signals)
  }

  var border: BorderMode { .zero }
  var rows: AxisMap { isVertical ? axis.map : .identity }
  var columns: AxisMap { isVertical ? .identity : axis.map }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    let expected = isVertical ? signals : 2 * signals
    guard input.channels == expected else {
      throw ShapeError.channels(expected: expected, actual: input.channels)
    }
    return Shape(
      channels: 2 * signals, height: isVertical ? try axis.outputCount(input.height) : input.height,
      width: isVertical ? input.width : try axis.outputCount(input.width))
  }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for signal in 0..<signals {
      window.weightedMoments(
        taps, channel: isVertical ? signal : 2 * signal, hasVariances: !isVertical, first: y,
        into: &row, mean: 2 * signal, variance: 2 * signal + 1)
    }
  }
}

/// The stage that computes 1 - SSIM from the mean and variance of the half sum and of the
/// difference.
private struct Dissimilarity: Stage {
  /// The number of values that the passes produce for each channel of an image.
  private static let perChannel = 4
  /// The channels of one image.
  let channels: Int

  var border: BorderMode { .zero }
  var rows: AxisMap { .identity }
  var columns: AxisMap { .identity }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == Self.perChannel * channels else {
      throw ShapeError.channels(expected: Self.perChannel * channels, actual: input.channels)
    }
    return Shape(channels: channels, height: input.height, width: input.width)
  }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in 0..<channels {
      let first = Self.perChannel * channel
      let means = window.samples(row: y, channel: first)
      let variances = window.samples(row: y, channel: first + 1)
      let differences = window.samples(row: y, channel: first + 2)
      let differenceVariances = window.samples(row: y, channel: first + 3)
      var line = row.channel(channel)
      for x in line.indices {
        line[x] = Self.dissimilarity(
          means[x], variances[x], differences[x], differenceVariances[x])
      }
    }
  }

  private static func dissimilarity(
    _ mean: Float, _ variance: Float, _ difference: Float, _ differenceVariance: Float
  ) -> Float {
    let c1: Float = 0.01 * 0.01
    let c2: Float = 0.03 * 0.03
    let square = difference * difference
    let p = square / (2 * mean * mean + 0.5 * square + c1)
    let q = differenceVariance / (2 * variance + 0.5 * differenceVariance + c2)
    return p + q - p * q
  }
}
