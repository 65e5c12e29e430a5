// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A piece of a page.
///
/// Literals are markup; every text that is put into one is escaped, so that no name or reason can
/// become markup, in an element or in a quoted attribute.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var text: String

  init(stringLiteral markup: String) { text = markup }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(markup: String) { text = markup }

  /// A text as markup: what HTML gives a meaning to as references, what cannot be printed as
  /// messages show it.
  ///
  /// Source: WHATWG HTML, 13.3, "Escaping a string", and `'` for attributes in either quotes.
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

  /// Pieces one after the other.
  static func joined(_ pieces: some Sequence<HTML>) -> HTML {
    HTML(markup: pieces.map(\.text).joined())
  }

  /// What an interpolated literal is made with.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ markup: String) { text += markup }

    mutating func appendInterpolation(_ text: String) { self.text += HTML.escaped(text).text }

    mutating func appendInterpolation(_ number: Int) { text += String(number) }

    mutating func appendInterpolation(_ piece: HTML) { text += piece.text }

    /// A file in Base64, whose alphabet has no meaning in markup.
    mutating func appendInterpolation(base64 bytes: [UInt8]) { text += Base64.encoded(bytes) }
  }
}
