// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// What would become of one job.
public struct Rehearsal: Sendable {
  /// The job.
  public let job: Job
  /// What would be done, or why it cannot be.
  public let result: Result<ConversionPreview, FileError>

  /// Looks at the input's header and at the output's place; changes nothing.
  public init(_ job: Job, of conversion: Conversion) {
    self.job = job
    result = Result { () throws(FileError) in
      let preview = try conversion.preview(job.input, to: job.output)
      if case .path(let path) = job.output, let reason = Folder.obstacle(to: path) {
        throw FileError(.cannotCreate, path: path.text, reason: reason)
      }
      return preview
    }
  }

  /// The status of a run on this file alone.
  public var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}

extension Plan {
  /// Looks at all jobs in their order, one by one.
  ///
  /// - Returns: how many can be done and how many cannot, those among them that the plan found
  ///   unusable.
  public func rehearse(
    _ conversion: Conversion, report: (Rehearsal) -> Void
  ) -> (possible: Int, impossible: Int) {
    var counts = (possible: 0, impossible: unusable.count)
    for job in jobs {
      let rehearsal = Rehearsal(job, of: conversion)
      if rehearsal.status == .success { counts.possible += 1 } else { counts.impossible += 1 }
      report(rehearsal)
    }
    return counts
  }

  /// The status of a run of which so many files were done and so many failed.
  public func status(done: Int, failed: Int) -> RunStatus {
    if failed > 0 { return .someFailed }
    return done == 0 && skipped == 0 && shard == .whole ? .noInput : .success
  }
}

extension Folder {
  /// Why no output can be created at `path`, missing directories above it included; `nil` if nothing is known to
  /// prevent it.
  fileprivate static func obstacle(to path: Path) -> String? {
    var directory = path.folder
    if exists(directory) { return OutputFile.obstacle(to: path) }
    while !exists(directory) && directory.folder != directory {
      if isTaken(directory) { return "\(directory) is not a directory" }
      directory = directory.folder
    }
    return writingFails(directory)?.reason
  }
}
