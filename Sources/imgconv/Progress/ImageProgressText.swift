// SPDX-License-Identifier: Apache-2.0

import ImageFiles

/// The progress of one image as text.
package struct ImageProgressText: ProgressLine {
  /// The input's name in messages.
  package let name: String
  /// The fraction of the result's rows that are written, from 0 to 1.
  package let share: Double
  /// The time since the start.
  package let elapsed: Duration
  package var isColored = false
  package var isUnicode = true

  /// Creates the text for an image, without colors.
  package init(name: String, share: Double, elapsed: Duration) {
    (self.name, self.share, self.elapsed) = (Path.printable(name), share, elapsed)
  }

  package func line(width: Int) -> String {
    let percent = ProgressBar.percent(share, isOver: false)
    let bar = ProgressBar(isColored: isColored, isUnicode: isUnicode)
    let layouts = [[percent, name, timeLeft], [percent, timeLeft], [percent]]
    for layout in layouts {
      let words = layout.compactMap { $0 }.joined(separator: "  ")
      if let drawn = bar.drawn(share, room: width - words.count - 1) { return drawn + " " + words }
    }
    return String(percent.prefix(max(0, width)))
  }

  package var plain: String {
    let percent = ProgressBar.percent(share, isOver: false).drop { $0 == " " }
    return "\(name): " + ([String(percent)] + [timeLeft].compactMap { $0 }).joined(separator: ", ")
  }

  /// The estimated time left at the average rate so far; `nil` while too little is done for an estimate.
  private var timeLeft: String? {
    share < 0.01 ? nil : "\(ProgressText.clock(elapsed * ((1 - share) / share))) to go"
  }
}
