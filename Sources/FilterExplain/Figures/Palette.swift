// SPDX-License-Identifier: Apache-2.0

import Filters

/// The colors of figures: dark on light, told apart by lightness too.
enum Palette {
  /// The background.
  static let paper = "#fcfcfa"
  /// Text and frames.
  static let ink = "#24292f"
  /// Text that is less important.
  static let pale = "#6a737d"
  /// The lines between samples.
  static let rule = "#c9ced3"
  /// A sample of the image that is not read.
  static let sample = "#ffffff"
  /// A sample outside the image.
  static let outside = "#e6e3da"
  /// A zero between the samples of a transposed convolution.
  static let inserted = "#f1f1f1"
  /// The output sample that is looked at.
  static let output = "#2f9e44"
  /// A sample that is read by something that is no weighted sum.
  static let read = "#b197fc"

  /// Colors of phases and stages, used in turn.
  static let phases = [
    "#2f9e44", "#9c36b5", "#e67700", "#0b7285", "#c2255c", "#5c7cfa", "#74680f", "#495057",
  ]

  /// The color of one phase.
  static func phase(_ index: Int) -> String { phases[index.modulo(phases.count)] }

  /// The fill of a weight: blue if positive, orange if negative, the darker the larger compared to
  /// `largest`.
  static func fill(_ weight: Float, largest: Float) -> String {
    let strength = largest > 0 ? Double(abs(weight) / largest).squareRoot() : 0
    let light = weight < 0 ? (254.0, 232.0, 210.0) : (222.0, 235.0, 247.0)
    let dark = weight < 0 ? (196.0, 78.0, 10.0) : (16.0, 92.0, 164.0)
    let parts = [(light.0, dark.0), (light.1, dark.1), (light.2, dark.2)].map {
      Int(($0.0 + ($0.1 - $0.0) * strength).rounded())
    }
    return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The color of text over `fill(_:largest:)`.
  static func ink(over weight: Float, largest: Float) -> String {
    abs(weight) > 0.35 * largest ? "#ffffff" : ink
  }

  /// A weight in at most five characters, to a thousandth: 1, .25, -.063, 12.5; `~0` for one that
  /// rounds to 0.
  static func label(_ weight: Float) -> String {
    let rounded = abs(weight) < 1 ? (Double(weight) * 1000).rounded() / 1000 : Double(weight)
    guard rounded != 0 || weight == 0 else { return "~0" }
    let text = PlainText.number(rounded, digits: 3)
    return text.hasPrefix("0.")
      ? String(text.dropFirst()) : text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
  }
}
