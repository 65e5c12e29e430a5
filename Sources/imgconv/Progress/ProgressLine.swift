// SPDX-License-Identifier: Apache-2.0

/// A line of progress, for a terminal or a log.
package protocol ProgressLine {
  /// Whether escape sequences for colors may be used.
  var isColored: Bool { get set }
  /// Whether the terminal supports more than ASCII.
  var isUnicode: Bool { get set }

  /// Returns one line of at most `width` columns.
  func line(width: Int) -> String

  /// The progress as one line without bar and colors, for a file or a pipe.
  var plain: String { get }
}
