// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// The dry-run result of one job.
public struct DryRunResult: Sendable {
  /// The job.
  public let job: Job
  /// A preview of the conversion, or why it would fail.
  public let result: Result<ConversionPreview, FileError>

  /// Checks the input's header and the output's path; changes nothing.
  public init(_ job: Job, of conversion: Conversion) {
    self.job = job
    result = Result { () throws(FileError) in
      let preview = try conversion.preview(job.input, to: job.output)
      if case .path(let path) = job.output, let reason = Directory.obstacle(to: path) {
        throw FileError(.cannotCreate, path: path.text, reason: reason)
      }
      return preview
    }
  }

  /// The exit status of a run on this file alone.
  public var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}

extension Plan {
  /// Does a dry run of all jobs, one by one, in order.
  ///
  /// - Returns: the number of jobs that can be done, and the number that cannot, which includes the
  ///   plan's unusable files.
  public func dryRun(
    _ conversion: Conversion, report: (DryRunResult) -> Void
  ) -> (possible: Int, impossible: Int) {
    var counts = (possible: 0, impossible: unusable.count)
    for job in jobs {
      let result = DryRunResult(job, of: conversion)
      if result.status == .success { counts.possible += 1 } else { counts.impossible += 1 }
      report(result)
    }
    return counts
  }

  /// Returns the exit status of a run with these numbers of files done and failed.
  public func status(done: Int, failed: Int) -> RunStatus {
    if failed > 0 { return .someFailed }
    return done == 0 && skipped == 0 && shard == .whole ? .noInput : .success
  }
}

extension Directory {
  /// Returns why no output can be created at `path`, including its missing directories; `nil` if nothing is known to
  /// prevent it.
  fileprivate static func obstacle(to path: Path) -> String? {
    var directory = path.directory
    if exists(directory) { return OutputFile.obstacle(to: path) }
    while !exists(directory) && directory.directory != directory {
      if isTaken(directory) { return "\(directory) is not a directory" }
      directory = directory.directory
    }
    return writingFails(directory)?.reason
  }
}
