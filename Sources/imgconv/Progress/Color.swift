// SPDX-License-Identifier: Apache-2.0

/// The colors of messages.
///
/// Source: ECMA-48, 8.3.117, Select Graphic Rendition.
enum Color: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case faint = "2"

  /// Returns a text in this color, followed by a reset to the terminal's default.
  func on(_ text: String) -> String { "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" }
}
