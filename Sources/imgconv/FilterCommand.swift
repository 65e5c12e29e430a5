// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Filters
import ImageFiles

/// A command that filters images: it only says with which filter.
protocol FilterCommand: ParsableCommand {
  /// The options of every filter.
  var shared: SharedOptions { get }

  /// The filter that the command's own options describe.
  ///
  /// - Throws: `ValidationError` for options that do not go together.
  func filter() throws -> Filter
}

extension FilterCommand {
  /// Checks the filter's numbers, so that a wrong one is found before any file is opened.
  func validate() throws {
    do {
      try filter().validate()
    } catch let error as FilterError {
      throw ValidationError("\(error)")
    }
  }

  /// Does the work; every ending but success is thrown as an `ExitCode`, its message printed.
  func run() throws {
    let status: RunStatus
    do {
      let work = try Work(shared.paths, format: shared.format)
      status = try perform(work, by: shared.conversion(filter()))
    } catch let error as FileError {
      Console.printMessage("\(error)")
      status = RunStatus(error.kind)
    } catch let error as PlanError {
      Console.printMessage("\(error)")
      status = error.status
    }
    if status != .success { throw ExitCode(status.rawValue) }
  }

  private func perform(_ work: Work, by conversion: Conversion) throws -> RunStatus {
    let report = Report(isQuiet: shared.quiet, isVerbose: shared.verbose)
    switch work {
    case .single(let job):
      let outcome = Outcome(job, by: conversion)
      report.print(outcome)
      return outcome.status
    case .batch(let plan):
      let start = ContinuousClock.now
      let summary = try plan.run(conversion, threads: shared.jobs ?? .max) { report.print($0) }
      report.print(summary, of: plan, after: ContinuousClock.now - start)
      return summary.status
    }
  }
}

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
    if summary.status == .noInput {
      let endings = Plan.extensions.joined(separator: ", ")
      Console.printMessage("\(plan.inputFolder ?? "-"): no images (\(endings)) found")
    } else if !isQuiet {
      Console.printMessage(
        "\(summary.done) done, \(summary.failed) failed, in \(Console.text(duration))")
    }
  }
}
