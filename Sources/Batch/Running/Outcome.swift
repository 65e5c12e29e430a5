// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// One image to convert: its input and its output.
public struct Job: Hashable, Sendable {
  /// The file to read.
  public let input: Input
  /// The file to write.
  public let output: Output

  /// Creates a job.
  public init(_ input: Input, to output: Output) {
    self.input = input
    self.output = output
  }
}

/// The outcome of one job.
public struct Outcome: Sendable {
  /// The job; `nil` for a file or directory that the plan found but could not turn into a job.
  public let job: Job?
  /// The result of the conversion, or why it failed.
  public let result: Result<ConversionResult, FileError>
  /// The time that the job took.
  public let duration: Duration

  /// Converts one image and measures the time.
  public init(_ job: Job, by conversion: Conversion) {
    let start = ContinuousClock.now
    self.job = job
    result = Result { () throws(FileError) in try conversion.run(job.input, to: job.output) }
    duration = ContinuousClock.now - start
  }

  /// Creates the outcome of a failure.
  init(_ job: Job?, failedBy error: FileError) {
    self.job = job
    result = .failure(error)
    duration = .zero
  }

  /// The exit status of a run on this file alone.
  public var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}

/// The counts of a batch: a fold over the outcomes of its jobs.
public struct Summary: Hashable, Sendable {
  /// The number of images converted.
  public package(set) var done = 0
  /// The number of files and directories that failed.
  public package(set) var failed = 0
  /// The number of files that an earlier run completed and that are still intact.
  public package(set) var skipped = 0
  /// The number of files that were in progress when the run was interrupted; they leave no output.
  public private(set) var dropped = 0
  /// The number of files not yet started when the run ended early.
  public internal(set) var notStarted = 0
  /// The total size of the inputs converted, in bytes; pipes and devices count as empty.
  public package(set) var inputBytes = 0

  /// Creates an empty summary.
  public init() {}

  /// Adds one outcome.
  public mutating func add(_ outcome: Outcome) {
    switch outcome.status {
    case .success: done += 1
    case .interrupted: dropped += 1
    default: failed += 1
    }
    if case .success(let result) = outcome.result { inputBytes += result.stamp?.size ?? 0 }
  }

  /// The number of files tried, whether they succeeded or not.
  var tried: Int { done + failed }

  /// The number of files that need no more work in this run.
  var ended: Int { tried + skipped + dropped + notStarted }

  /// The exit status of the whole run.
  public var status: RunStatus {
    if failed > 0 { return .someFailed }
    if dropped + notStarted > 0 { return .interrupted }
    return done + skipped == 0 ? .noInput : .success
  }
}
