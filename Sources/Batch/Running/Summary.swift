// SPDX-License-Identifier: Apache-2.0

internal import FileSystem
internal import ImageFiles

/// The counts of a batch: a fold over the outcomes of its jobs.
package struct Summary: Hashable, Sendable {
  /// The number of images converted.
  package var done = 0
  /// The number of files and directories that failed.
  package var failed = 0
  /// The number of images converted from damaged files, among those done.
  package var salvaged = 0
  /// The number of files that an earlier run completed and that are still intact.
  package var skipped = 0
  /// The number of files that were in progress when the run was interrupted; they leave no output.
  package private(set) var dropped = 0
  /// The number of files not yet started when the run ended early.
  package internal(set) var notStarted = 0
  /// The total size of the inputs converted, in bytes; pipes and devices count as empty.
  package var inputBytes = 0

  /// Creates an empty summary.
  package init() {}

  /// Adds one outcome.
  package mutating func add(_ outcome: Outcome) {
    switch outcome.status {
    case .success: done += 1
    case .interrupted: dropped += 1
    default: failed += 1
    }
    guard case .success(let result) = outcome.result else { return }
    inputBytes += result.stamp?.size ?? 0
    if result.salvageNote != nil { salvaged += 1 }
  }

  /// The number of files tried, whether they succeeded or not.
  var tried: Int { done + failed }

  /// The number of files that need no more work in this run.
  var ended: Int { tried + skipped + dropped + notStarted }

  /// The exit status of the whole run.
  package var status: RunStatus {
    if failed > 0 { return .someFailed }
    if dropped + notStarted > 0 { return .interrupted }
    return done + skipped == 0 ? .noInput : .success
  }
}
