// SPDX-License-Identifier: Apache-2.0

import Filters

/// The colors of figures, told apart by lightness too.
///
/// A color is its value on a light background; `dark(_:)` gives its counterpart on a dark one.  Text
/// has a contrast of at least 4.4 to what is behind it (WCAG 2.1, 1.4.3) on both.
enum Palette {
  /// The background.
  static let paper = "#fcfcfa"
  /// Text and frames.
  static let ink = "#24292f"
  /// Text that is less important.
  static let pale = "#5f6871"
  /// The lines between samples.
  static let rule = "#c9ced3"
  /// A sample of the image that is not read.
  static let sample = "#ffffff"
  /// A sample outside the image.
  static let outside = "#e6e3da"
  /// The output sample that is looked at.
  static let output = "#267c37"
  /// A sample that is read by something that is no weighted sum.
  static let read = "#b197fc"
  /// Text over a strong color.
  static let bright = "#fffffe"

  /// Colors of phases and stages, used in turn.
  static let phases = [
    output, "#9c36b5", "#b35900", "#0b7285", "#c2255c", "#4263eb", "#74680f", "#495057",
  ]
  private static let darkPhases = [
    "#3fb950", "#d58ae8", "#f0a13a", "#3bc0d6", "#f06595", "#91a7ff", "#d3c55c", "#adb5bd",
  ]

  /// The color of one phase.
  static func phase(_ index: Int) -> String { phases[index.modulo(phases.count)] }

  /// The colors of weights from weak to strong.
  ///
  /// Between the weaker half, which has `ink` on it, and the
  /// stronger, which has `bright`, is a step, so that both can be read.
  private struct Scale {
    let weak: (from: RGB, to: RGB)
    let strong: (from: RGB, to: RGB)

    /// The number of colors in each half.
    static let half = 6

    var colors: [String] {
      let parts = (0..<Self.half).map { Double($0) / Double(Self.half - 1) }
      return parts.map { weak.from.mixed(with: weak.to, $0).text }
        + parts.map { strong.from.mixed(with: strong.to, $0).text }
    }
  }

  private struct RGB {
    let parts: [Double]

    init(_ red: Double, _ green: Double, _ blue: Double) { parts = [red, green, blue] }

    func mixed(with other: RGB, _ part: Double) -> RGB {
      let mixed = zip(parts, other.parts).map { $0 + ($1 - $0) * part }
      return RGB(mixed[0], mixed[1], mixed[2])
    }

    var text: String {
      "#"
        + parts.map { part in
          let value = Int(part.rounded())
          return (value < 16 ? "0" : "") + String(value, radix: 16)
        }.joined()
    }
  }

  private static let positive = Scale(
    weak: (RGB(222, 235, 247), RGB(104, 158, 210)), strong: (RGB(48, 116, 186), RGB(12, 72, 140))
  ).colors
  private static let negative = Scale(
    weak: (RGB(254, 232, 210), RGB(232, 142, 70)), strong: (RGB(176, 72, 10), RGB(134, 48, 4))
  ).colors
  private static let darkPositive = Scale(
    weak: (RGB(34, 54, 78), RGB(34, 92, 152)), strong: (RGB(74, 150, 224), RGB(150, 206, 255))
  ).colors
  private static let darkNegative = Scale(
    weak: (RGB(74, 48, 28), RGB(138, 72, 22)), strong: (RGB(226, 136, 62), RGB(255, 190, 130))
  ).colors

  /// The number of a weight's color on its scale, by the square root of its part of `largest`.
  private static func level(_ weight: Float, largest: Float) -> Int {
    let strength = largest > 0 ? min(1, Double(abs(weight) / largest).squareRoot()) : 0
    return Int((strength * Double(2 * Scale.half - 1)).rounded())
  }

  /// The fill of a weight: blue if positive, orange if negative, the stronger the larger compared to
  /// `largest`.
  static func fill(_ weight: Float, largest: Float) -> String {
    (weight < 0 ? negative : positive)[level(weight, largest: largest)]
  }

  /// The color of text over `fill(_:largest:)`.
  static func ink(over weight: Float, largest: Float) -> String {
    level(weight, largest: largest) < Scale.half ? ink : bright
  }

  /// The counterparts of all colors on a dark background.
  private static let darkColors: [String: String] = {
    let single = [
      paper: "#16191d", ink: "#e6e8eb", pale: "#9aa4ae", rule: "#3d444c", sample: "#22272d",
      outside: "#3a362b", read: "#7c5fd3", bright: "#0d1117",
    ]
    let lists = zip(phases + positive + negative, darkPhases + darkPositive + darkNegative)
    return single.merging(lists) { first, _ in first }
  }()

  /// Returns the counterpart of a color on a dark background.
  static func dark(_ color: String) -> String { darkColors[color] ?? color }

  /// The label of a weight that rounds to 0.
  static let tiny = "~0"

  /// A weight in at most five characters, to a thousandth: 1, .25, -.063, 12.5; `tiny` for one that
  /// rounds to 0.
  static func label(_ weight: Float) -> String {
    let rounded = abs(weight) < 1 ? (Double(weight) * 1000).rounded() / 1000 : Double(weight)
    guard rounded != 0 || weight == 0 else { return tiny }
    let text = PlainText.number(rounded, digits: 3)
    return text.hasPrefix("0.")
      ? String(text.dropFirst()) : text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
  }
}
