// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

/// Tells the user what happened.
struct Report {
  /// Whether only errors are told.
  let isQuiet: Bool
  /// Whether every file has its line.
  let isVerbose: Bool

  /// One line for a failure; the notes of a success, and its shapes and time where asked for.
  func print(_ outcome: Outcome) {
    let name = outcome.job?.input.name ?? ""
    switch outcome.result {
    case .failure(let error):
      Console.printMessage("\(error)")
    case .success(let result):
      if isQuiet { return }
      for note in result.notes { Console.printMessage("\(name): note: \(note)") }
      if isVerbose {
        Console.printMessage(
          "\(name): \(result.input) to \(result.output) in \(Console.text(outcome.duration))")
      }
    }
  }

  /// The last line of a batch.
  func print(_ summary: Summary, of plan: Plan, after duration: Duration) {
    if plan.status(done: summary.done, failed: summary.failed) == .noInput {
      Report.printNoImages(plan)
    } else if !isQuiet {
      let skipped = plan.skipped > 0 ? "\(plan.skipped) skipped, " : ""
      Console.printMessage(
        "\(summary.done) done, \(summary.failed) failed, \(skipped)in \(Console.text(duration))")
    }
  }

  /// The only line of a batch without files.
  static func printNoImages(_ plan: Plan) {
    let endings = Plan.extensions.joined(separator: ", ")
    Console.printMessage(
      (plan.inputFolder.map { $0 + ": " } ?? "") + "no images (\(endings), or --include) found")
  }
}
