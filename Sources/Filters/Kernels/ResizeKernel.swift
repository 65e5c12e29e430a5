// SPDX-License-Identifier: Apache-2.0

/// A function that weights the samples around a position, for `resize`.
///
/// Distances are in samples of the coarser grid: of the input when enlarging, of the output when
/// reducing.  `area` and `nearest` are defined by whole samples instead; see `ResizeAxis`.
public enum ResizeKernel: String, Hashable, Sendable, CaseIterable {
  /// sinc(x) sinc(x / 3), truncated at 3.
  case lanczos3
  /// sinc(x) sinc(x / 2), truncated at 2.
  case lanczos2
  /// Keys' cubic convolution with a = -0.5 (Catmull-Rom): reproduces quadratics.
  ///
  /// Source: Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981.
  case bicubic
  /// The cubic of Mitchell and Netravali with B = C = 1/3: between blurring and ringing.
  ///
  /// Source: Mitchell and Netravali, "Reconstruction filters in computer graphics", SIGGRAPH 1988.
  case mitchell
  /// The triangle 1 - |x|.
  case bilinear
  /// sinc(x) under a Hamming window, (0.54 + 0.46 cos(pi x)) sinc(x), truncated at 1.
  case hamming
  /// The cubic B-spline: smooth and free of ringing, but blurring.
  case bspline
  /// The mean over the area that an output sample covers.
  case area
  /// The sample that an output sample's center lies in.
  case nearest
  /// The quadratic B-spline convolved with [-1/4, 3/2, -1/4].
  ///
  /// Source: Costella, "The magic kernel", 2013.
  case magic2013
  /// The quadratic B-spline sharpened to sixth order: nearly no error for smooth images.
  ///
  /// Source: Costella, "Solving the mystery of Magic Kernel Sharp", 2021.
  case magic2021

  /// Twice the distance from the position up to which samples have a weight; a whole number for every kernel.
  package var twiceSupport: Int {
    switch self {
    case .area, .nearest: 1
    case .bilinear, .hamming: 2
    case .bicubic, .mitchell, .bspline, .lanczos2: 4
    case .magic2013: 5
    case .lanczos3: 6
    case .magic2021: 9
    }
  }

  /// Whether some weights are below 0, so that a mean can lie outside the range of its samples.
  package var hasNegativeWeights: Bool {
    switch self {
    case .area, .nearest, .bilinear, .hamming, .bspline: false
    case .lanczos2, .lanczos3, .bicubic, .mitchell, .magic2013, .magic2021: true
    }
  }

  /// Returns the weight of a sample at distance `x` from the position, not normalized.
  package func weight(at x: Double) -> Double {
    let x = abs(x)
    switch self {
    case .area, .nearest: return x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .hamming: return x < 1 ? (0.54 + 0.46 * cosine(x * .pi)) * normalizedSinc(x) : 0
    case .bicubic: return Self.cubic(x, b: 0, c: 0.5)
    case .mitchell: return Self.cubic(x, b: 1.0 / 3, c: 1.0 / 3)
    case .bspline: return Self.cubic(x, b: 1, c: 0)
    case .lanczos2: return x < 2 ? normalizedSinc(x) * normalizedSinc(x / 2) : 0
    case .lanczos3: return x < 3 ? normalizedSinc(x) * normalizedSinc(x / 3) : 0
    case .magic2013: return Self.sharpenedSpline(x, [3.0 / 2, -1.0 / 4])
    case .magic2021:
      return Self.sharpenedSpline(x, [17.0 / 12, -35.0 / 144, 1.0 / 24, -1.0 / 144])
    }
  }

  /// Returns a cubic of the family of Mitchell and Netravali at `x`, which is not negative: (0, 1/2) is Catmull-Rom,
  /// (1, 0) the B-spline.
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

  /// Returns the quadratic B-spline convolved with the symmetric kernel whose weights from the center on are `weights`.
  private static func sharpenedSpline(_ x: Double, _ weights: [Double]) -> Double {
    var sum = weights[0] * quadraticSpline(x)
    for (distance, weight) in weights.enumerated().dropFirst() {
      sum +=
        weight * (quadraticSpline(x - Double(distance)) + quadraticSpline(x + Double(distance)))
    }
    return sum
  }

  /// Returns the quadratic B-spline: the mean of a triangle under a box of width 1.
  private static func quadraticSpline(_ x: Double) -> Double {
    let x = abs(x)
    return x < 0.5 ? 0.75 - x * x : x < 1.5 ? (1.5 - x) * (1.5 - x) / 2 : 0
  }
}
