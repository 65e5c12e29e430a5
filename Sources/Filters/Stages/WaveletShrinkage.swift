// SPDX-License-Identifier: Apache-2.0

/// One level of the à trous transform: the part of the detail that is removed is subtracted from the result.
///
/// The inputs are, for each filtered channel, the result so far, c[j - 1] and c[j] (at the first level the result so
/// far is c[0] and is given once); then the channels that pass through.  The outputs are the result and c[j] (after the
/// last level the result alone), and the channels that pass through.  With w = c[j - 1] - c[j] the result becomes
///
///     result - (w - gain * T(w))      T(w) = w where abs(w) > threshold, else 0
///
/// and after the last level (residualGain - 1) * c[j] is added to it.
public struct WaveletShrinkage: Stage {
  /// The size up to which details become 0, for each filtered channel.
  public let thresholds: [Float]
  /// The factor of the other details.
  public let gain: Float
  /// The factor of c[j], which is the residual; 1 before the last level.
  public let residualGain: Float
  /// Whether the result so far is c[0] itself.
  public let isFirst: Bool
  /// Whether the level is the last, after which c[j] is no longer needed.
  public let isLast: Bool
  /// The number of channels after the filtered ones, which pass through.
  public let passing: Int

  /// A level of a transform.
  ///
  /// - Precondition: `residualGain` is 1 unless the level is the last.
  public init(
    thresholds: [Float], gain: Float, residualGain: Float = 1, isFirst: Bool, isLast: Bool,
    passing: Int
  ) {
    precondition(!thresholds.isEmpty, "a channel is filtered")
    precondition(isLast || residualGain == 1, "only the last level has the residual")
    self.thresholds = thresholds
    self.gain = gain
    self.residualGain = residualGain
    self.isFirst = isFirst
    self.isLast = isLast
    self.passing = passing
  }

  private var inputs: Int { isFirst ? 2 : 3 }
  private var outputs: Int { isLast ? 1 : 2 }

  /// A border mode that is never used, because nothing outside is read.
  public var border: BorderMode { .zero }

  /// An empty halo, because nothing outside is read.
  public var halo: Halo { .none }

  /// No columns, because each column reads only itself.
  public var columnReach: Halo? { Halo.none }

  /// Returns the input's extents with the number of channels of the output.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    let expected = thresholds.count * inputs + passing
    guard input.channels == expected else {
      throw ShapeError.channels(expected: expected, actual: input.channels)
    }
    return Shape(
      channels: thresholds.count * outputs + passing, height: input.height, width: input.width)
  }

  /// Returns row `y` alone.
  public func inputRows(of y: Int) -> Range<Int> { y..<(y + 1) }

  /// Writes one row of results, each followed by the channel that the next level smooths.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in thresholds.indices {
      let first = channel * inputs
      let smoother = window.samples(row: y, channel: first + inputs - 1)
      var line = row.channel(channel * outputs)
      Self.shrink(
        result: window.samples(row: y, channel: first),
        finer: window.samples(row: y, channel: first + inputs - 2), smoother: smoother,
        threshold: thresholds[channel], gain: gain, into: &line)
      if residualGain != 1 {
        for x in line.indices { line[x] += (residualGain - 1) * smoother[x] }
      }
      if !isLast {
        var line = row.channel(channel * outputs + 1)
        for x in line.indices { line[x] = smoother[x] }
      }
    }
    for channel in 0..<passing {
      var line = row.channel(thresholds.count * outputs + channel)
      let samples = window.samples(row: y, channel: thresholds.count * inputs + channel)
      for x in line.indices { line[x] = samples[x] }
    }
  }

  private static func shrink(
    result: Span<Float>, finer: Span<Float>, smoother: Span<Float>, threshold: Float, gain: Float,
    into output: inout MutableSpan<Float>
  ) {
    for x in output.indices {
      let detail = finer[x] - smoother[x]
      let kept = abs(detail) > threshold ? gain * detail : 0
      output[x] = result[x] - (detail - kept)
    }
  }
}
