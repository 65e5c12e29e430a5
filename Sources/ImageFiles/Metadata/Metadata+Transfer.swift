// SPDX-License-Identifier: Apache-2.0

public import Filters

extension Metadata {
  /// How the stored colors encode light, by the first of these that the file has: cICP, sRGB, gAMA; else sRGB.
  ///
  /// The order is that of the PNG standard.  An ICC profile's own curve is not read: a PNG encoder writes the gAMA that
  /// approximates it.  A cICP code point or a gAMA value that makes no sense is ignored.
  ///
  /// Source: W3C PNG, third edition, 4.3 and 11.3.2.
  public var transferCurve: TransferCurve {
    if let cicp, cicp.count == 4, let curve = TransferCurve(codePoint: cicp[1]) { return curve }
    if srgbIntent != nil { return .sRGB }
    if let gamma, let curve = TransferCurve(gamma: Double(gamma) / 100_000) { return curve }
    return .sRGB
  }
}
