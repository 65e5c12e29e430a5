// SPDX-License-Identifier: Apache-2.0

package import Batch

/// The progress of a batch as text: one line that fits a terminal, or one for a log.
package struct ProgressText: ProgressLine {
  /// The progress of a batch.
  package let progress: Progress
  package var isColored = false
  package var isUnicode = true

  /// Creates the text for some progress, without colors.
  package init(_ progress: Progress) { self.progress = progress }

  /// Returns one line of at most `width` columns.
  ///
  /// To fit, first the bar gets shorter, then the less important parts are left out; a very narrow
  /// line is truncated.
  package func line(width: Int) -> String {
    let layouts = [
      [imagesRate, bytesRate, timeLeft], [imagesRate, timeLeft], [timeLeft], [],
    ]
    for layout in layouts {
      let rest = layout.compactMap { $0 }
      let bar = ProgressBar(isColored: isColored, isUnicode: isUnicode)
      let share = progress.left > 0 ? progress.share : 1
      guard let drawn = bar.drawn(share, room: width - words(rest).count - 1) else { continue }
      return drawn + " " + words(rest, isColored: isColored)
    }
    return String(words([]).prefix(max(0, width)))
  }

  package var plain: String {
    let rest = [imagesRate, bytesRate, timeLeft].compactMap { $0 }
    return "\(progress.total - progress.left) of \(progress.total): "
      + ([counts()] + rest).joined(separator: ", ")
  }

  private func words(_ rest: [String], isColored: Bool = false) -> String {
    ([percent, counts(isColored: isColored)] + rest).joined(separator: "  ")
  }

  private var percent: String {
    ProgressBar.percent(progress.share, isOver: progress.left == 0)
  }

  private func counts(isColored: Bool = false) -> String {
    let summary = progress.summary
    let failed = "\(summary.failed) failed"
    let skipped = summary.skipped > 0 ? ", \(summary.skipped) skipped" : ""
    return "\(summary.done) done, "
      + (isColored && summary.failed > 0 ? Color.red.on(failed) : failed)
      + "\(skipped), \(progress.left) left"
  }

  private var imagesRate: String? {
    progress.rate.map { "\(ProgressText.threeDigits($0.images)) img/s" }
  }

  private var bytesRate: String? {
    progress.rate.map { "\(ProgressText.threeDigits($0.bytes / 1e6)) MB/s" }
  }

  private var timeLeft: String? {
    progress.timeLeft.map { "\(ProgressText.clock($0)) to go" }
  }

  /// Returns a duration as minutes and seconds, with hours if there are any.
  package static func clock(_ duration: Duration) -> String {
    let (whole, fraction) = duration.components
    let seconds = Int(whole) + (fraction > 0 ? 1 : 0)
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let start = hours > 0 ? "\(hours):" + padded(minutes) : "\(minutes)"
    return start + ":" + padded(seconds % 60)
  }

  private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// Returns a number as in 0.12, 1.23, 12.3, 123, 1234.
  private static func threeDigits(_ value: Double) -> String {
    NumberText.fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }
}
