// SPDX-License-Identifier: Apache-2.0

public import ImageFiles
private import Locking

/// The settings of a batch: its conversion, its threads, and what stops or records the run.
public struct BatchRun: Sendable {
  /// The conversion that each file goes through.
  public var conversion: Conversion
  /// The maximum number of files in progress at once; never more than the number of processors.
  ///
  /// The default is the number of processors that this process may use, by its affinity and its control group's quota.
  public var threads = System.processors
  /// The number of failures after which no new file is started; `nil` for no limit.
  public var maxErrors: Int?
  /// The report that records the outcomes.
  public var report: ReportFile?
  /// The results of an earlier run: files that it completed are skipped if they are still intact.
  public var earlier: ReportIndex?
  /// A closure that receives the counts whenever they change, one call at a time.
  public var watch: (@Sendable (Summary) -> Void)?

  /// Creates a run of a conversion, with the defaults above for everything else.
  public init(_ conversion: Conversion) {
    self.conversion = conversion
    self.conversion.stop = conversion.stop ?? CancellationFlag()
  }

  /// Runs all jobs, each in one thread, or in several if there are fewer jobs than processors.
  ///
  /// A failed file does not stop the others, unless `maxErrors` is reached.  `body` receives every
  /// outcome as it happens, one call at a time; files skipped or not started are only counted.
  ///
  /// - Parameters:
  ///   - unusable: files that the plan found but could not turn into jobs; they count as failed.
  ///   - makesDirectories: whether missing output directories are created.
  ///   - record: the first record of the report, if there is a report.
  public func run(
    _ jobs: some RandomAccessCollection<Job> & Sendable, unusable: [FileError] = [],
    makesDirectories: Bool = true,
    record: RunRecord? = nil, _ body: @escaping @Sendable (Outcome) -> Void
  ) -> Summary {
    let run = prepared(for: jobs.count)
    let start = ContinuousClock.now
    if let record { report?.append(record.json, isFlushed: true) }
    let collector = OutcomeCollector(run, recipe: record?.recipe ?? "", body)
    for error in unusable { collector.take(Outcome(nil, failedBy: error)) }
    let directories = OutputDirectories(areMade: makesDirectories)
    Workers.run(count: jobs.count, threads: threads) { index in
      run.work(on: jobs[jobs.index(jobs.startIndex, offsetBy: index)], at: collector, directories)
    }
    directories.flush()
    let summary = collector.summary
    report?.append(
      SummaryRecord(
        status: endStatus(summary), summary: summary, duration: ContinuousClock.now - start
      ).json,
      isFlushed: true)
    return summary
  }

  /// Returns this run adjusted to a number of jobs: it takes checksums if there is a report to hold
  /// them, and if there are fewer jobs than threads, it gives each job several threads.
  private func prepared(for jobs: Int) -> BatchRun {
    var run = self
    run.conversion.takesChecksum = report != nil
    run.conversion.threads = max(1, min(threads, System.processors) / max(1, jobs))
    return run
  }

  /// Runs one job, or finds that there is nothing to do.
  private func work(on job: Job, at collector: OutcomeCollector, _ directories: OutputDirectories) {
    if conversion.stop?.isOn == true || collector.isClosed { return collector.leave() }
    if earlier?.covers(job) == true { return collector.skip() }
    do throws(Directory.Failure) {
      // Nothing is created for a missing input.
      if job.input.mayExist { try directories.prepare(for: job.output) }
    } catch {
      let reason = error.reason(creating: Path(job.output.name))
      let error = FileError(.cannotCreate, path: job.output.name, reason: reason)
      return collector.take(Outcome(job, failedBy: error))
    }
    collector.take(Outcome(job, by: conversion))
  }

  private func endStatus(_ summary: Summary) -> SummaryRecord.Status {
    if conversion.stop?.isOn == true { return .interrupted }
    return summary.notStarted > 0 ? .stopped : .complete
  }
}

/// A collector for the outcomes of all workers.
private final class OutcomeCollector: Sendable {
  private let counted = Locked(Summary())
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

  /// Whether too many files have failed for a new one to start.
  var isClosed: Bool {
    guard let maxErrors else { return false }
    return counted.withLock { $0.failed >= maxErrors }
  }

  func take(_ outcome: Outcome) {
    count { summary in
      summary.add(outcome)
      // An interrupted file has no result to record.
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
  /// Whether the input may exist; always true for standard input.
  fileprivate var mayExist: Bool {
    if case .path(let path) = self { Directory.isTaken(path) } else { true }
  }
}
