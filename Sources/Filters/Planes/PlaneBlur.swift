// SPDX-License-Identifier: Apache-2.0

/// A separable weighted mean computed on the planes of a JPEG file, from 8-bit pixels to the 8-bit samples that are
/// coded.
///
/// Let Y, Cb and Cr be the exact JFIF transform of the pixels, convolved exactly.  Each result is the mean of its block
/// of the plane, at most `maxError` away from the exact one; rounding to 8 bits alone is 0.5.  Results are the same bits
/// on every CPU, because all sums are of integers.
///
/// Weights must not be negative: then no color leaves the range of 8 bits between the filter and the transform, and
/// nothing would have been clipped there.
package struct PlaneBlur: Sendable {
  /// The extent of the image: gray or RGB.
  package let shape: Shape
  /// The sampling of each component, one for each channel.
  package let sampling: [PlaneSampling]
  /// The rule for samples outside.
  let border: BorderMode
  /// The kernel along columns.
  let vertical: PlaneAxis
  /// The kernel along rows.
  let horizontal: PlaneAxis
  /// The maximum distance of a result from the exact one, in 8-bit levels.
  package let maxError: Double

  /// The largest `maxError` for which planes are filtered.
  package static let maxAllowedError = 0.535
  /// Half a unit of samples with 7 fraction bits.
  private static let rounding = 0.5 / 128
  /// The effect of the 16 bits of the factors of R, G and B: at most 255 times the rounding of the factor of G in Y,
  /// 38470 / 65536 - 0.587, where the other factors have the opposite sign.
  private static let factorError = 0.0015

  /// Creates the filter that two stages are; `nil` if they are something else, or too inexact in 16 bits.
  ///
  /// - Parameters:
  ///   - lowered: the stages of the whole recipe.
  ///   - input: the shape of the image, with 8 bits per sample and without alpha.
  ///   - sampling: the sampling of each component of the output.
  package init?(_ lowered: Lowered, over input: Shape, sampling: [PlaneSampling]) {
    guard [1, 3].contains(input.channels), sampling.count == input.channels,
      lowered.shape == input, !lowered.hasAlpha, lowered.stages.count == 2,
      let first = lowered.stages[0].form.convolution,
      let second = lowered.stages[1].form.convolution,
      first.border == second.border, first.hasSameOutside(as: second),
      let down = first.commonKernel(along: .vertical),
      let across = second.commonKernel(along: .horizontal)
    else { return nil }
    border = first.border
    // Samples of a constant outside 0...1 do not fit in 16 bits.
    if border == .trim { return nil }
    if let constant = border.constant, !(0...1).contains(constant) { return nil }
    shape = input
    self.sampling = sampling
    vertical = PlaneAxis(down.weights, start: down.start)
    horizontal = PlaneAxis(across.weights, start: across.start)
    // The pixels' planes and the column pass are rounded to 7 bits, the row pass to 8-bit samples.
    maxError =
      0.5 + 2 * Self.rounding + Self.factorError + vertical.maxError + horizontal.maxError
    if maxError > Self.maxAllowedError { return nil }
  }

  /// The luma of samples outside the image, in units of `CRL_PLANE_BITS`, if they are constant; chroma is 0.
  var outsideLuma: Int16? {
    border.constant.map { Int16((Double($0) * 255 * 128).rounded()) - 16384 }
  }
}

extension Convolution {
  /// Whether samples outside the image, if they are constant, are the border's own constant in both stages.
  ///
  /// Outside the second stage is what the first one computes there, and so rounded.
  fileprivate func hasSameOutside(as other: Convolution) -> Bool {
    guard let constant = border.constant else { return true }
    return [self, other].allSatisfy { stage in
      (0..<stage.inputChannels).allSatisfy { channel in
        abs(stage.outside(channel: channel) - constant) <= 1e-6
      }
    }
  }

  /// Returns the kernel along one direction that every channel is convolved with alone, from the first sample that has
  /// a weight, with zeros between dilated taps; `nil` if there is none, or if a weight is negative, the sum is not 1, or
  /// the size changes.
  fileprivate func commonKernel(along direction: Direction) -> (weights: [Double], start: Int)? {
    let (axis, other) = direction == .vertical ? (vertical, horizontal) : (horizontal, vertical)
    guard axis.stride == 1, axis.before >= 0, axis.before + axis.after == axis.reach - 1,
      other == .identity, outputs.count == inputChannels, let model = outputs.first
    else { return nil }
    var weights = [Double](repeating: 0, count: axis.reach)
    for tap in model.taps {
      let place = (direction == .vertical ? tap.row : tap.column) * axis.dilation
      if !(tap.weight >= 0) { return nil }
      weights[place] += Double(tap.weight)
    }
    let isCommon = outputs.enumerated().allSatisfy { channel, output in
      output.bias == 0 && output.taps.count == model.taps.count
        && zip(output.taps, model.taps).allSatisfy { tap, other in
          tap.channel == channel && tap.row == other.row && tap.column == other.column
            && tap.weight == other.weight
        }
    }
    guard isCommon, weights.reduce(0, +) == 1 else { return nil }
    return (weights, -axis.before)
  }
}
