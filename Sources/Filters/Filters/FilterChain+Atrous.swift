// SPDX-License-Identifier: Apache-2.0

extension FilterChain {
  /// Adds, for each level, both passes of the spline next to what they smooth, then the shrinkage of the detail.
  mutating func append(_ atrous: Atrous) throws(FilterError) {
    let noise = try atrous.noise(channels: smoothed)
    premultiplied { chain in
      for level in 0..<atrous.levels {
        let isFirst = level == 0
        chain.smooth(
          step: 1 << level, inputs: isFirst ? 1 : 2, filtered: chain.smoothed)
        chain.append(
          WaveletShrinkage(
            thresholds: noise[level].map { Float(atrous.threshold(ofLevel: level)) * $0 },
            gain: Float(atrous.gain(ofLevel: level)),
            residualGain: level == atrous.levels - 1 ? Float(atrous.gain(ofLevel: level + 1)) : 1,
            isFirst: isFirst, isLast: level == atrous.levels - 1,
            passing: chain.channels - chain.smoothed))
      }
    }
  }

  /// Adds the spline over the last of every `inputs` channels, which stay next to its result.
  private mutating func smooth(step: Int, inputs: Int, filtered: Int) {
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
