// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// Short names for long texts.
enum Identifier {
  /// FNV-1a, 64 bits: the same on every machine.
  ///
  /// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Conversion {
  /// 16 hexadecimal digits for all that changes an output's bytes: the recipe with its weights, the
  /// map, the encoding.
  ///
  /// Equal conversions have equal identifiers on every machine; another version of imgconv may give
  /// others, and then a resumed run does all files again.
  public var identifier: String {
    let digits = String(Identifier.hash(Array(fingerprint.utf8)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
