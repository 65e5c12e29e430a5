// SPDX-License-Identifier: Apache-2.0

extension Atrous: FilterDefinition {
  /// The maximum number of levels: the last reads 4 * 2^11 samples.
  public static let maxLevels = 12

  /// The name of the command and of the recipe step.
  public static let name = "atrous"

  /// The wavelet transform as a filter.
  public var filter: Filter { .atrous(self) }

  /// The number of levels, the thresholds, the gains, and the noise if it is given.
  public var canonicalParameters: [CanonicalParameter] {
    [.init("levels", levels), .init("denoise", list: denoise), .init("gain", list: gains)]
      + (noise.map { [.init("noise", rows: $0)] } ?? [])
  }

  /// Checks the number of levels, the thresholds and the gains.
  ///
  /// - Throws: `FilterError.outOfRange`, `.thresholds` or `.gains`.
  public func validate() throws(FilterError) {
    try FilterError.check("levels", Double(levels), 1...Double(Self.maxLevels))
    for threshold in denoise { try FilterError.check("denoise", threshold, 0...1000) }
    guard denoise.count <= 1 || denoise.count == levels else {
      throw FilterError.thresholds(denoise.count, levels: levels)
    }
    for gain in gains { try FilterError.check("gain", gain, -1000...1000) }
    guard gains.count <= levels + 1 else {
      throw FilterError.gains(gains.count, levels: levels)
    }
  }

  /// Adds, for each level, both passes of the spline next to what they smooth, then the shrinkage of the detail.
  ///
  /// - Throws: `FilterError.noise` if noise is removed and was not measured.
  public func lower(into chain: inout FilterChain, over input: Shape) throws(FilterError) {
    let noise = try noise(channels: chain.smoothed)
    chain.premultiplied { chain in
      let filtered = chain.smoothed
      for level in 0..<levels {
        let isFirst = level == 0
        let isLast = level == levels - 1
        // The planes before the one to smooth, which are the results so far.
        let results = isFirst ? 0 : filtered
        chain.smooth(
          results..<(results + filtered), step: 1 << level, of: results + chain.channels)
        chain.append(
          WaveletShrinkage(
            thresholds: noise[level].map { Float(threshold(ofLevel: level)) * $0 },
            gain: Float(gain(ofLevel: level)),
            residualGain: isLast ? Float(gain(ofLevel: level + 1)) : 1,
            isFirst: isFirst, isLast: isLast),
          on: 0..<(results + 2 * filtered), of: results + filtered + chain.channels)
      }
    }
  }

  /// Returns the noise of each level and of each of `channels` channels: 0 if no noise is removed.
  ///
  /// - Throws: `FilterError.noise` if it is needed and was not measured for these levels and channels.
  private func noise(channels: Int) throws(FilterError) -> [[Float]] {
    guard removesNoise else {
      return Array(repeating: Array(repeating: 0, count: channels), count: levels)
    }
    guard let noise, noise.count == levels, noise.allSatisfy({ $0.count == channels }) else {
      throw FilterError.noise
    }
    return noise
  }
}

extension FilterChain {
  /// Adds the spline over some planes, which stay before its result.
  fileprivate mutating func smooth(_ planes: Range<Int>, step: Int, of count: Int) {
    let spline = planes.indices.map {
      [Term(.binomial(radius: 2), channel: $0 - planes.lowerBound)]
    }
    append(.vertical, spline, on: planes, of: count, dilation: step, keepsInput: true)
    let smoothed = planes.upperBound..<(planes.upperBound + planes.count)
    append(.horizontal, spline, on: smoothed, of: count + planes.count, dilation: step)
    levels.append(
      WaveletLevel(
        stageCount: stages.count,
        planes: zip(planes, smoothed).map { .init(finer: $0, smoother: $1) }))
  }
}
