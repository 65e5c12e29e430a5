// SPDX-License-Identifier: Apache-2.0

/// The section of a page about a report as a whole: sums over its files, and problems with it.
struct PageSummary {
  private let contents: ReportContents
  private let report: String

  init(_ contents: ReportContents, report: String) {
    self.contents = contents
    self.report = report
  }

  private var totals: ReportTotals { contents.totals }
  private var last: RecordedSummary? { contents.runs.last?.summary }

  /// The number of files that the last run left to do; without a summary, those without a record.
  private var left: Int {
    guard let last else { return max(0, (contents.runs.last?.jobs ?? 0) - totals.files) }
    return last.dropped + last.notStarted
  }

  var html: HTML {
    """
    <header>
    <div class="title"><h1>\(title)</h1>\(RunEnd(last).html)</div>
    <p class="lead">\(lead)</p>
    \(bar)
    <dl class="tiles">
    \(tiles)</dl>
    \(remarks)</header>

    """
  }

  private var title: String {
    let all = totals.files + left
    if all == 0 { return "No images" }
    if totals.done < all {
      return "\(PageText.count(totals.done)) of \(PageText.count(all, "image", "images")) done"
    }
    return all == 1 ? "1 image done" : "All \(PageText.count(all)) images done"
  }

  private var lead: HTML {
    let runs = contents.runCount == 1 ? "" : "\(PageText.count(contents.runCount)) runs, the last "
    let started = contents.runs.last?.started ?? ""
    return """
      <bdi class="name">\(report)</bdi>: \(runs)started \(PageText.moment(started))
      """
  }

  /// A bar with the shares of files done, failed and left.
  private var bar: HTML {
    let parts = [
      (totals.done, "good", "done"), (totals.failed, "bad", "failed"), (left, "", "left"),
    ]
    .filter { $0.0 > 0 }
    let label = parts.map { "\(PageText.count($0.0)) \($0.2)" }.joined(separator: ", ")
    let pieces = parts.map { "<i class=\"\($0.1)\" style=\"flex-grow: \($0.0)\"></i>" as HTML }
    return "<div class=\"bar\" role=\"img\" aria-label=\"\(label)\">\(HTML.joined(pieces))</div>"
  }

  private var tiles: HTML {
    let milliseconds = contents.timed.duration / .milliseconds(1)
    let isTimed = milliseconds > 0
    let rate = Double(contents.timed.done) / milliseconds * 1000
    let share = PageText.percent(totals.bytesOut, of: totals.bytesIn)
    return HTML.joined([
      tile("Done", PageText.count(totals.done), style: totals.done > 0 ? "good" : ""),
      tile("Failed", PageText.count(totals.failed), style: totals.failed > 0 ? "bad" : ""),
      tile("Skipped", last.map { PageText.count($0.skipped) }),
      tile("Dropped", last.map { PageText.count($0.dropped) }),
      tile("Not started", last.map { PageText.count($0.notStarted) }),
      tile("Time", isTimed ? PageText.duration(contents.timed.duration) : nil),
      tile("Images/s", isTimed ? PageText.short(rate) : nil),
      tile("Read", PageText.bytes(totals.bytesIn)),
      tile("Written", PageText.bytes(totals.bytesOut), more: share),
    ])
  }

  /// Returns a tile with a name and a value; `nil` if the report does not record it.
  private func tile(
    _ name: String, _ value: String?, style: String = "", more: String = ""
  ) -> HTML {
    let addition: HTML = more.isEmpty ? "" : " <small>\(more)</small>"
    return """
      <div><dt>\(name)</dt><dd class="\(value == nil ? "unknown" : style)">\(value ?? "unknown")\(addition)</dd></div>

      """
  }

  /// Explanations of the numbers, and warnings about an incomplete report.
  private var remarks: HTML {
    var remarks: [HTML] = []
    if contents.runCount > 1 {
      remarks.append(
        """
        <p class="hint">Each file counts by its last record. Skipped, dropped and not started are the last run's; time \
        and rate are of all runs that wrote a summary.</p>

        """)
    }
    if last == nil {
      remarks.append(
        """
        <p class="alarm">The last run wrote no summary: it goes on, or was killed. What it left can be done with \
        --resume.</p>

        """)
    }
    if contents.unreadable > 0 {
      let lines = PageText.count(contents.unreadable, "line", "lines")
      remarks.append(
        """
        <p class="alarm">\(lines) of the report cannot be understood, as when a process dies while it writes. The \
        records there are not counted.</p>

        """)
    }
    return HTML.joined(remarks)
  }
}
