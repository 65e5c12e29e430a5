// SPDX-License-Identifier: Apache-2.0

/// A builder for text in the language of manual pages, man(7).
struct Roff {
  /// The text so far.
  private(set) var text = ""

  /// The maximum width of a line that is sure to fit: a page has 78 columns, 7 of them before the text.
  static let columns = 71

  /// Whether the last line is a heading: then no paragraph request is needed.
  private var isBelowHeading = false

  /// Appends a line with a request, such as `.PP`.
  mutating func request(_ line: String) {
    text += line + "\n"
    isBelowHeading = line.hasPrefix(".S")
  }

  /// Appends a heading.
  mutating func section(_ title: String) { request(".SH " + Self.escaped(title)) }

  private mutating func beginParagraph() {
    if !isBelowHeading { request(".PP") }
  }

  /// Appends a paragraph whose lines may be wrapped: each sentence starts a new source line, as man(7) recommends.
  mutating func paragraph(_ words: String) {
    beginParagraph()
    fill(words)
  }

  /// Appends words whose lines may be wrapped.
  mutating func fill(_ words: String) {
    var line = ""
    for word in words.split(separator: " ") {
      let endsSentence =
        line.hasSuffix(".") && !line.hasSuffix("..") && word.first?.isUppercase == true
      if !line.isEmpty && (endsSentence || line.count + word.count >= 72) {
        request(Self.line(line))
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { request(Self.line(line)) }
  }

  /// Appends lines unchanged.
  mutating func block(_ lines: [Substring]) {
    beginParagraph()
    request(".EX")
    for line in lines { request(Self.line(line)) }
    request(".EE")
  }

  /// Appends an entry of a list: its title, already in roff, and its description.
  mutating func entry(_ title: String, _ words: String) {
    request(".TP\n" + title)
    fill(words)
  }

  /// Returns a line of text that is not taken for a request, whatever it starts with.
  private static func line(_ text: some StringProtocol) -> String {
    (text.first == "." ? "\\&" : "") + escaped(text)
  }

  /// Returns a text escaped so that every character is printed unchanged.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      case _ where scalar.value > 0x7e:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
