// SPDX-License-Identifier: Apache-2.0

/// The colours of messages.
///
/// Source: ECMA-48, 8.3.117, Select Graphic Rendition.
enum Color: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case faint = "2"

  /// A text in this colour, and back to the terminal's own.
  func on(_ text: String) -> String { "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" }
}
