// SPDX-License-Identifier: Apache-2.0

public import ImageFiles
private import Synchronization

extension Plan {
  /// Does all jobs, each in one thread.
  ///
  /// A file that fails stops no other.  `report` gets every outcome as it happens, one call at a time.
  ///
  /// - Throws: `PlanError.outputFolder`; then nothing was done.
  public func run(
    _ conversion: Conversion, threads: Int, report: @escaping @Sendable (Outcome) -> Void
  ) throws(PlanError) -> Summary {
    if !jobs.isEmpty { try makeOutputFolder() }
    let desk = Desk(report)
    for error in unusable { desk.take(Outcome(nil, failedBy: error)) }
    Workers.run(count: jobs.count, threads: threads) { index in
      desk.take(Plan.outcome(of: jobs[index], by: conversion))
    }
    return desk.summary
  }

  /// Makes the output folder if there is none.
  ///
  /// - Throws: `PlanError.outputFolder`.
  public func makeOutputFolder() throws(PlanError) {
    if let outputFolder { try Plan.makeFolder(outputFolder) }
  }

  /// Makes a folder for outputs if there is none.
  ///
  /// - Throws: `PlanError.outputFolder`.
  public static func makeFolder(_ path: Path) throws(PlanError) {
    do {
      try Folder.create(path)
    } catch {
      throw PlanError.outputFolder(path: path.text, reason: error.reason)
    }
  }

  private static func outcome(of job: Job, by conversion: Conversion) -> Outcome {
    if case .path(let path) = job.output {
      do {
        try Folder.create(path.folder)
      } catch {
        return Outcome(
          job, failedBy: FileError(.cannotCreate, path: path.text, reason: error.reason))
      }
    }
    return Outcome(job, by: conversion)
  }
}

/// Where all workers hand in their outcomes.
private final class Desk: Sendable {
  private let counted = Mutex(Summary())
  private let report: @Sendable (Outcome) -> Void

  init(_ report: @escaping @Sendable (Outcome) -> Void) { self.report = report }

  var summary: Summary { counted.withLock { $0 } }

  func take(_ outcome: Outcome) {
    counted.withLock { summary in
      summary.add(outcome)
      report(outcome)
    }
  }
}
