// SPDX-License-Identifier: Apache-2.0

/// The à trous ("with holes") wavelet transform with the cubic B-spline, the starlet: an image as a sum of details of
/// growing size and a smooth rest.
///
/// c[0] is the image; c[j] is c[j - 1] smoothed by `[1 4 6 4 1] / 16` both ways with 2^(j - 1) samples from tap to tap.
/// Level j is the detail w[j] = c[j - 1] - c[j], of a size of about 2^j samples.  The sum of all levels and of the last c is
/// the image.  The result is
///
///     c[0] - sum over j of (w[j] - gain[j] * T(w[j])) + (gain of the residual - 1) * c[last]
///
/// where T sets to 0 what is not larger than `denoise` times the noise of that level.  Without thresholds and gains that is
/// the image, to the last bit.
///
/// Source: Starck, Murtagh and Fadili, "Sparse image and signal processing", Cambridge 2010, chapter 3.
public struct Atrous: Hashable, Sendable {
  /// The number of levels.
  public var levels: Int
  /// Below how many standard deviations of its noise a detail becomes 0: one number for all levels, or one for each, finest first.
  ///
  /// 0, or no number at all, keeps everything.
  public var denoise: [Double]
  /// The factor of each level, finest first, and behind them that of the smooth residual; 1 where the list ends.
  public var gains: [Double]
  /// The noise of each level, finest first, in it of each filtered channel, as standard deviations; nil until it is
  /// measured.
  public var noise: [[Float]]?

  /// A transform that only adds its levels up again, unless `denoise` or `gains` say otherwise.
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

  /// Whether the noise must be known before the filter can be lowered, and is not.
  public var needsNoise: Bool { removesNoise && noise == nil }

  /// The threshold of a level, counted from 0, in standard deviations of its noise.
  func threshold(ofLevel level: Int) -> Double {
    denoise.count == 1 ? denoise[0] : level < denoise.count ? denoise[level] : 0
  }

  /// The factor of a level, counted from 0; that of the residual has the number `levels`.
  func gain(ofLevel level: Int) -> Double { level < gains.count ? gains[level] : 1 }

  /// The standard deviation that white noise of standard deviation 1 has in each level, finest first.
  ///
  /// The norm of the 2-D kernel that maps c[0] to w[j]: that of c[j - 1] minus that of c[j], both separable.
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

  /// The spline with `step` samples from tap to tap, convolved with `kernel`.
  private static func spread(_ kernel: [Double], step: Int) -> [Double] {
    var result = [Double](repeating: 0, count: kernel.count + 4 * step)
    for (index, weight) in kernel.enumerated() {
      for (tap, factor) in Kernel.binomial(radius: 2).weights.enumerated() {
        result[index + tap * step] += weight * Double(factor)
      }
    }
    return result
  }

  /// Zeros on both sides.
  private static func padded(_ kernel: [Double], to count: Int) -> [Double] {
    let side = [Double](repeating: 0, count: (count - kernel.count) / 2)
    return side + kernel + side
  }
}

extension Atrous {
  /// The noise of each level and of each of `channels` channels: 0 where no noise is removed.
  ///
  /// - Throws: `FilterError.noise` if it is needed and was not measured for these.
  func noise(channels: Int) throws(FilterError) -> [[Float]] {
    guard removesNoise else {
      return Array(repeating: Array(repeating: 0, count: channels), count: levels)
    }
    guard let noise, noise.count == levels, noise.allSatisfy({ $0.count == channels }) else {
      throw FilterError.noise
    }
    return noise
  }
}

/// Where the planes of a wavelet level pass: after `stageCount` stages of a `Lowered`.
public struct WaveletLevel: Hashable, Sendable {
  /// The channels of a level in the rows that pass: its detail is `finer` minus `smoother`.
  public struct Planes: Hashable, Sendable {
    /// The channel of c[j - 1].
    public let finer: Int
    /// The channel of c[j].
    public let smoother: Int
  }

  /// After how many stages.
  public let stageCount: Int
  /// The planes of each filtered channel of the image.
  public let planes: [Planes]

  /// The same, after some more stages.
  func moved(by count: Int) -> WaveletLevel {
    WaveletLevel(stageCount: stageCount + count, planes: planes)
  }
}
