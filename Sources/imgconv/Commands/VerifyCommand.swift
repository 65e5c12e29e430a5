// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// `imgconv verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify that every output recorded in a report is still intact.",
    usage: "imgconv verify [options] REPORT",
    discussion: """
      For each file's last record: the output exists, has the recorded size and CRC-32, and decodes to its end; the \
      input has the recorded size and time. One line is printed for each fault. Relative names start from the \
      current directory, so run it where the batch ran.

      EXAMPLES
        imgconv blur --report run.jsonl photos/ soft/
        imgconv verify run.jsonl

      EXIT CODES
        0  everything is intact
        1  a file has a fault, had failed, or the run was not finished
        The others are those of every command.
      """)

  @Argument(
    help: ArgumentHelp("A report that --report wrote.", valueName: "report"),
    completion: .file())
  var report: String

  @Option(
    name: [.long, .customShort("j", allowingJoined: true)],
    help: ArgumentHelp("Max files at once. (default: one per CPU)", valueName: "n"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "Print faults only.")
  var quiet = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be positive") }
  }

  func run() throws {
    var verification = Verification(report)
    if let jobs { verification.threads = jobs }
    let result = try verification.run { Console.printMessage(Advice.message(for: $0)) }
    if !quiet {
      Console.printMessage(
        "\(result.good) good, \(result.faults) \(result.faults == 1 ? "fault" : "faults")")
    }
    if result.faults > 0 { try RunStatus.someFailed.endCommand() }
  }
}
