// SPDX-License-Identifier: Apache-2.0

/// Help texts that several commands share.
enum HelpText {
  /// The text of ArgumentParser for `-h` and `--help`; `help` replaces it.
  static let libraryHelp = "Show help information."
  static let help = "Show a short (-h) or the complete (--help) page."

  /// Returns a text of ArgumentParser with `libraryHelp` replaced: here, `-h` and `--help` differ.
  static func withTwoPages(_ text: String) -> String { text.replacing(libraryHelp, with: help) }
}
