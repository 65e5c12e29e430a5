// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

extension Plan {
  /// Runs all jobs; see `BatchRun.run`.
  ///
  /// - Throws: `PlanError.outputDirectory`; nothing has been done in that case.
  package func run(
    _ run: BatchRun, record: RunRecord? = nil, report: @escaping @Sendable (Outcome) -> Void
  ) throws(PlanError) -> Summary {
    if !jobs.isEmpty { try makeOutputDirectory() }
    var run = run
    run.limit = limit
    let jobs = jobs
    return run.run(
      jobs, unusable: unusable, record: record, place: { jobs.place($0) }, report)
  }

  /// Runs all jobs with one conversion, each job in one thread.
  ///
  /// A failed file does not stop the others.  `report` receives every outcome as it happens, one call at a time.
  ///
  /// - Throws: `PlanError.outputDirectory`; nothing has been done in that case.
  package func run(
    _ conversion: Conversion, threads: Int, report: @escaping @Sendable (Outcome) -> Void
  ) throws(PlanError) -> Summary {
    var settings = BatchRun(conversion)
    settings.threads = threads
    return try run(settings, report: report)
  }

  /// Creates the output directory if it does not exist.
  ///
  /// - Throws: `PlanError.outputDirectory`.
  package func makeOutputDirectory() throws(PlanError) {
    if let outputDirectory { try Plan.makeDirectory(outputDirectory) }
  }

  /// Creates a directory for outputs if it does not exist.
  ///
  /// - Throws: `PlanError.outputDirectory`.
  package static func makeDirectory(_ path: Path) throws(PlanError) {
    do {
      try Directory.create(path)
    } catch {
      throw PlanError.outputDirectory(
        path: path.text, reason: error.reason(creating: path.appending([])))
    }
  }
}
