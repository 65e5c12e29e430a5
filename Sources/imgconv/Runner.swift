// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// Does the work of a command line and tells the user.
struct Runner {
  private let options: SharedOptions
  private let batch: BatchRun
  private let stop = StopSwitch()
  private let printer: Report

  /// - Throws: `FileError` about the report.
  init(_ options: SharedOptions, _ conversion: Conversion) throws(FileError) {
    self.options = options
    printer = Report(isQuiet: options.messages.quiet, isVerbose: options.messages.verbose)
    var conversion = conversion
    conversion.stop = stop
    batch = try options.running.batchRun(conversion, threads: options.jobs)
  }

  /// How long after a signal one image may go on: an input that is a pipe may give no row any more.
  private static let grace = Duration.seconds(1)

  /// One image.
  ///
  /// - Throws: `ValidationError` if the report and the image are to share standard output.
  func run(_ job: Job) throws -> RunStatus {
    if job.output == .standardOutput && options.running.report == "-" {
      throw ValidationError("--report - and the output - exclude each other")
    }
    let signals = Signals(stop: stop, grace: Runner.grace)
    signals.start()
    let last = LastStatus()
    let record = options.running.record(batch.conversion, jobs: 1)
    var printer = printer
    printer.isAlone = true
    _ = batch.run([job], makesFolders: false, record: record) { [printer] outcome in
      printer.print(outcome)
      last.set(outcome.status)
    }
    return signals.status ?? reportStatus(last.value)
  }

  /// All images of a plan.
  ///
  /// - Throws: `PlanError.outputFolder`.
  func run(_ plan: Plan) throws(PlanError) -> RunStatus {
    let signals = Signals(stop: stop)
    signals.start()
    let start = ContinuousClock.now
    let record = options.running.record(batch.conversion, jobs: plan.jobs.count)
    let summary = try run(plan, record: record)
    printer.print(
      summary, of: plan, after: ContinuousClock.now - start, isInterrupted: signals.status != nil)
    return signals.status
      ?? reportStatus(
        plan.status(done: summary.done + summary.skipped, failed: summary.failed))
  }

  /// The same, its progress shown where it is wanted.
  private func run(_ plan: Plan, record: RunRecord?) throws(PlanError) -> Summary {
    let writesReport = options.running.report == "-" && Terminal.isTerminal(1)
    let form = ProgressDisplay.Form(options.messages, isShared: writesReport)
    let total = plan.jobs.count + plan.unusable.count
    let display = total > 0 ? form.map { ProgressDisplay($0, total: total) } : nil
    defer { display?.end() }
    var batch = batch
    batch.watch = { display?.take($0) }
    return try plan.run(batch, record: record) { [printer] in printer.print($0) }
  }

  /// The status of a run whose report may have failed, which is told.
  private func reportStatus(_ status: RunStatus) -> RunStatus {
    guard let failure = batch.report?.failure else { return status }
    printer.print(failure)
    return status == .success ? RunStatus(failure.kind) : status
  }
}
