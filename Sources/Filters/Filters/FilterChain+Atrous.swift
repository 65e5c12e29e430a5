// SPDX-License-Identifier: Apache-2.0

extension FilterChain {
  /// Adds, for each level, both passes of the spline next to what they smooth, then the shrinkage of the detail.
  mutating func append(_ atrous: Atrous) throws(FilterError) {
    let noise = try atrous.noise(channels: smoothed)
    premultiplied { chain in
      let filtered = chain.smoothed
      for level in 0..<atrous.levels {
        let isFirst = level == 0
        let (isLast, step) = (level == atrous.levels - 1, 1 << level)
        // The planes before the one to smooth, which are the results so far.
        let results = isFirst ? 0 : filtered
        chain.smooth(results..<(results + filtered), step: step, of: results + chain.channels)
        chain.append(
          WaveletShrinkage(
            thresholds: noise[level].map { Float(atrous.threshold(ofLevel: level)) * $0 },
            gain: Float(atrous.gain(ofLevel: level)),
            residualGain: isLast ? Float(atrous.gain(ofLevel: level + 1)) : 1,
            isFirst: isFirst, isLast: isLast),
          on: 0..<(results + 2 * filtered), of: results + filtered + chain.channels)
      }
    }
  }

  /// Adds the spline over some planes, which stay before its result.
  private mutating func smooth(_ planes: Range<Int>, step: Int, of count: Int) {
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
