// SPDX-License-Identifier: Apache-2.0

/// Parts of the help that several commands share.
enum HelpText {
  /// The six border modes, as they extend the row `abcd`.
  static let borders = """
    BORDERS
      zero        00 abcd 00      symmetric   ba abcd dc
      constant=V  vv abcd vv      reflect     cb abcd cb
      replicate   aa abcd dd      wrap        cd abcd ab
    """

  /// What the parser's library says of `-h` and `--help`, and what is true here.
  static let libraryHelp = "Show help information."
  static let help = "Show a short (-h) or the complete (--help) page."

  /// A text of the parser's library in which `-h` and `--help` differ.
  static func withTwoPages(_ text: String) -> String { text.replacing(libraryHelp, with: help) }
}
