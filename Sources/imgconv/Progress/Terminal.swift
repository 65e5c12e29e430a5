// SPDX-License-Identifier: Apache-2.0

import FileSystem

/// The terminal of standard error, if it is one.
enum Terminal {
  /// Whether standard error is a terminal on which a line can be redrawn.
  static let takesLines =
    System.isTerminal(2) && ![nil, "", "dumb"].contains(System.variable("TERM"))

  /// Whether the process may draw on the terminal: background jobs should not.
  static var isForeground: Bool { System.isForeground(on: 2) }

  /// The current number of columns; 80 if it cannot be determined.
  static var width: Int { System.columns(of: 2) ?? 80 }

  /// Whether the locale's character encoding is UTF-8.
  static let isUnicode = {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap(System.variable).first { !$0.isEmpty } ?? ""
    return ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
  }()

  /// Whether messages are colored unless an option says otherwise.
  ///
  /// Source: no-color.org.
  static let wantsColor = takesLines && [nil, ""].contains(System.variable("NO_COLOR"))
}
