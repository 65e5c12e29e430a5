// SPDX-License-Identifier: Apache-2.0

/// The way in which a run ended, as text and style.
struct RunEnd {
  let word: String
  private let style: String

  /// Creates the text for a summary.
  ///
  /// - Parameter summary: the run's summary; `nil` if it has none.
  init(_ summary: RecordedSummary?) {
    (word, style) =
      switch summary?.status {
      case .complete where summary?.failed == 0: ("Complete", "good")
      case .complete: ("Complete, with failures", "warn")
      case .stopped: ("Stopped by errors", "bad")
      case .interrupted: ("Interrupted", "warn")
      case nil: (summary == nil ? "Not finished" : "Ended", "warn")
      }
  }

  var html: HTML { "<span class=\"end \(style)\">\(word)</span>" }
}
