// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// Short identifiers for long texts.
enum Identifier {
  /// The version of the identifiers of recipes.
  ///
  /// imgconv 0.1.0 wrote 16 digits alone: the hash of a text that depended on the compiler and on
  /// names in the source, which later versions cannot reproduce.
  static let prefix = "2-"

  /// Returns the FNV-1a hash of bytes, 64 bits: the same on every machine.
  ///
  /// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Conversion {
  /// An identifier of everything that affects an output's bytes, such as the recipe with its
  /// weights, the map and the encoding: `2-` and 16 hexadecimal digits.
  ///
  /// The digits are the hash of `canonicalText`, so equal conversions have equal identifiers on
  /// every machine and in every version whose identifiers begin with `2-`.
  public var identifier: String {
    let digits = String(Identifier.hash(Array(canonicalText.utf8)), radix: 16)
    return Identifier.prefix + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
