// SPDX-License-Identifier: Apache-2.0

extension Kernel {
  /// Returns a Gaussian: exp(-x^2 / 2 sigma^2) at the integers, truncated at radius ceil(4 sigma), divided by its sum.
  ///
  /// The tails beyond 4 sigma are 6.3e-5 of the whole, so truncation changes an 8-bit sample by less than 0.02 levels.
  /// `sigma` counts samples; 0 is the identity.
  public static func gaussian(sigma: Double) -> Kernel {
    guard sigma > 0 else { return .identity }
    return gaussian(sigma: sigma, radius: radius(sigma: sigma))
  }

  /// Returns a Gaussian truncated at the given radius.
  ///
  /// - Precondition: `sigma` is positive.
  package static func gaussian(sigma: Double, radius: Int) -> Kernel {
    Kernel(normalized(sampledGaussian(sigma: sigma, radius: radius)), center: radius)
  }

  /// Returns the kernel of the mean of the `2 * radius + 1` samples around each sample.
  public static func box(radius: Int) -> Kernel {
    Kernel(normalized(Array(repeating: 1, count: 2 * radius + 1)), center: radius)
  }

  /// Returns row `2 * radius` of Pascal's triangle divided by its sum, 4^radius: a Gaussian of variance radius / 2.
  ///
  /// Radius 1 is `[1 2 1] / 4`, radius 2 is `[1 4 6 4 1] / 16`.
  public static func binomial(radius: Int) -> Kernel {
    let order = 2 * radius
    var row = [1.0]
    for k in 0..<order { row.append(row[k] * Double(order - k) / Double(k + 1)) }
    return Kernel(normalized(row), center: radius)
  }

  /// Returns the radius at which a Gaussian is truncated.
  static func radius(sigma: Double) -> Int { Int((4 * sigma).rounded(.up)) }

  /// Returns exp(-x^2 / 2 sigma^2) for `x` in `-radius...radius`, not normalized.
  static func sampledGaussian(sigma: Double) -> [Double] {
    sampledGaussian(sigma: sigma, radius: radius(sigma: sigma))
  }

  private static func sampledGaussian(sigma: Double, radius: Int) -> [Double] {
    (-radius...radius).map { exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
  }
}
