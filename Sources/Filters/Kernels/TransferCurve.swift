// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// A transfer curve: how stored color samples, nominally 0...1, encode amounts of light.
///
/// All curves are odd: a sample below 0 encodes the negated light of its absolute value, so that signed results survive
/// the round trip to linear light.
///
/// Sources: IEC 61966-2-1 (sRGB), ITU-T H.273 table 3 (BT.709, PQ, HLG), W3C PNG, third edition, 11.3.2.2 (gAMA).
public enum TransferCurve: Hashable, Sendable {
  /// sRGB: x / 12.92 up to 0.04045, above it ((x + 0.055) / 1.055)^2.4.
  case sRGB
  /// A plain power: light = stored^exponent.  The exponent is 1/7 to 7.
  case power(Double)
  /// BT.709, and BT.601 and BT.2020, which share its curve.
  case bt709
  /// The perceptual quantizer of SMPTE ST 2084; light 1 is 10000 cd/m^2.
  case pq
  /// Hybrid log-gamma of ITU-R BT.2100; light is that of the scene.
  case hlg

  /// The curve of samples that are linear light already.
  public static let linear = TransferCurve.power(1)

  /// The curve of a PNG gAMA chunk, which stores light^`gamma`; `nil` outside 1/7 to 7, where values are implausible.
  public init?(gamma: Double) {
    guard (1.0 / 7...7).contains(gamma) else { return nil }
    self = .power(1 / gamma)
  }

  /// The curve of a code point of ITU-T H.273 (`TransferCharacteristics`); `nil` for one that imgconv does not know.
  public init?(codePoint: UInt8) {
    switch codePoint {
    case 1, 6, 11, 12, 14, 15: self = .bt709
    case 4: self = .power(2.2)
    case 5: self = .power(2.8)
    case 8: self = .linear
    case 13: self = .sRGB
    case 16: self = .pq
    case 18: self = .hlg
    default: return nil
    }
  }

  /// The curve as a C struct.
  var parameters: crl_curve {
    switch self {
    case .sRGB:
      crl_curve(
        kind: CRL_POWER, stored_limit: 0.04045, light_limit: 0.0031308, to_slope: 1 / 12.92,
        from_slope: 12.92, offset: 0.055, scale: 1.055, power: 2.4)
    case .power(1):
      // Every sample is below the limit, where the curve is a straight line.
      crl_curve(
        kind: CRL_POWER, stored_limit: .infinity, light_limit: .infinity, to_slope: 1,
        from_slope: 1, offset: 0, scale: 1, power: 1)
    case .power(let exponent):
      // Samples too small for the powers of `transfer.inc` become 0; no 16-bit sample is that small.
      crl_curve(
        kind: CRL_POWER, stored_limit: 0x1p-120, light_limit: 0x1p-120, to_slope: 0, from_slope: 0,
        offset: 0, scale: 1, power: exponent)
    case .bt709:
      // H.273: alpha = 1 + 5.5 beta = 1.099296826809442, beta = 0.018053968510807.
      crl_curve(
        kind: CRL_POWER, stored_limit: 4.5 * 0.018053968510807, light_limit: 0.018053968510807,
        to_slope: 1 / 4.5, from_slope: 4.5, offset: 0.099296826809442, scale: 1.099296826809442,
        power: 1 / 0.45)
    case .pq: crl_curve(kind: CRL_PQ)
    case .hlg: crl_curve(kind: CRL_HLG)
    }
  }
}

extension crl_curve {
  /// A curve without parameters.
  fileprivate init(kind: crl_curve_kind) {
    self.init()
    self.kind = kind
  }
}
