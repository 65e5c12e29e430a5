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
      for level in 0..<levels {
        let isFirst = level == 0
        chain.smooth(step: 1 << level, inputs: isFirst ? 1 : 2, filtered: chain.smoothed)
        chain.append(
          WaveletShrinkage(
            thresholds: noise[level].map { Float(threshold(ofLevel: level)) * $0 },
            gain: Float(gain(ofLevel: level)),
            residualGain: level == levels - 1 ? Float(gain(ofLevel: level + 1)) : 1,
            isFirst: isFirst, isLast: level == levels - 1,
            passing: chain.channels - chain.smoothed))
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
  /// Adds the spline over the last of every `inputs` channels, which stay next to its result.
  fileprivate mutating func smooth(step: Int, inputs: Int, filtered: Int) {
    let spline = Kernel.binomial(radius: 2)
    let passing = channels - filtered
    for direction in [Convolution.Direction.vertical, .horizontal] {
      // The pass along columns adds the smoothed channel; the pass along rows finds it among its inputs.
      let incoming = direction == .vertical ? inputs : inputs + 1
      let outputs = (0..<filtered).flatMap { channel -> [[Term]] in
        let last = channel * incoming + incoming - 1
        let kept = (0..<inputs).map { [Term(.identity, channel: channel * incoming + $0)] }
        return kept + [[Term(spline, channel: last)]]
      }
      let others = (0..<passing).map { [Term(.identity, channel: filtered * incoming + $0)] }
      append(
        Convolution.along(
          direction, outputs + others, inputChannels: filtered * incoming + passing,
          dilation: step, border: border, outside: outside))
    }
    levels.append(
      WaveletLevel(
        stageCount: stages.count,
        planes: (0..<filtered).map {
          .init(finer: $0 * (inputs + 1) + inputs - 1, smoother: $0 * (inputs + 1) + inputs)
        }))
  }
}
