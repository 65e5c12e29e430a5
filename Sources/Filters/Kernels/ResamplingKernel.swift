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

  /// The function of this name.
  var function: ResizeKernel {
    switch self {
    case .nearest: .nearest
    case .bilinear: .bilinear
    case .bicubic: .bicubic
    case .mitchell: .mitchell
    case .lanczos3: .lanczos3
    case .bspline: .bspline
    }
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
  { function.transposed(scale: scale, dilation: dilation) }

  /// Returns the weights of a strided convolution that reduces by `scale`, and its axis.
  ///
  /// The convolution is the transpose of `transposed(scale:)`, with the weights divided by their sum
  /// and rounded once.
  ///
  /// Output `i` is centered on the inputs `i * scale..<(i + 1) * scale`, and so is the last one even if the image
  /// truncates them, so that `count` inputs give `count / scale` outputs, rounded up.
  public func reduced(scale: Int) -> (weights: [Float], axis: Axis) {
    let (weights, axis) = function.spread(scale: scale)
    return (
      Kernel.reducing(weights),
      Axis(taps: axis.taps, stride: scale, before: axis.before, after: axis.after + scale - 1)
    )
  }
}
