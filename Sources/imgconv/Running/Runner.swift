// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles
import Locking

/// A runner for the jobs of a command line, which prints their outcomes.
struct Runner {
  let options: SharedOptions
  let batch: BatchRun
  private let stop = CancellationFlag()
  private let temporaries = Temporaries()
  let printer: MessagePrinter

  /// Creates a runner, and opens the report if there is one.
  ///
  /// - Throws: `FileError` for the report.
  init(_ options: SharedOptions, _ conversion: Conversion) throws(FileError) {
    self.options = options
    printer = MessagePrinter(isQuiet: options.messages.quiet, isVerbose: options.messages.verbose)
    var conversion = conversion
    conversion.stop = stop
    conversion.temporaries = temporaries
    batch = try options.running.batchRun(
      conversion, recipe: options.batch.archive(conversion).identifier, threads: options.jobs)
  }

  /// The time that a single image may continue after a signal: an input pipe may never deliver another row.
  private static let grace = Duration.seconds(1)

  /// The time that a single image may take before a progress line appears.
  private static let patience = Duration.seconds(2)

  /// Converts one image.
  ///
  /// - Parameter makesDirectory: whether the output's directory is created if missing.
  func run(_ job: Job, makesDirectory: Bool) -> RunStatus {
    run(job, makesDirectory: makesDirectory, ahead: [], signals())
  }

  /// Converts what standard input holds, an image or a tar archive, to standard output.
  func run(stream job: Job) -> RunStatus {
    let signals = signals()
    // An input that cannot be read has the same error later.
    let ahead = (try? InputFile(job.input).take(TarFile.beginningSize)) ?? []
    return TarFile.isBeginning(ahead)
      ? run(archive: job, ahead: ahead, signals)
      : run(job, makesDirectory: false, ahead: ahead, signals)
  }

  /// Starts to handle signals.
  func signals() -> Signals {
    let signals = Signals(stop: stop, temporaries: temporaries, grace: Runner.grace)
    signals.start()
    return signals
  }

  private func run(
    _ job: Job, makesDirectory: Bool, ahead: [UInt8], _ signals: Signals
  ) -> RunStatus {
    let last = LastStatus()
    let record = options.running.record(recipe: batch.conversion.identifier, jobs: 1)
    var printer = printer
    printer.isAlone = true
    var batch = batch
    let progress = RowProgress()
    batch.conversion.progress = progress
    batch.conversion.ahead = ahead
    let display = display(isShared: job.output == .standardOutput, delay: Runner.patience) {
      [start = ContinuousClock.now] in
      ImageProgressText(
        name: job.input.name, share: progress.share, elapsed: ContinuousClock.now - start)
    }
    _ = batch.run([job], makesDirectories: makesDirectory, record: record) { [printer] outcome in
      printer.print(outcome)
      last.set(outcome.status)
    }
    display?.end()
    return signals.status ?? reportStatus(last.value)
  }

  /// Converts all images of a plan.
  ///
  /// - Throws: `PlanError.outputDirectory`.
  func run(_ plan: Plan) throws(PlanError) -> RunStatus {
    let signals = Signals(stop: stop, temporaries: temporaries)
    signals.start()
    let start = ContinuousClock.now
    let record = options.running.record(
      recipe: batch.conversion.identifier, jobs: plan.jobs.count)
    let summary = try run(plan, record: record)
    printer.print(
      summary, of: plan, after: ContinuousClock.now - start, isInterrupted: signals.status != nil)
    return signals.status
      ?? reportStatus(
        plan.status(done: summary.done + summary.skipped, failed: summary.failed))
  }

  /// Converts all images of a plan, and shows progress if it is wanted.
  private func run(_ plan: Plan, record: RunRecord?) throws(PlanError) -> Summary {
    let total = plan.jobs.count + plan.unusable.count
    let meter = BatchMeter(total: total)
    let display = total > 0 ? display { ProgressText(meter.progress) } : nil
    defer { display?.end() }
    var batch = batch
    batch.watch = { meter.take($0) }
    return try plan.run(batch, record: record) { [printer] in printer.print($0) }
  }

  /// Starts to show a progress line; returns `nil` if none is wanted.
  ///
  /// - Parameter isShared: whether the image goes to standard output, which may be the same terminal.
  func display(
    isShared: Bool = false, delay: Duration = .zero,
    _ line: @escaping @Sendable () -> any ProgressLine
  ) -> ProgressDisplay? {
    let writesOutput = (isShared || options.running.report == "-") && System.isTerminal(1)
    let form = ProgressDisplay.Form(options.messages, isShared: writesOutput)
    return form.map { ProgressDisplay($0, delay: delay, line) }
  }

  /// Returns the status of a run, and prints a failure of its report.
  func reportStatus(_ status: RunStatus) -> RunStatus {
    guard let failure = batch.report?.failure else { return status }
    printer.print(failure)
    return status == .success ? RunStatus(failure) : status
  }
}
