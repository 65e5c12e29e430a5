// SPDX-License-Identifier: Apache-2.0

package import ImageFiles
private import Locking

/// The conversion of an archive with a report: it records each image and the archive, and skips an archive that an
/// earlier run completed.
package struct ArchiveBatch: Sendable {
  /// The way in which a run ended.
  package enum End: Sendable {
    /// The archive is done and unchanged; nothing was read.
    case skipped
    case done(ArchiveSummary)
    case failed(FileError)
  }

  /// The conversion.
  package var archive: ArchiveConversion
  /// The report that records the outcomes.
  package var report: ReportFile?
  /// The results of an earlier run.
  package var earlier: ReportIndex?

  /// Creates a run without a report.
  package init(_ archive: ArchiveConversion) { self.archive = archive }

  /// Converts an archive.
  ///
  /// - Parameters:
  ///   - ahead: the bytes at the beginning of the input that were taken from its descriptor before.
  ///   - record: the first record of the report, if there is a report.
  ///   - body: receives outcomes as `ArchiveConversion.run` passes them to `ended`.
  package func run(
    _ job: Job, ahead: [UInt8] = [], record: RunRecord?,
    _ body: @escaping @Sendable (MemberOutcome) -> Void
  ) -> End {
    let start = ContinuousClock.now
    if let record { report?.append(record.json, isImportant: true) }
    let isDone = earlier?.covers(job) == true
    let end = isDone ? .skipped : convert(job, ahead, recipe: record?.recipe ?? "", body)
    report?.append(summary(end, after: ContinuousClock.now - start).json, isImportant: true)
    return end
  }

  private func convert(
    _ job: Job, _ ahead: [UInt8], recipe: String,
    _ body: @escaping @Sendable (MemberOutcome) -> Void
  ) -> End {
    let start = ContinuousClock.now
    var archive = archive
    archive.conversion.takesChecksum = report != nil
    if case .path(let path) = job.output {
      try? OutputDirectories(areMade: false).prepare(for: .path(path))
    }
    let result = Result { () throws(FileError) in
      try archive.run(job.input, ahead: ahead, to: job.output) { [report] outcome in
        report?.append(FileRecord(outcome, of: job, recipe: recipe).json)
        body(outcome)
      }
    }
    if case .success = result, archive.conversion.flushesOutputs, case .path(let path) = job.output
    {
      System.flushDirectory(path.directory)
    }
    record(result, of: job, recipe: recipe, after: ContinuousClock.now - start)
    switch result {
    case .success(let summary): return .done(summary)
    case .failure(let error): return .failed(error)
    }
  }

  /// Records the archive, unless there is no result: it was interrupted, or stopped after failures.
  private func record(
    _ result: Result<ArchiveSummary, FileError>, of job: Job, recipe: String,
    after duration: Duration
  ) {
    switch result {
    case .success(let summary): if summary.isStopped { return }
    case .failure(let error): if error.kind == .interrupted { return }
    }
    report?.append(FileRecord(result, of: job, recipe: recipe, duration: duration).json)
  }

  private func summary(_ end: End, after duration: Duration) -> SummaryRecord {
    var summary = Summary()
    var status = SummaryRecord.Status.complete
    var copied = 0
    switch end {
    case .skipped: summary.skipped = 1
    case .done(let archive):
      (summary.done, summary.failed) = (archive.done, archive.failed)
      copied = archive.copied
      if archive.isStopped { status = .stopped }
    case .failed(let error):
      if error.kind == .interrupted { status = .interrupted } else { summary.failed = 1 }
    }
    return SummaryRecord(
      status: status, summary: summary, limit: nil, duration: duration, copied: copied)
  }
}
