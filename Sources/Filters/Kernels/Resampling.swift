// SPDX-License-Identifier: Apache-2.0

/// A function that weights the samples around a position, for `upsample` and `downsample`.
public enum ResamplingKernel: String, Hashable, Sendable, CaseIterable {
  /// The nearest sample.
  case nearest
  /// The triangle 1 - |x|.
  case bilinear
  /// Keys' cubic convolution with a = -0.5 (Catmull-Rom): reproduces quadratics.
  ///
  /// Source: Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981.
  case bicubic
  /// The cubic of Mitchell and Netravali with B = C = 1/3: between blurring and ringing.
  ///
  /// Source: Mitchell and Netravali, "Reconstruction filters in computer graphics", SIGGRAPH 1988.
  case mitchell
  /// sinc(x) sinc(x / 3), truncated at 3.
  case lanczos3
  /// The cubic B-spline: smooth and free of ringing, but blurring.
  case bspline

  /// The distance from the position up to which samples have a weight.
  var support: Double {
    switch self {
    case .nearest: 0.5
    case .bilinear: 1
    case .bicubic, .mitchell, .bspline: 2
    case .lanczos3: 3
    }
  }

  /// Returns the weight of a sample at distance `x` from the position, in input samples.
  func weight(at x: Double) -> Double {
    let x = abs(x)
    switch self {
    case .nearest:
      return x <= 0.5 ? 1 : 0
    case .bilinear:
      return max(0, 1 - x)
    case .bicubic:
      return Self.cubic(x, b: 0, c: 0.5)
    case .mitchell:
      return Self.cubic(x, b: 1.0 / 3, c: 1.0 / 3)
    case .bspline:
      return Self.cubic(x, b: 1, c: 0)
    case .lanczos3:
      return x < 3 ? normalizedSinc(x) * normalizedSinc(x / 3) : 0
    }
  }

  /// Returns a cubic of the family of Mitchell and Netravali: (0, 1/2) is Catmull-Rom, (1, 0) the B-spline.
  private static func cubic(_ x: Double, b: Double, c: Double) -> Double {
    if x < 1 {
      return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + (6 - 2 * b)) / 6
    }
    if x < 2 {
      let linear = (-12 * b - 48 * c) * x + (8 * b + 24 * c)
      return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + linear) / 6
    }
    return 0
  }

  /// Returns the weights of a transposed convolution that enlarges by `scale`, and its axis.
  ///
  /// Samples lie at half-pixel centers: output `y` is at the input coordinate (y + 1/2) / scale - 1/2.
  /// Output `scale * q + phase` reads the inputs `q + k * dilation` with the weight of this kernel at the distance of
  /// the undilated input `q + k`.  The weights of each phase sum to exactly 1.
  ///
  /// - Returns: the weights `w` that input `i` spreads over the outputs, `y = i * scale + j - axis.before`, and the
  ///   axis.
  public func transposed(scale: Int, dilation: Int = 1) -> (weights: [Float], axis: TransposedAxis)
  {
    let phases = (0..<scale).map { phase(Double(2 * $0 + 1 - scale) / Double(2 * scale)) }
    let first = phases.map { $0.last - $0.weights.count + 1 }.min() ?? 0
    let last = phases.map(\.last).max() ?? 0
    // Input q + k reaches output scale * q + phase, so tap j = phase - k * scale + before.
    let before = last * dilation * scale
    let count = ((last - first) * dilation + 1) * scale
    var weights = [Float](repeating: 0, count: count)
    for (phase, taps) in phases.enumerated() {
      for (index, weight) in taps.weights.enumerated() {
        weights[phase - (taps.last - index) * dilation * scale + before] = weight
      }
    }
    let axis = TransposedAxis(
      taps: count, stride: scale, before: before, after: count - scale - before)
    return (weights, axis)
  }

  /// Returns the weights of a strided convolution that reduces by `scale`, and its axis.
  ///
  /// The convolution is the transpose of `transposed(scale:)`, with the weights divided by their sum.
  ///
  /// Output `i` is centered on the inputs `i * scale..<(i + 1) * scale`, and so is the last one even if the image
  /// truncates them, so that `count` inputs give `count / scale` outputs, rounded up.
  public func reduced(scale: Int) -> (weights: [Float], axis: Axis) {
    let (weights, axis) = transposed(scale: scale)
    return (
      Kernel.normalized(weights.map { Double($0) }),
      Axis(
        taps: axis.taps, stride: scale, before: axis.before, after: axis.after + scale - 1)
    )
  }

  /// Returns the normalized weights of the samples around a position `shift` (at most 1/2) away from sample 0.
  ///
  /// They run from the last sample to the first, the order in which a transposed convolution adds them up.
  private func phase(_ shift: Double) -> (last: Int, weights: [Float]) {
    let first = Int((shift - support).rounded(.up))
    let last = Int((shift + support).rounded(.down))
    let samples = (first...last).reversed()
    return (last, Kernel.normalized(samples.map { weight(at: shift - Double($0)) }))
  }
}
