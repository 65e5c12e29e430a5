// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

extension Conversion {
  /// An identifier of everything that affects an output's bytes, such as the recipe with its
  /// weights, the map and the encoding: 16 hexadecimal digits.
  ///
  /// Equal conversions have equal identifiers on every machine.  Another version of imgconv may use
  /// different identifiers; a resumed run then processes all files again.
  package var identifier: String {
    let digits = String(FNV1a(fingerprint.utf8).value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
