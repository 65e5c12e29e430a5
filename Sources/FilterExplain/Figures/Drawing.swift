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
  /// The colors of the elements.
  private var colors: Set<String> = []
  /// What the legend is to explain.
  private(set) var marks: Set<Mark> = []

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
    note(fill, stroke)
    body +=
      "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" "
      + "height=\"\(Self.text(height))\" fill=\"\(fill)\"\(Self.attributes(stroke))/>\n"
    reach(x + width, y + height)
  }

  /// A straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ stroke: Stroke) {
    note(stroke.color, nil)
    body +=
      "<line x1=\"\(Self.text(x1))\" y1=\"\(Self.text(y1))\" x2=\"\(Self.text(x2))\" "
      + "y2=\"\(Self.text(y2))\"\(Self.attributes(stroke))/>\n"
    reach(max(x1, x2), max(y1, y2))
  }

  /// Straight lines from point to point; with a fill, the area that they and the line back to the first enclose.
  mutating func polygon(
    _ points: [(x: Double, y: Double)], fill: String = "none", stroke: Stroke? = nil
  ) {
    note(fill, stroke)
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    body += "<polyline points=\"\(list)\" fill=\"\(fill)\"\(Self.attributes(stroke))/>\n"
    for point in points { reach(point.x, point.y) }
  }

  /// A filled circle.
  mutating func circle(_ x: Double, _ y: Double, radius: Double, fill: String) {
    note(fill, nil)
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
    note(color, nil)
    body +=
      "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" "
      + "text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\""
      + "\(isBold ? " font-weight=\"bold\"" : "")>"
      + "\(Self.escaped(string))</text>\n"
    let length = TextWidth.pixels(string, size: size, isBold: isBold)
    let right = anchor == .start ? length : anchor == .middle ? length / 2 : 0
    reach(x + right, y + size / 4)
  }

  /// Lines of text from the baseline `y` on, broken where they would be wider than `width`.
  ///
  /// - Returns: the baseline of the line after the last.
  @discardableResult
  mutating func paragraph(
    _ x: Double, _ y: Double, _ string: String, size: Double, within width: Double,
    color: String = Palette.ink, isBold: Bool = false
  ) -> Double {
    let lines = TextWidth.lines(string, size: size, isBold: isBold, within: width)
    for (index, line) in lines.enumerated() {
      text(x, y + Double(index) * size * 1.5, line, size: size, color: color, isBold: isBold)
    }
    return y + Double(lines.count) * size * 1.5
  }

  /// Notes what the legend is to explain.
  mutating func mark(_ mark: Mark) { marks.insert(mark) }

  /// Another drawing, moved to a position.
  mutating func place(_ other: Drawing, _ x: Double, _ y: Double) {
    body += "<g transform=\"translate(\(Self.text(x)) \(Self.text(y)))\">\n\(other.body)</g>\n"
    colors.formUnion(other.colors)
    marks.formUnion(other.marks)
    reach(x + other.width, y + other.height)
  }

  /// Makes the extent at least this.
  mutating func reach(_ x: Double, _ y: Double) {
    width = max(width, x)
    height = max(height, y)
  }

  private mutating func note(_ fill: String, _ stroke: Stroke?) {
    colors.insert(fill)
    if let stroke { colors.insert(stroke.color) }
  }

  /// The rules that give every color its counterpart where the viewer prefers a dark background.
  ///
  /// The colors of elements are attributes, so viewers without style sheets show the light image.
  private var darkStyle: String {
    let rules = colors.union([Palette.paper]).subtracting(["none"]).sorted().map { color in
      let dark = Palette.dark(color)
      return "[fill=\"\(color)\"]{fill:\(dark)}[stroke=\"\(color)\"]{stroke:\(dark)}\n"
    }
    return "<style>@media (prefers-color-scheme: dark) {\n\(rules.joined())}</style>"
  }

  /// The whole image: this drawing on its background, with a margin.
  func document(title: String, margin: Double) -> String {
    let width = Self.text(width + 2 * margin)
    let height = Self.text(height + 2 * margin)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, sans-serif">
      <title>\(Self.escaped(title))</title>
      \(darkStyle)
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
