// SPDX-License-Identifier: Apache-2.0

/// A text in the language of manual pages: man(7).
struct Roff {
  /// What there is so far.
  private(set) var text = ""

  /// The widest line that is sure to fit: a page has 78 columns, 7 of them before the text.
  static let columns = 71

  /// Whether a heading is all that stands before: then no paragraph has to be begun.
  private var isBelowHeading = false

  /// A line with a request, such as `.PP`.
  mutating func request(_ line: String) {
    text += line + "\n"
    isBelowHeading = line.hasPrefix(".S")
  }

  /// A heading.
  mutating func section(_ title: String) { request(".SH " + Self.escaped(title)) }

  private mutating func beginParagraph() {
    if !isBelowHeading { request(".PP") }
  }

  /// A paragraph whose lines may be broken: each sentence starts a line of the source, as man(7) asks for.
  mutating func paragraph(_ words: String) {
    beginParagraph()
    fill(words)
  }

  /// Words whose lines may be broken.
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

  /// Lines that stand as they are.
  mutating func block(_ lines: [Substring]) {
    beginParagraph()
    request(".EX")
    for line in lines { request(Self.line(line)) }
    request(".EE")
  }

  /// An entry of a list: its title, already in roff, and what is said of it.
  mutating func entry(_ title: String, _ words: String) {
    request(".TP\n" + title)
    fill(words)
  }

  /// A line of text: no request, whatever it starts with.
  private static func line(_ text: some StringProtocol) -> String {
    (text.first == "." ? "\\&" : "") + escaped(text)
  }

  /// A text in which nothing is taken for roff, and every character comes out as it was.
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
