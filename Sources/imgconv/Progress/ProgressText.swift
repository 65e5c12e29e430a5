// SPDX-License-Identifier: Apache-2.0

package import Batch

/// Progress in words: one line that fits a terminal, or one for a log.
package struct ProgressText {
  /// What is told.
  package let progress: Progress
  /// Whether escape sequences for colours may be used.
  package var isColored = false
  /// Whether the terminal shows more than ASCII.
  package var isUnicode = true

  /// A bar gets shorter and longer by so many columns, so that it seldom changes with the words.
  private static let barStep = 5
  private static let longestBar = 40

  /// The words for some progress, without colours.
  package init(_ progress: Progress) { self.progress = progress }

  /// At most `width` columns: first the bar gets shorter, then the less important parts are left
  /// out, and of a very narrow line the rest is cut.
  package func line(width: Int) -> String {
    let layouts = [
      [imagesRate, bytesRate, timeLeft], [imagesRate, timeLeft], [timeLeft], [],
    ]
    for layout in layouts {
      let rest = layout.compactMap { $0 }
      let room = width - words(rest).count - 1
      guard room >= ProgressText.barStep else { continue }
      let bar = bar(columns: min(room - room % ProgressText.barStep, ProgressText.longestBar))
      return bar + " " + words(rest, isColored: isColored)
    }
    return String(words([]).prefix(max(0, width)))
  }

  /// The same without bar and colours, for a file or a pipe.
  package var plain: String {
    let rest = [imagesRate, bytesRate, timeLeft].compactMap { $0 }
    return "\(progress.total - progress.left) of \(progress.total): "
      + ([counts()] + rest).joined(separator: ", ")
  }

  private func words(_ rest: [String], isColored: Bool = false) -> String {
    ([percent, counts(isColored: isColored)] + rest).joined(separator: "  ")
  }

  /// 100 % is for the end alone.
  private var percent: String {
    let number = progress.left > 0 ? min(99, Int(progress.share * 100)) : 100
    return String(repeating: " ", count: number < 10 ? 2 : number < 100 ? 1 : 0) + "\(number) %"
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

  private func bar(columns: Int) -> String {
    let full = progress.left > 0 ? Int(progress.share * Double(columns)) : columns
    let (ink, paper) = isUnicode ? ("━", "─") : ("#", "-")
    let done = String(repeating: ink, count: full)
    let rest = String(repeating: paper, count: columns - full)
    return isColored ? Color.green.on(done) + Color.faint.on(rest) : done + rest
  }

  /// Minutes and seconds, and hours if there are any.
  package static func clock(_ duration: Duration) -> String {
    let (whole, fraction) = duration.components
    let seconds = Int(whole) + (fraction > 0 ? 1 : 0)
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let start = hours > 0 ? "\(hours):" + padded(minutes) : "\(minutes)"
    return start + ":" + padded(seconds % 60)
  }

  private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// 0.12, 1.23, 12.3, 123, 1234.
  private static func threeDigits(_ value: Double) -> String {
    NumberText.fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }
}
