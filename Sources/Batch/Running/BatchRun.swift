// SPDX-License-Identifier: Apache-2.0

package import ImageFiles
private import Locking

/// The settings of a batch: its conversion, its threads, and what stops or records the run.
package struct BatchRun: Sendable {
  /// The conversion that each file goes through.
  package var conversion: Conversion
  /// The maximum number of files in progress at once; never more than the number of processors.
  ///
  /// The default is the number of processors that this process may use, by its affinity and its control group's quota.
  package var threads = System.processors
  /// The number of failures after which no new file is started; `nil` for no limit.
  package var maxErrors: Int?
  /// The report that records the outcomes.
  package var report: ReportFile?
  /// The results of an earlier run: files that it completed are skipped if they are still intact.
  package var earlier: ReportIndex?
  /// The part of the plan that the run was limited to; `nil` for all of it.
  package var limit: PlanLimit?
  /// A closure that receives the counts whenever they change, one call at a time.
  package var watch: (@Sendable (Summary) -> Void)?

  /// Creates a run of a conversion, with the defaults above for everything else.
  package init(_ conversion: Conversion) {
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
  ///   - place: returns the position in the plan of the job with an index from 0.
  package func run(
    _ jobs: some RandomAccessCollection<Job> & Sendable, unusable: [FileError] = [],
    makesDirectories: Bool = true,
    record: RunRecord? = nil, place: @escaping @Sendable (Int) -> Int = { $0 },
    _ body: @escaping @Sendable (Outcome) -> Void
  ) -> Summary {
    let run = prepared(for: jobs.count)
    let start = ContinuousClock.now
    if let record { report?.append(record.json, isImportant: true) }
    let collector = OutcomeCollector(run, recipe: record?.recipe ?? "", body)
    for error in unusable { collector.take(.failure(of: nil, error)) }
    let directories = OutputDirectories(areMade: makesDirectories)
    Workers.run(count: jobs.count, threads: min(threads, System.processors)) { index in
      let job = jobs[jobs.index(jobs.startIndex, offsetBy: index)]
      run.work(on: job, place: place(index), at: collector, directories)
    }
    if conversion.flushesOutputs { directories.flush() }
    let summary = collector.summary
    report?.append(
      SummaryRecord(
        status: endStatus(summary), summary: summary, limit: limit,
        duration: ContinuousClock.now - start
      ).json,
      isImportant: true)
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
  private func work(
    on job: Job, place: Int, at collector: OutcomeCollector, _ directories: OutputDirectories
  ) {
    if conversion.stop?.isOn == true || collector.isClosed { return collector.leave() }
    if earlier?.covers(job) == true { return collector.skip() }
    do throws(System.Failure) {
      // Nothing is created for a missing input.
      if job.input.mayExist { try directories.prepare(for: job.output) }
    } catch {
      let reason = error.reason(creating: Path(job.output.name))
      let error = FileError(.cannotCreate, path: job.output.name, reason: reason)
      return collector.take(.failure(of: job, error), place: place)
    }
    collector.take(job.run(conversion), place: place)
  }

  private func endStatus(_ summary: Summary) -> SummaryRecord.Status {
    if conversion.stop?.isOn == true { return .interrupted }
    return summary.notStarted > 0 ? .stopped : .complete
  }
}

extension Input {
  /// Whether the input may exist; always true for standard input.
  package var mayExist: Bool {
    if case .path(let path) = self { Directory.isTaken(path) } else { true }
  }
}
