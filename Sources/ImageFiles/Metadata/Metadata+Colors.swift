// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// The names of PNG's color chunks whose loss changes how the image looks.
  ///
  /// Readers treat an image without color chunks as sRGB, so chunks that say sRGB do not count.  gAMA and cHRM are
  /// overridden by an ICC profile, by sRGB and by cICP, if these are present.
  ///
  /// Source: PNG, third edition, 4.3 and 11.3.2.
  var colorsLost: [String] {
    var names: [String] = []
    if let cicp, cicp != Metadata.cicpOfSRGB { names.append("color description (cICP)") }
    if masteringDisplay != nil { names.append("mastering display's color volume (mDCV)") }
    if contentLight != nil { names.append("content light level (cLLI)") }
    if icc != nil || srgbIntent != nil || cicp != nil { return names }
    if let gamma, !Metadata.isSRGB(gamma: gamma) { names.append("gamma (gAMA)") }
    if let chromaticities, !Metadata.isSRGB(chromaticities) {
      names.append("chromaticities (cHRM)")
    }
    return names
  }

  /// Primaries of BT.709, transfer of IEC 61966-2-1, no matrix, full range (ITU-T H.273).
  private static let cicpOfSRGB: [UInt8] = [1, 13, 0, 1]

  /// Whether it is the value that PNG states for sRGB, 45455, or one next to it.
  private static func isSRGB(gamma: UInt32) -> Bool { (45454...45456).contains(gamma) }

  /// Whether the numbers are those that PNG states for sRGB, within 0.0001: programs round the white point differently.
  private static func isSRGB(_ chromaticities: [UInt32]) -> Bool {
    let stated: [UInt32] = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
    return chromaticities.count == stated.count
      && zip(chromaticities, stated).allSatisfy { abs(Int64($0) - Int64($1)) <= 10 }
  }
}
