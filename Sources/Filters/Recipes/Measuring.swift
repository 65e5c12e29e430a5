// SPDX-License-Identifier: Apache-2.0

// Some filters need measurements of the whole image before the first row, which take a pass of their own.

extension Recipe {
  /// Whether a step depends on numbers that must be measured in the image first.
  public var needsMeasuring: Bool { steps.contains { $0.filter.needsMeasuring } }

  /// Returns the recipe with all measured numbers filled in: each step that needs them takes one run of the steps
  /// before it.
  ///
  /// - Parameters:
  ///   - hasAlpha: whether the image's last channel is alpha.
  ///   - reading: a fresh source of the image's rows; called once for each such step.
  /// - Throws: as `lowered(for:hasAlpha:)`; what `reading` throws; `RowError`.
  public func measured(
    hasAlpha: Bool, reading: () throws -> any RowSource
  ) throws -> Recipe {
    var recipe = self
    for (index, step) in steps.enumerated() {
      guard case .atrous(var atrous) = step.filter, atrous.needsNoise else { continue }
      var start = recipe
      start.steps.removeSubrange((index + 1)...)
      atrous.noise = try start.unmeasured.noise(hasAlpha: hasAlpha, over: reading())
      recipe.steps[index].filter = .atrous(atrous)
    }
    return recipe
  }

  /// The recipe with the steps that need measuring simplified: shapes, stages and costs are the same, samples are not.
  public var unmeasured: Recipe {
    var recipe = self
    for (index, step) in steps.enumerated() {
      guard case .atrous(var atrous) = step.filter, atrous.needsNoise else { continue }
      atrous.denoise = []
      recipe.steps[index].filter = .atrous(atrous)
    }
    return recipe
  }

  /// Returns one sentence for each measurement of this recipe's steps, level by level.
  ///
  /// - Parameter measured: the recipe that `measured(hasAlpha:reading:)` made of this one.
  public func measurements(in measured: Recipe) -> [String] {
    zip(steps, measured.steps).flatMap { step, known -> [String] in
      guard step.filter.needsMeasuring, case .atrous(let atrous) = known.filter else { return [] }
      return (atrous.noise ?? []).enumerated().map { level, channels in
        let numbers = channels.map { PlainText.number(Double($0), digits: 3) }.joined(
          separator: ", ")
        return "noise of level \(level + 1): standard deviation \(numbers)"
      }
    }
  }

  /// Returns the noise in each level of the last step, a wavelet transform.
  private func noise(hasAlpha: Bool, over source: any RowSource) throws -> [[Float]] {
    let lowered = try lowered(for: source.shape, hasAlpha: hasAlpha)
    guard case .atrous(let atrous)? = steps.last?.filter else {
      preconditionFailure("the last step is a wavelet transform")
    }
    let levels = lowered.levels.suffix(atrous.levels)
    let meters = try levels.map { (level: $0, meter: try NoiseMeter($0.planes)) }
    let chain = try lowered.streamed(over: source) { count, source in
      meters.first { $0.level.stageCount == count }.map { Observed(source, by: $0.meter) } ?? source
    }
    try chain.drain()
    return Atrous.capped(meters.map(\.meter.noise))
  }
}

extension Filter {
  /// Whether the filter depends on numbers that must be measured in the image first.
  public var needsMeasuring: Bool {
    if case .atrous(let atrous) = self { atrous.needsNoise } else { false }
  }
}

extension Atrous {
  /// Returns the noise of each level and channel, capped at that of white noise as strong as the finest level's.
  ///
  /// Coarse levels hold more image than noise, so their median of absolute deviations is an overestimate.
  static func capped(_ measured: [[Float]]) -> [[Float]] {
    let white = whiteNoise(levels: measured.count)
    guard let finest = measured.first else { return measured }
    return zip(measured, white).map { level, factor in
      zip(level, finest).map { min($0, $1 * Float(factor / white[0])) }
    }
  }
}

extension Lowered {
  /// The number of bytes that measuring the noise of all levels takes, besides the rows.
  package var noiseMeterBytes: Int {
    levels.reduce(0) { $0 + $1.planes.count } * NoiseMeter.bytesOfPlane
  }
}

/// An observer that measures the noise of one wavelet level: the median of the absolute details divided by 0.6745,
/// which is the standard deviation if they are normally distributed.
///
/// The median comes from a histogram with 256 bins per octave, interpolated linearly within a bin: it is within 0.4 %
/// of the exact one.
///
/// Source: Donoho and Johnstone, "Ideal spatial adaptation by wavelet shrinkage", Biometrika 81(3), 1994.
final class NoiseMeter: RowObserver {
  /// The upper quartile of the standard normal distribution.
  private static let upperQuartile = 0.674_489_750_196_081_7
  /// The number of low bits of a `Float` that a bin ignores: of 32 bits, the sign (0), 8 of the exponent and 8 of the
  /// fraction remain.
  private static let shift = 15

  /// The number of bins in one plane's histogram.
  private static let bins = 1 << (32 - shift - 1)
  /// The number of bytes in one plane's histogram.
  static let bytesOfPlane = bins * MemoryLayout<Int>.stride

  private let planes: [WaveletLevel.Planes]
  /// The histograms of the planes, one after the other.
  private var counts: Counts

  /// A meter of the details of these planes.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ planes: [WaveletLevel.Planes]) throws(OutOfMemory) {
    self.planes = planes
    counts = try Counts(planes.count * Self.bins)
  }

  func observe(_ row: inout MutableRow) throws(RowError) {
    for (index, plane) in planes.enumerated() {
      let finer = row.samples(plane.finer)
      let smoother = row.samples(plane.smoother)
      for x in finer.indices {
        let detail = finer[x] - smoother[x]
        counts[index * Self.bins + Int(abs(detail).bitPattern >> Self.shift)] += 1
      }
    }
  }

  /// The standard deviation of each plane.
  var noise: [Float] {
    planes.indices.map { Float(median(ofPlane: $0) / Self.upperQuartile) }
  }

  private func median(ofPlane plane: Int) -> Double {
    let first = plane * Self.bins
    let half = Double((0..<Self.bins).reduce(0) { $0 + counts[first + $1] }) / 2
    var below = 0
    for bin in 0..<Self.bins where counts[first + bin] > 0 {
      let count = counts[first + bin]
      if Double(below + count) >= half {
        let low = Double(Float(bitPattern: UInt32(bin) << Self.shift))
        let high = Double(Float(bitPattern: UInt32(bin + 1) << Self.shift))
        // Zeros are a single value, not a range to interpolate in.
        if bin == 0 { return 0 }
        return low + (high - low) * (half - Double(below)) / Double(count)
      }
      below += count
    }
    return 0
  }
}

/// An observer that finds the smallest and the largest sample of some channels; infinities and NaN are ignored.
package final class RangeMeter: RowObserver {
  private let channels: Range<Int>
  private var smallest = Float.infinity
  private var largest = -Float.infinity

  /// A meter of these channels.
  package init(channels: Range<Int>) {
    self.channels = channels
  }

  /// Takes the row's samples into account.
  package func observe(_ row: inout MutableRow) throws(RowError) {
    for channel in channels {
      let line = row.samples(channel)
      for x in line.indices where line[x].isFinite {
        smallest = min(smallest, line[x])
        largest = max(largest, line[x])
      }
    }
  }

  /// The range from the smallest sample to the largest; `nil` if there was none.
  package var range: ClosedRange<Float>? { smallest <= largest ? smallest...largest : nil }
}
