// SPDX-License-Identifier: Apache-2.0

extension TransferCurve {
  /// Returns the steepest slope from stored samples to light, for samples up to `magnitude`, which encodes `light`;
  /// `nil` if it has no simple bound.
  ///
  /// The slope of ((x + a) / b)^p grows with x for p >= 1, and is p f(x) / (x + a).
  func steepestDecoding(upTo magnitude: Double, of light: Double) -> Double? {
    switch self {
    case .sRGB: 2.4 * max(light, 0.04045 / 12.92) / (max(magnitude, 0.04045) + 0.055)
    case .bt709: max(light, 0.01806) / 0.45 / (max(magnitude, 0.08124) + 0.09929)
    case .power(let exponent) where exponent >= 1:
      magnitude > 0 ? exponent * light / magnitude : exponent
    case .power, .pq, .hlg: nil
    }
  }

  /// The steepest slope from light to stored samples; `nil` if it is unbounded.
  ///
  /// For sRGB it is the slope of the linear part, 12.92: above 0.0031308 the slope is 1.055 / 2.4 * v^(1/2.4 - 1),
  /// which begins at 12.70 and decreases.  Likewise for BT.709, where the slopes of both parts meet at 4.5 except for
  /// the rounding of the constants.
  var steepestEncoding: Double? {
    switch self {
    case .sRGB: 12.92
    case .bt709: 4.51
    case .power(1): 1
    case .power, .pq, .hlg: nil
    }
  }
}
