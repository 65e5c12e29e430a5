// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// A report as one self-contained HTML page: no network, no other file, and a script that only sorts
/// tables and enlarges pictures.
///
/// The page is written piece by piece.  Besides 32 bytes for each file of the report (about 120
/// while it is read), it needs only the memory for the few images in progress.
package struct ReportPage: Sendable {
  /// The report's name.
  package let report: String
  /// The version of imgconv that the page names.
  package var version = ""
  /// The maximum number of files shown with thumbnails: the first ones that are done.
  package var thumbnails = 200
  /// The maximum length of the longer side of an enlarged picture, in pixels; up to that of a thumbnail, there are
  /// none.
  package var enlarged = 640
  /// The maximum number of rows of each table; the page says how many are left out.
  package var rows = 1000
  /// The maximum number of files that are read at once.
  package var threads = System.processors
  /// The set that the temporary file of the page belongs to until it is complete.
  package var temporaries = Temporaries()

  /// The counts of files on a page.
  package struct Result: Hashable, Sendable {
    /// The number of files whose last record says that they are done.
    package let done: Int
    /// The number of files whose last record says that they failed.
    package let failed: Int
    /// The number of files shown with thumbnails, or with the reason why there are none.
    package let shown: Int
  }

  /// Creates a page for a report.
  package init(_ report: String) { self.report = report }

  /// Writes the page.
  ///
  /// - Throws: `.unreadable` if there is no such report; `.cannotCreate`, also if the output is the report or a file
  ///   that it names; `.readWrite`.
  package func write(to output: Output) throws(FileError) -> Result {
    var guarded = PageGuard(output, report: report)
    try guarded.checkReport()
    let contents = try ReportContents(report) { record throws(FileError) in
      try guarded.check(record)
    }
    let file = try PageFile(output, temporaries: temporaries)
    try file.write(PageFrame.beginning(title: "imgconv report: \(report)"))
    try file.write(PageSummary(contents, report: report).html)
    try file.write(PageRuns(contents).html)
    try PageFailures(contents, rows: rows).write(to: file)
    let files = PageFiles(
      contents, thumbnails: thumbnails, enlarged: enlarged, rows: rows, threads: threads)
    try files.write(to: file)
    try file.write(PageFrame.end(version: version, report: report))
    try file.commit()
    return Result(
      done: contents.totals.done, failed: contents.totals.failed, shown: files.pictured.count)
  }
}
