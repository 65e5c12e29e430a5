// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// A report as one HTML page that needs nothing else: no script, no network, no other file.
///
/// The page is written as it is made.  Beside 16 bytes for each file of the report (about 100 while
/// it is read) it needs the memory of a few images in hand.
public struct ReportPage: Sendable {
  /// The report's name.
  public let report: String
  /// The version of imgconv that the page names.
  public var version = ""
  /// The most files that are shown with thumbnails: the first that were done.
  public var thumbnails = 200
  /// The most rows of each table; what is left out is said.
  public var rows = 1000
  /// The most files that are read at once.
  public var threads = System.processors

  /// What became of the files, and how many have thumbnails.
  public struct Result: Hashable, Sendable {
    /// The number of files whose last record says that they were done.
    public let done: Int
    /// The number of files whose last record says that they failed.
    public let failed: Int
    /// The number of files that are shown with thumbnails, or the reason why there are none.
    public let shown: Int
  }

  /// A page of a report.
  public init(_ report: String) { self.report = report }

  /// Writes the page.
  ///
  /// - Throws: `.unreadable` if there is no such report; `.cannotCreate`, also if the output is the report or a file that
  ///   it names; `.readWrite`.
  public func write(to output: Output) throws(FileError) -> Result {
    var guarded = PageGuard(output, report: report)
    try guarded.checkReport()
    let contents = try ReportContents(report) { record throws(FileError) in
      try guarded.check(record)
    }
    let file = try PageFile(output)
    try file.write(PageFrame.beginning(title: "imgconv report: \(report)"))
    try file.write(PageSummary(contents, report: report).html)
    try file.write(PageRuns(contents).html)
    try PageFailures(contents, rows: rows).write(to: file)
    let files = PageFiles(contents, thumbnails: thumbnails, rows: rows, threads: threads)
    try files.write(to: file)
    try file.write(PageFrame.end(version: version, report: report))
    try file.commit()
    return Result(
      done: contents.totals.done, failed: contents.totals.failed, shown: files.pictured.count)
  }
}
