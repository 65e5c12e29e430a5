// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A piece of HTML markup.
///
/// Literals are markup; every interpolated text is escaped, so that no name or reason can become
/// markup, in an element or in a quoted attribute.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The markup.
  package private(set) var text: String

  /// Creates markup from markup.
  package init(stringLiteral markup: String) { text = markup }

  /// Creates markup from an interpolated literal.
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(markup: String) { text = markup }

  /// Returns a text as markup: special characters become character references, and unprintable ones
  /// appear as in messages.
  ///
  /// Source: WHATWG HTML, 13.3, "Escaping a string", plus `'` for attributes in either quotes.
  static func escaped(_ text: String) -> HTML {
    var markup = ""
    for scalar in Path.printable(text).unicodeScalars {
      switch scalar {
      case "&": markup += "&amp;"
      case "<": markup += "&lt;"
      case ">": markup += "&gt;"
      case "\"": markup += "&quot;"
      case "'": markup += "&#39;"
      default: markup.unicodeScalars.append(scalar)
      }
    }
    return HTML(markup: markup)
  }

  /// Returns the concatenation of pieces.
  static func joined(_ pieces: some Sequence<HTML>) -> HTML {
    HTML(markup: pieces.map(\.text).joined())
  }

  /// The builder for interpolated literals.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    /// Appends markup.
    package mutating func appendLiteral(_ markup: String) { text += markup }

    /// Appends a text, escaped, with unprintable characters as in messages.
    package mutating func appendInterpolation(_ text: String) {
      self.text += HTML.escaped(text).text
    }

    /// Appends a text of several lines, escaped, and keeps its line breaks.
    package mutating func appendInterpolation(lines text: String) {
      self.text += text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { HTML.escaped(String($0)).text }.joined(separator: "\n")
    }

    /// Appends a number.
    package mutating func appendInterpolation(_ number: Int) { text += String(number) }

    /// Appends markup.
    package mutating func appendInterpolation(_ piece: HTML) { text += piece.text }

    /// Appends bytes in Base64, whose alphabet needs no escaping.
    package mutating func appendInterpolation(base64 bytes: [UInt8]) {
      text += Base64.encoded(bytes)
    }
  }
}
