// SPDX-License-Identifier: Apache-2.0

package import Batch

/// The progress of an archive as text.
package struct ArchiveProgressText: ProgressLine {
  /// The counts so far.
  package let summary: ArchiveSummary
  /// The fraction of the archive that is done, from 0 to 1; `nil` for a pipe.
  package let share: Double?
  /// The time since the start.
  package let elapsed: Duration
  package var isColored = false
  package var isUnicode = true

  /// Creates the text for an archive, without colors.
  package init(_ summary: ArchiveSummary, share: Double?, elapsed: Duration) {
    (self.summary, self.share, self.elapsed) = (summary, share, elapsed)
  }

  package func line(width: Int) -> String {
    for rest in [[rate, timeLeft], [timeLeft], []] {
      let words = ([percent, counts] + rest).compactMap { $0 }.joined(separator: "  ")
      guard let share else {
        if words.count <= width { return words }
        continue
      }
      let bar = ProgressBar(isColored: isColored, isUnicode: isUnicode)
      if let drawn = bar.drawn(share, room: width - words.count - 1) { return drawn + " " + words }
    }
    return String(counts.prefix(max(0, width)))
  }

  package var plain: String {
    let percent = percent.map { String($0.drop { $0 == " " }) }
    return [percent, counts, rate, timeLeft].compactMap { $0 }.joined(separator: ", ")
  }

  private var percent: String? { share.map { ProgressBar.percent($0, isOver: false) } }

  private var counts: String {
    "\(summary.done) done, \(summary.failed) failed, \(summary.copied) copied"
  }

  private var rate: String? {
    let seconds = elapsed / .seconds(1)
    guard summary.done > 0, seconds > 0 else { return nil }
    return "\(NumberText.fixed(Double(summary.done) / seconds, decimals: 1)) img/s"
  }

  /// The estimated time left at the average rate so far; `nil` while too little is done for an estimate.
  private var timeLeft: String? {
    guard let share, share >= 0.01 else { return nil }
    return "\(ProgressText.clock(elapsed * ((1 - share) / share))) to go"
  }
}
