// SPDX-License-Identifier: Apache-2.0

public import ImageFiles
private import Synchronization

/// How jobs are done: a conversion, threads, and what ends or records the run.
public struct BatchRun: Sendable {
  /// What is done to each file.
  public var conversion: Conversion
  /// The maximum number of files in hand at once; never more than processors.
  ///
  /// The default is the number of processors that this process may use, by its affinity and its control group's quota.
  public var threads = System.processors
  /// How many files may fail: no file is started once as many have; nil: any number.
  public var maxErrors: Int?
  /// Where the outcomes are recorded.
  public var report: ReportFile?
  /// What an earlier run has done: such files are skipped if they still stand.
  public var earlier: ReportIndex?
  /// Gets the counts whenever they change, one call at a time.
  public var watch: (@Sendable (Summary) -> Void)?

  /// A run by a conversion; all else as the defaults above say.
  public init(_ conversion: Conversion) {
    self.conversion = conversion
    self.conversion.stop = conversion.stop ?? StopSwitch()
  }

  /// Does all jobs, each in one thread, or in several if there are fewer than processors.
  ///
  /// A file that fails stops no other, unless `maxErrors` says so.  `body` gets every outcome as it
  /// happens, one call at a time; those of files that were skipped or not started are only counted.
  ///
  /// - Parameters:
  ///   - unusable: what the plan found and could not make a job of; it counts as failed.
  ///   - makesFolders: whether the folders of outputs are made where there are none.
  ///   - record: the first record of the report, if there is one.
  public func run(
    _ jobs: some RandomAccessCollection<Job> & Sendable, unusable: [FileError] = [],
    makesFolders: Bool = true,
    record: RunRecord? = nil, _ body: @escaping @Sendable (Outcome) -> Void
  ) -> Summary {
    let run = prepared(for: jobs.count)
    let start = ContinuousClock.now
    if let record { report?.append(record.json, isFlushed: true) }
    let desk = Desk(run, recipe: record?.recipe ?? "", body)
    for error in unusable { desk.take(Outcome(nil, failedBy: error)) }
    let folders = OutputFolders(areMade: makesFolders)
    Workers.run(count: jobs.count, threads: threads) { index in
      run.work(on: jobs[jobs.index(jobs.startIndex, offsetBy: index)], at: desk, folders)
    }
    folders.flush()
    let summary = desk.summary
    report?.append(
      SummaryRecord(
        status: endStatus(summary), summary: summary, duration: ContinuousClock.now - start
      ).json,
      isFlushed: true)
    return summary
  }

  /// The same for so many jobs: it takes checksums where there is a report to hold them, and gives
  /// the threads that have no image of their own to those that have.
  private func prepared(for jobs: Int) -> BatchRun {
    var run = self
    run.conversion.takesChecksum = report != nil
    run.conversion.threads = max(1, min(threads, System.processors) / max(1, jobs))
    return run
  }

  /// Does one job, or finds that there is nothing to do.
  private func work(on job: Job, at desk: Desk, _ folders: OutputFolders) {
    if conversion.stop?.isOn == true || desk.isClosed { return desk.leave() }
    if earlier?.covers(job) == true { return desk.skip() }
    do throws(Folder.Failure) {
      // Nothing is created for an input that is not there.
      if job.input.mayExist { try folders.prepare(for: job.output) }
    } catch {
      let reason = error.reason(creating: Path(job.output.name))
      let error = FileError(.cannotCreate, path: job.output.name, reason: reason)
      return desk.take(Outcome(job, failedBy: error))
    }
    desk.take(Outcome(job, by: conversion))
  }

  private func endStatus(_ summary: Summary) -> SummaryRecord.Status {
    if conversion.stop?.isOn == true { return .interrupted }
    return summary.notStarted > 0 ? .stopped : .complete
  }
}

/// Where all workers hand in their outcomes.
private final class Desk: Sendable {
  private let counted = Mutex(Summary())
  private let report: ReportFile?
  private let recipe: String
  private let maxErrors: Int?
  private let watch: (@Sendable (Summary) -> Void)?
  private let body: @Sendable (Outcome) -> Void

  init(_ run: BatchRun, recipe: String, _ body: @escaping @Sendable (Outcome) -> Void) {
    report = run.report
    maxErrors = run.maxErrors
    watch = run.watch
    self.recipe = recipe
    self.body = body
  }

  var summary: Summary { counted.withLock { $0 } }

  /// Whether too many files have failed to go on.
  var isClosed: Bool {
    guard let maxErrors else { return false }
    return counted.withLock { $0.failed >= maxErrors }
  }

  func take(_ outcome: Outcome) {
    count { summary in
      summary.add(outcome)
      // Nothing became of a file that was dropped.
      if outcome.status != .interrupted {
        report?.append(FileRecord(outcome, recipe: recipe).json)
      }
      body(outcome)
    }
  }

  func skip() { count { $0.skipped += 1 } }

  func leave() { count { $0.notStarted += 1 } }

  private func count(_ change: (inout Summary) -> Void) {
    counted.withLock { summary in
      change(&summary)
      watch?(summary)
    }
  }
}

extension Input {
  /// Whether there may be something to read; standard input always counts.
  fileprivate var mayExist: Bool {
    if case .path(let path) = self { Folder.isTaken(path) } else { true }
  }
}
