// SPDX-License-Identifier: Apache-2.0

internal import FileSystem
package import ImageFiles

/// The identifiers of recipes.
enum RecipeIdentifier {
  /// The version of the identifiers.
  ///
  /// imgconv 0.1.0 wrote 16 digits alone: the hash of a text that depended on the compiler and on
  /// names in the source, which later versions cannot reproduce.
  static let prefix = "2-"
}

extension Conversion {
  /// An identifier of everything that affects an output's bytes, such as the recipe with its
  /// weights, the map and the encoding: `2-` and 16 hexadecimal digits.
  ///
  /// The digits are the hash of `canonicalText`, so equal conversions have equal identifiers on
  /// every machine and in every version whose identifiers begin with `2-`.
  package var identifier: String { identifier(adding: []) }

  /// Returns the identifier of this conversion with further options, one line each.
  func identifier(adding options: [String]) -> String {
    let text = canonicalText + options.map { "\($0)\n" }.joined()
    let digits = String(FNV1a(text.utf8).value, radix: 16)
    return RecipeIdentifier.prefix + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
