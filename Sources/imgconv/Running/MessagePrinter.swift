// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Locking

/// A printer of messages about outcomes.
struct MessagePrinter {
  /// Whether only errors are printed.
  let isQuiet: Bool
  /// Whether a line is printed for every file.
  let isVerbose: Bool

  /// Whether there is only one file, and so no last line.
  var isAlone = false

  let notes = SharedNotes()

  /// Creates a printer; notes are kept until the end of a batch.
  init(isQuiet: Bool, isVerbose: Bool) {
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
  }

  /// Prints one line for a failure, the notes of a single image, and shapes and time if verbose.
  func print(_ outcome: Outcome) {
    let name = outcome.job?.input.name ?? ""
    switch outcome.result {
    case .failure(let error):
      // The last line counts the files that a signal interrupted.
      if error.kind != .interrupted || isAlone { print(error) }
    case .success(let result):
      if isQuiet { return }
      printWarning(on: result, of: name)
      if isAlone {
        for note in Advice.notes(on: result) {
          MessagePrinter.printNote("\(name): note: \(note)")
        }
      } else {
        notes.add(Advice.notes(on: result), of: name)
      }
      if isVerbose {
        for detail in result.details { Console.printMessage("\(name): \(detail)") }
        Console.printMessage(
          "\(name): \(Console.shapes(result.batchSize, result.input, result.output)) in "
            + Console.text(outcome.duration))
      }
    }
  }

  /// Prints one line for an error, unless the reader closed the pipe.
  func print(_ error: FileError) { Console.printError(error) }

  /// Prints a line for a damaged file that was converted as far as possible.
  func printWarning(on result: ConversionResult, of name: String) {
    guard let note = result.salvageNote else { return }
    Console.printMessage("\(name): warning: \(note)", color: .yellow)
  }

  static func printNote(_ line: String) { Console.printMessage(line, color: .yellow) }

  /// Prints the notes of a batch, each shared note once, and the last line.
  func print(
    _ summary: Summary, of plan: Plan, after duration: Duration, isInterrupted: Bool
  ) {
    if !isQuiet { notes.lines.forEach(MessagePrinter.printNote) }
    let done = summary.done + summary.skipped
    if plan.status(done: done, failed: summary.failed) == .noInput && !isInterrupted {
      MessagePrinter.printNoImages(plan)
    } else if !isQuiet {
      let parts = [
        (summary.salvaged, "salvaged"), (plan.skipped + summary.skipped, "skipped"),
        (summary.dropped, "dropped"),
        (summary.notStarted, "not started"), (plan.otherFiles, MessagePrinter.ignored(plan)),
      ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
      let start = isInterrupted ? "interrupted: " : ""
      Console.printMessage(
        "\(start)\(summary.done) done, \(summary.failed) failed\(parts)"
          + (plan.limit.map { ", \($0)" } ?? "") + ", in \(Console.text(duration))"
      )
    }
  }

  /// Returns the words for files of other kinds, without their number.
  static func ignored(_ plan: Plan) -> String {
    plan.otherFiles == 1 ? "other file ignored" : "other files ignored"
  }

  /// Prints the only line of a batch without files.
  static func printNoImages(_ plan: Plan) {
    let endings = Plan.extensions.joined(separator: ", ")
    Console.printMessage(
      (plan.inputDirectory.map { $0 + ": " } ?? "") + "no images (\(endings), or --include) found"
        + (plan.otherFiles > 0 ? ", \(plan.otherFiles) \(ignored(plan))" : ""))
  }
}
