// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

/// A dry run: prints what a run would do.
struct DryRun {
  /// Whether only files that cannot be converted are printed.
  let isQuiet: Bool

  /// Prints a line for each file and a last line, with totals for a batch, to standard output.
  ///
  /// - Returns: the exit status of a run in which nothing else fails.
  func perform(_ work: Work, by conversion: Conversion) -> RunStatus {
    switch work {
    case .skipped: return printLast("0 would be written, 1 skipped", .success)
    case .single(let job, _):
      let result = DryRunResult(job, of: conversion)
      let printed = print(result)
      return printed == .success ? printLast(nil, result.status) : printed
    case .batch(let plan): return perform(plan, by: conversion)
    }
  }

  private func perform(_ plan: Plan, by conversion: Conversion) -> RunStatus {
    var printed = RunStatus.success
    for error in plan.unusable { printed = Console.printOutput(DryRun.line(error)) }
    let counts = plan.dryRun(conversion) { result in
      if printed == .success { printed = print(result) }
    }
    if printed != .success { return printed }
    let status = plan.status(done: counts.possible, failed: counts.impossible)
    if status == .noInput { Report.printNoImages(plan) }
    if status == .noInput { return status }
    let others = plan.otherFiles > 0 ? ", \(plan.otherFiles) \(Report.ignored(plan))" : ""
    return printLast(
      "\(counts.possible) would be written, \(counts.impossible) cannot, \(plan.skipped) skipped\(others)",
      status)
  }

  /// Prints the last line, which says that nothing was written; returns the exit status.
  private func printLast(_ counts: String?, _ status: RunStatus) -> RunStatus {
    if isQuiet { return status }
    let printed = Console.printOutput(
      "dry run: nothing written"
        + (counts.map { "; \($0); exit code \(status.rawValue)" } ?? "") + "\n")
    return printed == .success ? status : printed
  }

  private func print(_ result: DryRunResult) -> RunStatus {
    switch result.result {
    case .failure(let error): return Console.printOutput(DryRun.line(error))
    case .success(let preview):
      if isQuiet { return .success }
      let names = "\(result.job.input.name) -> \(result.job.output.name)"
      return Console.printOutput(
        Console.printable("\(names): \(preview.input) to \(preview.output)")
          + ", \(preview.bytesHeld / 1024) KiB of samples held\n")
    }
  }

  private static func line(_ error: FileError) -> String {
    Console.printable("cannot: \(Advice.text(of: error))") + "\n"
  }
}
