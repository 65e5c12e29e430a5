// SPDX-License-Identifier: Apache-2.0

extension Kernel {
  /// A Gaussian: exp(-x^2 / 2 sigma^2) at the integers, cut at radius ceil(4 sigma), divided by its sum.
  ///
  /// What lies beyond 4 sigma is 6.3e-5 of the whole, so that the cut moves an 8-bit sample by less than 0.02 levels.
  /// `sigma` counts samples; 0 is the identity.
  public static func gaussian(sigma: Double) -> Kernel {
    guard sigma > 0 else { return .identity }
    return gaussian(sigma: sigma, radius: radius(sigma: sigma))
  }

  /// A Gaussian that is cut at another radius.
  ///
  /// - Precondition: `sigma` is positive.
  static func gaussian(sigma: Double, radius: Int) -> Kernel {
    Kernel(normalized(sampledGaussian(sigma: sigma, radius: radius)), center: radius)
  }

  /// The mean of the `2 * radius + 1` samples around each sample.
  public static func box(radius: Int) -> Kernel {
    Kernel(normalized(Array(repeating: 1, count: 2 * radius + 1)), center: radius)
  }

  /// Row `2 * radius` of Pascal's triangle divided by its sum, 4^radius: a Gaussian of variance radius / 2.
  ///
  /// Radius 1 is `[1 2 1] / 4`, radius 2 is `[1 4 6 4 1] / 16`.
  public static func binomial(radius: Int) -> Kernel {
    let order = 2 * radius
    var row = [1.0]
    for k in 0..<order { row.append(row[k] * Double(order - k) / Double(k + 1)) }
    return Kernel(normalized(row), center: radius)
  }

  /// Where a Gaussian is cut.
  static func radius(sigma: Double) -> Int { Int((4 * sigma).rounded(.up)) }

  /// exp(-x^2 / 2 sigma^2) for `x` in `-radius...radius`, not normalised.
  static func sampledGaussian(sigma: Double) -> [Double] {
    sampledGaussian(sigma: sigma, radius: radius(sigma: sigma))
  }

  private static func sampledGaussian(sigma: Double, radius: Int) -> [Double] {
    (-radius...radius).map { exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
  }
}
