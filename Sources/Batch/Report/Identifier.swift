// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// Short identifiers for long texts.
enum Identifier {
  /// Returns the FNV-1a hash of bytes, 64 bits: the same on every machine.
  ///
  /// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Conversion {
  /// An identifier of everything that affects an output's bytes, such as the recipe with its
  /// weights, the map and the encoding: 16 hexadecimal digits.
  ///
  /// Equal conversions have equal identifiers on every machine.  Another version of imgconv may use
  /// different identifiers; a resumed run then processes all files again.
  public var identifier: String {
    let digits = String(Identifier.hash(Array(fingerprint.utf8)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
