// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

extension Plan {
  /// Does all jobs; see `BatchRun.run`.
  ///
  /// - Throws: `PlanError.outputFolder`; then nothing was done.
  public func run(
    _ run: BatchRun, record: RunRecord? = nil, report: @escaping @Sendable (Outcome) -> Void
  ) throws(PlanError) -> Summary {
    if !jobs.isEmpty { try makeOutputFolder() }
    return run.run(jobs, unusable: unusable, record: record, report)
  }

  /// Does all jobs by a conversion, each in one thread.
  ///
  /// A file that fails stops no other.  `report` gets every outcome as it happens, one call at a time.
  ///
  /// - Throws: `PlanError.outputFolder`; then nothing was done.
  public func run(
    _ conversion: Conversion, threads: Int, report: @escaping @Sendable (Outcome) -> Void
  ) throws(PlanError) -> Summary {
    var settings = BatchRun(conversion)
    settings.threads = threads
    return try run(settings, report: report)
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
      throw PlanError.outputFolder(
        path: path.text, reason: error.reason(creating: path.appending([])))
    }
  }
}
