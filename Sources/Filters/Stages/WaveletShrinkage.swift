// SPDX-License-Identifier: Apache-2.0

/// One level of the à trous transform: the part of the detail that is removed is subtracted from the result.
///
/// The inputs are the results so far of all channels, then c[j - 1] of all channels, then c[j] (at the first level the
/// result so far is c[0] and is given once).  The outputs are the results, then c[j] (after the last level the results
/// alone).  With w = c[j - 1] - c[j] the result becomes
///
///     result - (w - gain * T(w))      T(w) = w where abs(w) > threshold, else 0
///
/// and after the last level (residualGain - 1) * c[j] is added to it.
package struct WaveletShrinkage: Stage {
  /// The size up to which details become 0, for each filtered channel.
  package let thresholds: [Float]
  /// The factor of the other details.
  package let gain: Float
  /// The factor of c[j], which is the residual; 1 before the last level.
  package let residualGain: Float
  /// Whether the result so far is c[0] itself.
  package let isFirst: Bool
  /// Whether the level is the last, after which c[j] is no longer needed.
  package let isLast: Bool

  /// A level of a transform.
  ///
  /// - Precondition: `residualGain` is 1 unless the level is the last.
  package init(
    thresholds: [Float], gain: Float, residualGain: Float = 1, isFirst: Bool, isLast: Bool
  ) {
    precondition(!thresholds.isEmpty, "a channel is filtered")
    precondition(isLast || residualGain == 1, "only the last level has the residual")
    self.thresholds = thresholds
    self.gain = gain
    self.residualGain = residualGain
    self.isFirst = isFirst
    self.isLast = isLast
  }

  /// The first plane of c[j - 1].
  var finer: Int { isFirst ? 0 : thresholds.count }
  /// The first plane of c[j].
  var smoother: Int { finer + thresholds.count }

  /// A border mode that is never used, because nothing outside is read.
  package var border: BorderMode { .zero }

  /// The identity: each row reads only itself.
  package var rows: AxisMap { .identity }

  /// The identity: each column reads only itself.
  package var columns: AxisMap { .identity }

  /// Returns the input's extents with the number of channels of the output.
  package func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    let expected = smoother + thresholds.count
    guard input.channels == expected else {
      throw ShapeError.channels(expected: expected, actual: input.channels)
    }
    return Shape(
      channels: thresholds.count * (isLast ? 1 : 2), height: input.height, width: input.width)
  }

  /// Writes one row of results, and the planes that the next level smooths.
  package func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in thresholds.indices {
      let smooth = window.samples(row: y, channel: smoother + channel)
      var line = row.channel(channel)
      Self.shrink(
        result: window.samples(row: y, channel: channel),
        finer: window.samples(row: y, channel: finer + channel), smoother: smooth,
        threshold: thresholds[channel], gain: gain, into: &line)
      if residualGain != 1 {
        for x in line.indices { line[x] += (residualGain - 1) * smooth[x] }
      }
      if !isLast {
        var line = row.channel(thresholds.count + channel)
        line.copy(smooth, from: 0)
      }
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
