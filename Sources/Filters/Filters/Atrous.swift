// SPDX-License-Identifier: Apache-2.0

/// The à trous ("with holes") wavelet transform with the cubic B-spline (the starlet transform), which splits an image
/// into details of increasing size and a smooth residual.
///
/// c[0] is the image; c[j] is c[j - 1] smoothed by `[1 4 6 4 1] / 16` along both axes, with taps 2^(j - 1) samples
/// apart.  Level j is the detail w[j] = c[j - 1] - c[j], about 2^j samples in size.  All levels and the last c add up
/// to the image.  The result is
///
///     c[0] - sum over j of (w[j] - gain[j] * T(w[j])) + (gain of the residual - 1) * c[last]
///
/// where T sets details to 0 that do not exceed `denoise` times the noise of their level.  Without thresholds and
/// gains, the result is bit-identical to the image.
///
/// Source: Starck, Murtagh and Fadili, "Sparse image and signal processing", Cambridge 2010, chapter 3.
public struct Atrous: Hashable, Sendable {
  /// The number of levels.
  public var levels: Int
  /// The threshold of each level, in standard deviations of its noise: one number for all levels, or one per level,
  /// finest first.
  ///
  /// Smaller details become 0.  A threshold of 0, or an empty list, keeps everything.
  public var denoise: [Double]
  /// The factor of each level, finest first, followed by the factor of the smooth residual; missing factors are 1.
  public var gains: [Double]
  /// The noise of each level (finest first) and filtered channel, as standard deviations; `nil` until it is measured.
  public var noise: [[Float]]?

  /// A transform that reproduces the image, unless `denoise` or `gains` say otherwise.
  public init(
    levels: Int = 4, denoise: [Double] = [], gains: [Double] = [], noise: [[Float]]? = nil
  ) {
    self.levels = levels
    self.denoise = denoise
    self.gains = gains
    self.noise = noise
  }

  /// A transform with the same threshold for all levels.
  public init(levels: Int = 4, denoise: Double, gains: [Double] = [], noise: [[Float]]? = nil) {
    self.init(levels: levels, denoise: [denoise], gains: gains, noise: noise)
  }

  /// Whether any level has a threshold.
  public var removesNoise: Bool { denoise.contains { $0 > 0 } }

  /// Whether lowering the filter needs a noise measurement that is still missing.
  public var needsNoise: Bool { removesNoise && noise == nil }

  /// Returns the threshold of a level, counted from 0, in standard deviations of its noise.
  func threshold(ofLevel level: Int) -> Double {
    denoise.count == 1 ? denoise[0] : level < denoise.count ? denoise[level] : 0
  }

  /// Returns the factor of a level, counted from 0; level `levels` is the residual.
  func gain(ofLevel level: Int) -> Double { level < gains.count ? gains[level] : 1 }

  /// Returns the standard deviation of each level, finest first, for white noise of standard deviation 1.
  ///
  /// It is the norm of the 2-D kernel that maps c[0] to w[j]: the kernel of c[j - 1] minus the kernel of c[j], both
  /// separable.
  public static func whiteNoise(levels: Int) -> [Double] {
    var smooth = [1.0]
    return (0..<levels).map { level in
      let next = spread(smooth, step: 1 << level)
      let padded = padded(smooth, to: next.count)
      let cross = zip(padded, next).map(*).reduce(0, +)
      let before = smooth.map { $0 * $0 }.reduce(0, +)
      let after = next.map { $0 * $0 }.reduce(0, +)
      smooth = next
      return (before * before - 2 * cross * cross + after * after).squareRoot()
    }
  }

  /// Returns the spline with taps `step` samples apart, convolved with `kernel`.
  private static func spread(_ kernel: [Double], step: Int) -> [Double] {
    var result = [Double](repeating: 0, count: kernel.count + 4 * step)
    for (index, weight) in kernel.enumerated() {
      for (tap, factor) in Kernel.binomial(radius: 2).weights.enumerated() {
        result[index + tap * step] += weight * Double(factor)
      }
    }
    return result
  }

  /// Returns the kernel padded with zeros on both sides.
  private static func padded(_ kernel: [Double], to count: Int) -> [Double] {
    let side = [Double](repeating: 0, count: (count - kernel.count) / 2)
    return side + kernel + side
  }
}
