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
  func perform(
    _ work: Work, by conversion: Conversion, _ options: BatchOptions
  ) throws(FileError) -> RunStatus {
    switch work {
    case .skipped: return printLast("0 would be written, 1 skipped", .success)
    case .single(let job, _):
      let result = job.dryRun(conversion)
      let printed = print(result)
      return printed == .success ? printLast(nil, result.status) : printed
    case .batch(let plan): return perform(plan, by: conversion)
    case .archive(let job): return try perform(options.archive(conversion), on: job)
    }
  }

  /// Prints a line for each image of an archive and a last line to standard output.
  ///
  /// - Returns: the exit status of a run in which nothing else fails.
  /// - Throws: `FileError` about the archives.
  func perform(_ archive: ArchiveConversion, on job: Job) throws(FileError) -> RunStatus {
    var printed = RunStatus.success
    let counts = try archive.dryRun(job.input, to: job.output) { member in
      if printed == .success { printed = print(member, of: job) }
    }
    if printed != .success { return printed }
    return printLast(
      "\(counts.possible) would be written, \(counts.impossible) cannot, \(counts.copied) copied",
      counts.impossible > 0 ? .someFailed : .success)
  }

  private func print(_ member: ArchiveConversion.MemberPreview, of job: Job) -> RunStatus {
    let name = "\(job.input.name): \(Path(bytes: member.name).text)"
    switch member.result {
    case .failure(let error):
      let reason = error.path == name ? Advice.reason(for: error) : Advice.message(for: error)
      return DryRun.print("\(name): error: \(reason)")
    case .success(let preview):
      if isQuiet { return .success }
      return DryRun.print("\(name) -> \(Path(bytes: member.output ?? []).text): \(text(preview))")
    }
  }

  private func text(_ preview: ConversionPreview) -> String {
    "\(Console.shapes(preview.batchSize, preview.input, preview.output)), "
      + "\(preview.bytesHeld / 1024) KiB of samples held"
  }

  private func perform(_ plan: Plan, by conversion: Conversion) -> RunStatus {
    var printed = RunStatus.success
    for error in plan.unusable {
      printed = DryRun.print("\(error.path): error: \(Advice.reason(for: error))")
    }
    let counts = plan.dryRun(conversion) { result in
      if printed == .success { printed = print(result) }
    }
    if printed != .success { return printed }
    let status = plan.status(done: counts.possible, failed: counts.impossible)
    if status == .noInput { MessagePrinter.printNoImages(plan) }
    if status == .noInput { return status }
    let others = plan.otherFiles > 0 ? ", \(plan.otherFiles) \(MessagePrinter.ignored(plan))" : ""
    let limit = plan.limit.map { ", \($0)" } ?? ""
    return printLast(
      "\(counts.possible) would be written, \(counts.impossible) cannot, \(plan.skipped) skipped\(others)"
        + limit,
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
    let names = "\(result.job.input.name) -> \(result.job.output.name)"
    switch result.result {
    case .failure(let error):
      let isInput = error.path == result.job.input.name
      let reason = isInput ? Advice.reason(for: error) : Advice.message(for: error)
      return DryRun.print("\(names): error: \(reason)")
    case .success(let preview):
      if isQuiet { return .success }
      return DryRun.print("\(names): \(text(preview))")
    }
  }

  private static func print(_ line: String) -> RunStatus {
    Console.printOutput(Console.printable(line) + "\n")
  }
}
