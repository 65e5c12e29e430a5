// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles
import Synchronization

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

  /// How long one image may take without a progress line.
  private static let patience = Duration.seconds(2)

  /// One image.
  ///
  /// - Parameter makesDirectory: whether the output's directory is created where there is none.
  func run(_ job: Job, makesDirectory: Bool) -> RunStatus {
    let signals = Signals(stop: stop, grace: Runner.grace)
    signals.start()
    let last = LastStatus()
    let record = options.running.record(batch.conversion, jobs: 1)
    var printer = printer
    printer.isAlone = true
    var batch = batch
    let progress = RowProgress()
    batch.conversion.progress = progress
    let display = display(isShared: job.output == .standardOutput, delay: Runner.patience) {
      [start = ContinuousClock.now] in
      ImageProgressText(
        name: job.input.name, share: progress.share, elapsed: ContinuousClock.now - start)
    }
    _ = batch.run([job], makesFolders: makesDirectory, record: record) { [printer] outcome in
      printer.print(outcome)
      last.set(outcome.status)
    }
    display?.end()
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

  /// All images of a plan, their progress shown where it is wanted.
  private func run(_ plan: Plan, record: RunRecord?) throws(PlanError) -> Summary {
    let total = plan.jobs.count + plan.unusable.count
    let meter = BatchMeter(total: total)
    let display = total > 0 ? display { ProgressText(meter.progress) } : nil
    defer { display?.end() }
    var batch = batch
    batch.watch = { meter.take($0) }
    return try plan.run(batch, record: record) { [printer] in printer.print($0) }
  }

  /// Begins to show a line; `nil` if none is wanted.
  ///
  /// - Parameter isShared: whether the image goes to standard output, which may be the same terminal.
  private func display(
    isShared: Bool = false, delay: Duration = .zero,
    _ line: @escaping @Sendable () -> any ProgressLine
  ) -> ProgressDisplay? {
    let writesOutput = (isShared || options.running.report == "-") && Terminal.isTerminal(1)
    let form = ProgressDisplay.Form(options.messages, isShared: writesOutput)
    return form.map { ProgressDisplay($0, delay: delay, line) }
  }

  /// The status of a run whose report may have failed, which is told.
  private func reportStatus(_ status: RunStatus) -> RunStatus {
    guard let failure = batch.report?.failure else { return status }
    printer.print(failure)
    return status == .success ? RunStatus(failure.kind) : status
  }
}

/// The meter of a batch, for the thread that shows it and those that work.
private final class BatchMeter: Sendable {
  private let meter: Mutex<ProgressMeter>

  init(total: Int) { meter = Mutex(ProgressMeter(total: total, at: .now)) }

  var progress: Progress { meter.withLock { $0.progress(at: .now) } }

  func take(_ summary: Summary) { meter.withLock { $0.take(summary, at: .now) } }
}
