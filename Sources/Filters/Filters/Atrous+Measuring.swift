// SPDX-License-Identifier: Apache-2.0

extension Atrous {
  /// Whether noise is removed that is not known yet.
  public var needsMeasuring: Bool { needsNoise }

  /// The transform without thresholds if their noise is not known yet.
  public var unmeasured: Atrous {
    guard needsNoise else { return self }
    var result = self
    result.denoise = []
    return result
  }

  /// Returns the transform with noise of standard deviation 1 if it is not known yet.
  public func presumed(channels: Int) -> Atrous {
    guard needsNoise else { return self }
    var result = self
    result.noise = Array(repeating: Array(repeating: 1, count: channels), count: levels)
    return result
  }

  /// Returns the transform with the noise measured in the details of each level.
  ///
  /// - Throws: `ShapeError`, `OutOfMemory`, or `RowError` of the source.
  public func measured(
    over source: any RowSource, hasAlpha: Bool, options: FilterOptions
  ) throws -> Atrous {
    guard needsNoise else { return self }
    let lowered = try unmeasured.filter.lowered(
      for: source.shape, hasAlpha: hasAlpha, options: options)
    let meters = try lowered.levels.map { (level: $0, meter: try NoiseMeter($0.planes)) }
    let chain = try lowered.streamed(over: source) { count, source in
      meters.first { $0.level.stageCount == count }.map { Observed(source, by: $0.meter) } ?? source
    }
    try chain.drain()
    var result = self
    result.noise = Self.capped(meters.map(\.meter.noise))
    return result
  }

  /// One sentence for each level with its noise.
  public var measurements: [String] {
    (noise ?? []).enumerated().map { level, channels in
      let numbers = channels.map { PlainText.number(Double($0), digits: 3) }
      return
        "noise of level \(level + 1): standard deviation \(numbers.joined(separator: ", "))"
    }
  }

  /// Returns the noise of each level and channel, capped at that of white noise as strong as the finest level's.
  ///
  /// Coarse levels hold more image than noise, so their median of absolute deviations is an overestimate.
  private static func capped(_ measured: [[Float]]) -> [[Float]] {
    let white = whiteNoise(levels: measured.count)
    guard let finest = measured.first else { return measured }
    return zip(measured, white).map { level, factor in
      zip(level, finest).map { min($0, $1 * Float(factor / white[0])) }
    }
  }
}
