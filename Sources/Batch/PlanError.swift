// SPDX-License-Identifier: Apache-2.0

/// Why a batch cannot start.
public enum PlanError: Error, Hashable, Sendable {
  /// Two inputs would make one output.
  case sameOutput(first: String, second: String, output: String)
  /// Two inputs would make outputs whose names differ in case only, in a folder that does not tell
  /// case.
  case sameButForCase(first: String, second: String, output: String)
  /// An output would replace an input.
  case outputIsInput(output: String)
  /// Outputs would come into a folder that is searched for inputs, where the next run would take
  /// them for inputs.
  case outputAmongInputs(output: String, folder: String)
  /// The template of names gives an input no name in the output folder.
  case noName(input: String)
  /// The input folder cannot be read.
  case folder(path: String, reason: String)
  /// The output folder cannot be made.
  case outputFolder(path: String, reason: String)
}

extension PlanError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  public var description: String {
    switch self {
    case .sameOutput(let first, let second, let output):
      "\(output): would be made from both \(first) and \(second); tell them apart with --name"
    case .sameButForCase(let first, let second, let output):
      "\(output): would be made from both \(first) and \(second), because the "
        + "file system is case-insensitive; tell them apart with --name"
    case .outputIsInput(let output):
      "\(output): is the input itself; choose another output, or --in-place without one"
    case .outputAmongInputs(let output, let folder):
      "\(output): is in the input directory \(folder), where the next run would take it as an input; "
        + "choose another output"
    case .noName(let input):
      "\(input): the template of --name gives it no name in the output directory"
    case .folder(let path, let reason), .outputFolder(let path, let reason):
      "\(path): \(reason)"
    }
  }

  /// The status of a run that could not start.
  public var status: RunStatus {
    switch self {
    case .sameOutput, .sameButForCase, .noName: .usage
    case .folder: .unreadable
    case .outputIsInput, .outputAmongInputs, .outputFolder: .cannotCreate
    }
  }
}
