// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

/// Tells the user what happened.
struct Report {
  /// Whether only errors are told.
  let isQuiet: Bool
  /// Whether every file has its line.
  let isVerbose: Bool

  /// Whether there is one file only, and no last line.
  var isAlone = false

  /// One line for a failure; the notes of a success, and its shapes and time where asked for.
  func print(_ outcome: Outcome) {
    let name = outcome.job?.input.name ?? ""
    switch outcome.result {
    case .failure(let error):
      // The files that a signal left are counted in the last line.
      if error.kind != .interrupted || isAlone { print(error) }
    case .success(let result):
      if isQuiet { return }
      for note in result.notes {
        Console.printMessage("\(name): note: \(note)", color: .yellow)
      }
      if isVerbose {
        for detail in result.details { Console.printMessage("\(name): \(detail)") }
        Console.printMessage(
          "\(name): \(result.input) to \(result.output) in \(Console.text(outcome.duration))")
      }
    }
  }

  /// One line, unless nobody is left to read on.
  func print(_ error: FileError) {
    if error.kind != .readerGone { Console.printError(error) }
  }

  /// The last line of a batch.
  func print(
    _ summary: Summary, of plan: Plan, after duration: Duration, isInterrupted: Bool
  ) {
    let done = summary.done + summary.skipped
    if plan.status(done: done, failed: summary.failed) == .noInput && !isInterrupted {
      Report.printNoImages(plan)
    } else if !isQuiet {
      let parts = [
        (plan.skipped + summary.skipped, "skipped"), (summary.dropped, "dropped"),
        (summary.notStarted, "not started"),
      ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
      let start = isInterrupted ? "interrupted: " : ""
      Console.printMessage(
        "\(start)\(summary.done) done, \(summary.failed) failed\(parts), in \(Console.text(duration))"
      )
    }
  }

  /// The only line of a batch without files.
  static func printNoImages(_ plan: Plan) {
    let endings = Plan.extensions.joined(separator: ", ")
    Console.printMessage(
      (plan.inputFolder.map { $0 + ": " } ?? "") + "no images (\(endings), or --include) found")
  }
}
