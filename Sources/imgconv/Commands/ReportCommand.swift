// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Descriptions
import ImageFiles

/// `imgconv report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make a web page from a batch report.",
    usage: "imgconv report [options] REPORT --html OUT.html",
    discussion: """
      One file that needs no network and no other file: the sums of all runs, the files that failed, by kind, and the \
      files that were done, in the order of the plan, the first of them with thumbnails of input and output. A click \
      on a column's name sorts by it, and one on a thumbnail enlarges it. A picture that is gone, was changed since or cannot be decoded is not shown; the page says why. Relative names start from the \
      current directory, so run it where the batch ran.

      EXAMPLES
        imgconv blur --report run.jsonl photos/ soft/
        imgconv report run.jsonl --html run.html
        imgconv report run.jsonl --html - --thumbnails 0 > numbers.html

      EXIT CODES
        0  the page was written, whatever the report says
        The others are those of every command.
      """)

  @Argument(
    help: ArgumentHelp("A report that --report wrote.", valueName: "report"), completion: .file())
  var report: String

  @Option(
    help: ArgumentHelp("The page to write; - is standard output.", valueName: "out.html"),
    completion: .file(extensions: ["html"]))
  var html: String

  @Option(
    help: ArgumentHelp(
      "Max files with thumbnails; 0 for none.", valueName: "n"))
  var thumbnails = 200

  @Option(
    help: ArgumentHelp(
      "Max side of an enlarged picture, in pixels; 0 for thumbnails only.", valueName: "pixels"))
  var enlarged = 640

  @Option(help: ArgumentHelp("Max rows of each other table.", valueName: "n"))
  var rows = 1000

  @Option(
    name: [.long, .customShort("j", allowingJoined: true)],
    help: ArgumentHelp("Max files at once. (default: one per CPU)", valueName: "n"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  func validate() throws {
    if html.isEmpty { throw ValidationError("--html needs a file's name") }
    if thumbnails < 0 {
      throw ValidationError("--thumbnails is \(thumbnails); it must not be negative")
    }
    if !(0...4096).contains(enlarged) {
      throw ValidationError("--enlarged is \(enlarged); it must be from 0 to 4096")
    }
    if rows < 0 { throw ValidationError("--rows is \(rows); it must not be negative") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be positive") }
  }

  func run() throws {
    // A signal ends the process immediately, without writing the page.
    let temporaries = Temporaries()
    Signals(stop: CancellationFlag(), temporaries: temporaries, grace: .zero).start()
    var page = ReportPage(report)
    page.temporaries = temporaries
    page.version = Release.version
    page.thumbnails = thumbnails
    page.enlarged = enlarged
    page.rows = rows
    if let jobs { page.threads = jobs }
    let result = try page.write(to: html == "-" ? .standardOutput : .path(html))
    if !quiet && html != "-" {
      Console.printMessage(
        "\(html): \(result.done) done, \(result.failed) failed; \(result.shown) with thumbnails")
    }
  }
}
