// SPDX-License-Identifier: Apache-2.0

extension Kernel {
  /// The central difference `[-1 0 1]`: 1 on either side of a step from 0 to 1.
  ///
  /// Its response to a ramp that grows by 1 per sample is 2.
  public static let centralDifference = Kernel([-1, 0, 1], center: 1)

  /// The second difference `[1 -2 1]`.
  public static let secondDifference = Kernel([1, -2, 1], center: 1)

  /// Returns the smoothing half of a 3x3 first derivative: `[side middle side]` divided by its sum.
  ///
  /// Sobel has 1 and 2, Scharr 3 and 10, Prewitt 1 and 1.
  static func smoothing(side: Double, middle: Double) -> Kernel {
    Kernel(normalized([side, middle, side]), center: 1)
  }

  /// Returns the second derivative of a Gaussian times sigma^2, sampled at the integers.
  ///
  /// It is truncated at radius ceil(4 sigma).
  ///
  /// It is (x^2 - m) g(x) / c, where g is the sampled Gaussian, m its second moment (sigma^2, as far as sampling
  /// allows) and c makes the response to x^2 / 2 exactly sigma^2.  The sum is 0, so a constant gives 0; so does a ramp,
  /// by symmetry.  The factor sigma^2 makes responses at different sigma comparable.
  ///
  /// Source: Lindeberg, "Feature detection with automatic scale selection", IJCV 30(2), 1998.
  public static func gaussianSecondDerivative(sigma: Double) -> Kernel {
    let radius = radius(sigma: sigma)
    let gaussian = sampledGaussian(sigma: sigma)
    let squares = (-radius...radius).map { Double($0 * $0) }
    let total = gaussian.reduce(0, +)
    let moment = zip(squares, gaussian).map(*).reduce(0, +) / total
    let shape = zip(squares, gaussian).map { ($0 - moment) * $1 }
    let response = zip(squares, shape).map(*).reduce(0, +) / 2
    return Kernel(centered: shape.map { $0 * sigma * sigma / response }, sum: 0)
  }
}
