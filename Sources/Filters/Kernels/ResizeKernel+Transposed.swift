// SPDX-License-Identifier: Apache-2.0

extension ResizeKernel {
  /// Returns the weights of a transposed convolution that enlarges by `scale`, and its axis.
  ///
  /// Samples lie at half-pixel centers: output `y` is at the input coordinate (y + 1/2) / scale - 1/2.
  /// Output `scale * q + phase` reads the inputs `q + k * dilation` with the weight of this kernel at the distance of
  /// the undilated input `q + k`.  The weights of each phase sum to exactly 1.
  ///
  /// - Returns: the weights `w` that input `i` spreads over the outputs, `y = i * scale + j - axis.before`, and the
  ///   axis.
  func transposed(scale: Int, dilation: Int = 1) -> (weights: [Float], axis: TransposedAxis) {
    spread(scale: scale, dilation: dilation, repeating: 0) { Kernel.normalized($0) }
  }

  /// Returns the weights of `transposed(scale:)` before they are rounded to `Float`.
  func spread(scale: Int) -> (weights: [Double], axis: TransposedAxis) {
    spread(scale: scale, dilation: 1, repeating: 0) { weights in
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
  }

  private func spread<Weight>(
    scale: Int, dilation: Int, repeating zero: Weight, normalized: ([Double]) -> [Weight]
  ) -> (weights: [Weight], axis: TransposedAxis) {
    let phases = (0..<scale).map { phase(Double(2 * $0 + 1 - scale) / Double(2 * scale)) }
    let first = phases.map { $0.last - $0.weights.count + 1 }.min() ?? 0
    let last = phases.map(\.last).max() ?? 0
    // Input q + k reaches output scale * q + phase, so tap j = phase - k * scale + before.
    let before = last * dilation * scale
    let count = ((last - first) * dilation + 1) * scale
    var weights = [Weight](repeating: zero, count: count)
    for (phase, taps) in phases.enumerated() {
      for (index, weight) in normalized(taps.weights).enumerated() {
        weights[phase - (taps.last - index) * dilation * scale + before] = weight
      }
    }
    let axis = TransposedAxis(
      taps: count, stride: scale, before: before, after: count - scale - before)
    return (weights, axis)
  }

  /// Returns the weights of the samples around a position `shift` (at most 1/2) away from sample 0.
  ///
  /// They run from the last sample to the first, the order in which a transposed convolution adds them up.
  private func phase(_ shift: Double) -> (last: Int, weights: [Double]) {
    let support = Double(twiceSupport) / 2
    let first = Int((shift - support).rounded(.up))
    let last = Int((shift + support).rounded(.down))
    return (last, (first...last).reversed().map { weight(at: shift - Double($0)) })
  }
}
