// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// What happens where an output exists before the run.
public enum ExistingOutputs: Hashable, Sendable {
  /// It is made anew.
  case replace
  /// The file is skipped.
  case skip
  /// The file is skipped if the output is not older than the input, as with `cp --update`.
  case update
  /// The file fails.
  case fail

  /// What is to be done with a job.
  public enum Ruling: Hashable, Sendable {
    /// The output is made.
    case work
    /// Nothing.
    case skip
    /// The file has failed.
    case fail(FileError)
  }

  /// What is to be done with a job, whose output is looked for now.
  public func ruling(on job: Job) -> Ruling {
    guard case .path(let output) = job.output, self != .replace else { return .work }
    switch self {
    case .replace: return .work
    case .skip: return Folder.isTaken(output) ? .skip : .work
    case .update:
      guard case .path(let input) = job.input, let made = Folder.changed(output),
        let source = Folder.changed(input)
      else { return .work }
      return made < source ? .work : .skip
    case .fail:
      guard Folder.isTaken(output) else { return .work }
      return .fail(FileError(.cannotCreate, path: output.text, reason: FileError.isThere))
    }
  }
}
