// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

extension MessagePrinter {
  /// Prints one line for the failure of a member, and shapes and time if verbose; keeps its notes.
  func print(_ outcome: MemberOutcome, of job: Job) {
    switch outcome.result {
    case .failure(let error): print(error)
    case .success(let result):
      if isQuiet { return }
      let name = "\(job.input.name): \(Path(bytes: outcome.name).text)"
      printWarning(on: result, of: name)
      notes.add(Advice.notes(on: result), of: name)
      if !isVerbose { return }
      for detail in result.details { Console.printMessage("\(name): \(detail)") }
      Console.printMessage(
        "\(name): \(Console.shapes(result.batchSize, result.input, result.output)) in "
          + Console.text(outcome.duration))
    }
  }

  /// Prints the notes of an archive, each shared note once, and the last line, or why the archive failed.
  func print(_ end: ArchiveBatch.End, of job: Job, after duration: Duration) {
    if !isQuiet { notes.lines.forEach(MessagePrinter.printNote) }
    switch end {
    case .failed(let error): print(error)
    case .skipped: printLast("0 done, 0 failed, 1 skipped", after: duration)
    case .done(let summary):
      if !isQuiet {
        for note in summary.notes { MessagePrinter.printNote("\(job.input.name): note: \(note)") }
      }
      let stopped = summary.isStopped ? "stopped, nothing written: " : ""
      printLast(
        "\(stopped)\(summary.done) done, \(summary.failed) failed, \(summary.copied) copied",
        after: duration)
    }
  }

  private func printLast(_ counts: String, after duration: Duration) {
    if !isQuiet { Console.printMessage("\(counts), in \(Console.text(duration))") }
  }
}
