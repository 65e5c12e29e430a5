// SPDX-License-Identifier: Apache-2.0

import Filters

/// Shapes and text to become a part of an SVG image, with the extent that they take.
///
/// Coordinates count pixels, x to the right and y down.
struct Drawing {
  /// The pixels that the shapes take to the right of x = 0.
  private(set) var width = 0.0
  /// The pixels that the shapes take below y = 0.
  private(set) var height = 0.0
  /// The elements.
  private(set) var body = ""

  /// How a line looks.
  struct Stroke {
    let color: String
    let width: Double
    var dash: String?
  }

  /// Which point of a text stands at its position.
  enum Anchor: String { case start, middle, end }

  /// A rectangle; without a fill it shows what is below.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String = "none",
    stroke: Stroke? = nil
  ) {
    body +=
      "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" "
      + "height=\"\(Self.text(height))\" fill=\"\(fill)\"\(Self.attributes(stroke))/>\n"
    reach(x + width, y + height)
  }

  /// A straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ stroke: Stroke) {
    body +=
      "<line x1=\"\(Self.text(x1))\" y1=\"\(Self.text(y1))\" x2=\"\(Self.text(x2))\" "
      + "y2=\"\(Self.text(y2))\"\(Self.attributes(stroke))/>\n"
    reach(max(x1, x2), max(y1, y2))
  }

  /// Straight lines from point to point; with a fill, the area that they and the line back to the first enclose.
  mutating func polygon(
    _ points: [(x: Double, y: Double)], fill: String = "none", stroke: Stroke? = nil
  ) {
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    body += "<polyline points=\"\(list)\" fill=\"\(fill)\"\(Self.attributes(stroke))/>\n"
    for point in points { reach(point.x, point.y) }
  }

  /// A filled circle.
  mutating func circle(_ x: Double, _ y: Double, radius: Double, fill: String) {
    body +=
      "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"\(Self.text(radius))\" "
      + "fill=\"\(fill)\"/>\n"
    reach(x + radius, y + radius)
  }

  /// A line of text on the baseline `y`.
  mutating func text(
    _ x: Double, _ y: Double, _ string: String, size: Double, anchor: Anchor = .start,
    color: String = Palette.ink, isBold: Bool = false
  ) {
    body +=
      "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" "
      + "text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\""
      + "\(isBold ? " font-weight=\"bold\"" : "")>"
      + "\(Self.escaped(string))</text>\n"
    let length = Self.width(of: string, size: size)
    let right = anchor == .start ? length : anchor == .middle ? length / 2 : 0
    reach(x + right, y + size / 4)
  }

  /// Another drawing, moved to a position.
  mutating func place(_ other: Drawing, _ x: Double, _ y: Double) {
    body += "<g transform=\"translate(\(Self.text(x)) \(Self.text(y)))\">\n\(other.body)</g>\n"
    reach(x + other.width, y + other.height)
  }

  /// Makes the extent at least this.
  mutating func reach(_ x: Double, _ y: Double) {
    width = max(width, x)
    height = max(height, y)
  }

  /// About the pixels that a text takes: letters of a sans-serif face are about 0.56 as wide as
  /// high.
  static func width(of string: String, size: Double) -> Double {
    Double(string.count) * size * 0.56
  }

  /// The whole image: this drawing on a light background, with a margin.
  func document(title: String, margin: Double) -> String {
    let width = Self.text(width + 2 * margin)
    let height = Self.text(height + 2 * margin)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, sans-serif">
      <title>\(Self.escaped(title))</title>
      <rect width="\(width)" height="\(height)" fill="\(Palette.paper)"/>
      <g transform="translate(\(Self.text(margin)) \(Self.text(margin)))">
      \(body)</g>
      </svg>

      """
  }

  /// Hundredths of a pixel are enough.
  private static func text(_ value: Double) -> String {
    PlainText.number((value * 100).rounded() / 100, digits: 8)
  }

  private static func attributes(_ stroke: Stroke?) -> String {
    guard let stroke else { return "" }
    let dash = stroke.dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return " stroke=\"\(stroke.color)\" stroke-width=\"\(text(stroke.width))\"\(dash)"
  }

  /// Text in which no character means anything to XML; control characters, which XML forbids, are
  /// left out.
  static func escaped(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
