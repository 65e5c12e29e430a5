// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The policy for outputs that exist before the run.
package enum ExistingOutputs: Hashable, Sendable {
  /// The output is replaced.
  case replace
  /// The file is skipped.
  case skip
  /// The file is skipped if its output is not older than its input, as with `cp --update`.
  case update
  /// The file fails.
  case fail

  /// A decision about a job.
  package enum Decision: Hashable, Sendable {
    /// The job is run.
    case work
    /// The file is skipped.
    case skip
    /// The file has failed.
    case fail(FileError)
  }

  /// Decides what to do with a job; looks for its output at the time of the call.
  package func decision(on job: Job) -> Decision {
    guard case .path(let output) = job.output, self != .replace else { return .work }
    switch self {
    case .replace: return .work
    case .skip: return Directory.isTaken(output) ? .skip : .work
    case .update:
      guard case .path(let input) = job.input, let made = (try? FileStatus(output)) ?? nil,
        let source = (try? FileStatus(input)) ?? nil
      else { return .work }
      return made.modified < source.modified ? .work : .skip
    case .fail:
      guard Directory.isTaken(output) else { return .work }
      return .fail(FileError(existing: output.text))
    }
  }
}
