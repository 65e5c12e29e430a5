// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// One image to be converted: where it comes from and where it goes.
public struct Job: Hashable, Sendable {
  /// The file to read.
  public let input: Input
  /// The file to write.
  public let output: Output

  /// A job.
  public init(_ input: Input, to output: Output) {
    self.input = input
    self.output = output
  }
}

/// What became of one job.
public struct Outcome: Sendable {
  /// The job; nil for a file or folder that the plan found and could not make a job of.
  public let job: Job?
  /// What was done, or why it was not.
  public let result: Result<ConversionResult, FileError>
  /// How long it took.
  public let duration: Duration

  /// Converts one image and takes the time.
  public init(_ job: Job, by conversion: Conversion) {
    let start = ContinuousClock.now
    self.job = job
    result = Result { () throws(FileError) in try conversion.run(job.input, to: job.output) }
    duration = ContinuousClock.now - start
  }

  /// A failure.
  init(_ job: Job?, failedBy error: FileError) {
    self.job = job
    result = .failure(error)
    duration = .zero
  }

  /// The status of a run on this file alone.
  public var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}

/// What became of all jobs of a batch: a fold over their outcomes.
public struct Summary: Hashable, Sendable {
  /// The number of images converted.
  public package(set) var done = 0
  /// The number of files and folders that failed.
  public package(set) var failed = 0
  /// The number of files that were done before and still stand.
  public package(set) var skipped = 0
  /// The number of files that were in hand when the run was interrupted; nothing is left of them.
  public private(set) var dropped = 0
  /// The number of files that were left when the run was ended early.
  public internal(set) var notStarted = 0
  /// The bytes of the inputs of the images converted; pipes and devices count as none.
  public package(set) var inputBytes = 0

  /// Nothing happened yet.
  public init() {}

  /// Counts one more outcome.
  public mutating func add(_ outcome: Outcome) {
    switch outcome.status {
    case .success: done += 1
    case .interrupted: dropped += 1
    default: failed += 1
    }
    if case .success(let result) = outcome.result { inputBytes += result.stamp?.size ?? 0 }
  }

  /// The number of files that were worked on, well or not.
  var tried: Int { done + failed }

  /// The number of files that nothing more will become of.
  var ended: Int { tried + skipped + dropped + notStarted }

  /// The status of the whole run.
  public var status: RunStatus {
    if failed > 0 { return .someFailed }
    if dropped + notStarted > 0 { return .interrupted }
    return done + skipped == 0 ? .noInput : .success
  }
}
