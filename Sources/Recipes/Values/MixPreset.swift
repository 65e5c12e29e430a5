// SPDX-License-Identifier: Apache-2.0

package import Filters

/// A named mix of colors; some have a value.
package struct MixPreset: ParameterValue {
  /// The mix.
  package let mix: Mix
  /// The name, and the value if there is one.
  package let text: String

  /// The names, where S and DEG are numbers.
  package static var allTexts: [String] {
    ["gray", "sepia", "saturate=S", "hue=DEG", "invert", "swap=bgr"]
  }

  /// The names with examples of values.
  package static var suggestions: [String] {
    ["gray", "sepia", "saturate=1.5", "hue=90", "invert", "swap=bgr"]
  }

  /// Reads a name and its value.
  package init?(text: String) {
    guard let mix = Self.mix(text) else { return nil }
    self.mix = mix
    self.text = text
  }

  private static func mix(_ text: String) -> Mix? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    let number = parts.count == 2 ? Double(whole: parts[1]) : nil
    switch (parts[0], parts.count) {
    case ("gray", 1): return .gray
    case ("sepia", 1): return .sepia
    case ("invert", 1): return .invert
    case ("saturate", 2): return number.map { .saturate($0) }
    case ("hue", 2): return number.flatMap { $0.isFinite ? .hue(degrees: $0) : nil }
    case ("swap", 2):
      let colors = parts[1].compactMap { Array("rgb").firstIndex(of: $0) }
      return colors.isEmpty || colors.count != parts[1].count ? nil : .swap(colors)
    default: return nil
    }
  }
}
