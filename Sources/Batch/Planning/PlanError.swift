// SPDX-License-Identifier: Apache-2.0

/// A reason why a batch cannot start.
package enum PlanError: Error, Hashable, Sendable {
  /// Two inputs would produce the same output.
  case sameOutput(first: String, second: String, output: String)
  /// Two inputs would produce outputs whose names differ only in case, in a case-insensitive
  /// directory.
  case sameButForCase(first: String, second: String, output: String)
  /// An output would replace an input.
  case outputIsInput(output: String)
  /// Outputs would go to a directory that is searched for inputs, where the next run would take
  /// them as inputs.
  case outputAmongInputs(output: String, directory: String)
  /// The name template gives an input no name in the output directory.
  case noName(input: String)
  /// The input directory cannot be read.
  case directory(path: String, reason: String)
  /// The output directory cannot be created.
  case outputDirectory(path: String, reason: String)
}

extension PlanError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  package var description: String {
    switch self {
    case .sameOutput(let first, let second, let output):
      "\(output): \(first) and \(second) would both produce this output"
    case .sameButForCase(let first, let second, let output):
      "\(output): \(first) and \(second) would both produce this output, because the "
        + "file system is case-insensitive"
    case .outputIsInput(let output):
      "\(output): is the input itself"
    case .outputAmongInputs(let output, let directory):
      "\(output): is in the input directory \(directory), where the next run would take it as an input"
    case .noName(let input):
      "\(input): the name template gives it no name in the output directory"
    case .directory(let path, let reason), .outputDirectory(let path, let reason):
      "\(path): \(reason)"
    }
  }
}
