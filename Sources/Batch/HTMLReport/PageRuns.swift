// SPDX-License-Identifier: Apache-2.0

/// The section of a page about the runs of a report: a block for each, the last one open.
struct PageRuns {
  private let contents: ReportContents

  init(_ contents: ReportContents) { self.contents = contents }

  var html: HTML {
    let runs = contents.runs
    let first = contents.runCount - runs.count + 1
    let blocks = runs.enumerated().map { index, run in
      PageRuns.block(
        run, name: contents.runCount == 1 ? "" : "Run \(first + index)",
        isLast: index == runs.count - 1)
    }
    let left: HTML =
      first == 1
      ? ""
      : "<p class=\"hint\">The last \(runs.count) of \(PageText.count(contents.runCount)) runs.</p>\n"
    return """
      <section aria-labelledby="runs">
      <h2 id="runs">\(contents.runCount == 1 ? "Run" : "Runs")</h2>
      \(left)\(HTML.joined(blocks))</section>

      """
  }

  private static func block(_ run: RecordedRun, name: String, isLast: Bool) -> HTML {
    let end = RunEnd(run.summary)
    let counts = "\(PageText.count(run.done)) done, \(PageText.count(run.failed)) failed"
    return """
      <details\(isLast ? " open" : "")><summary>\(name) \(PageText.moment(run.started)) \
      <span>\(counts); \(end.word.lowercased())</span></summary>
      <dl class="facts">
      \(facts(of: run))</dl>
      </details>

      """
  }

  private static func facts(of run: RecordedRun) -> HTML {
    let left: HTML =
      run.wordsLeft == 0 ? "" : " … and \(PageText.count(run.wordsLeft, "more word", "more words"))"
    var facts: [(String, HTML)] = [
      ("Command", "<code>\(run.command)</code>\(left)"),
      ("Directory", "<code>\(run.directory)</code>"),
      ("Planned", "\(run.jobs.map { PageText.count($0, "image", "images") } ?? "unknown")"),
    ]
    if let summary = run.summary {
      let counts = [
        (summary.done, "done"), (summary.failed, "failed"), (summary.skipped, "skipped"),
        (summary.dropped, "dropped"), (summary.notStarted, "not started"),
      ].map { "\(PageText.count($0.0)) \($0.1)" }.joined(separator: ", ")
      let limit = summary.limit.map { ", \($0)" } ?? ""
      facts.append(("Summary", "\(counts + limit), in \(PageText.duration(summary.duration))"))
    }
    facts.append(("Recipe", "<code>\(run.recipe)</code>"))
    facts.append(("Version", "\(run.version)"))
    return HTML.joined(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as HTML })
  }
}
