// SPDX-License-Identifier: Apache-2.0

import Batch

/// A place in a recipe, counted from 1; columns count Unicode scalars.
struct Place: Hashable {
  var line: Int
  var column: Int

  /// The first character.
  static let start = Place(line: 1, column: 1)
}

/// One step of a recipe as it was written: a filter's name and its parameters.
struct StepText: Hashable {
  /// One parameter.
  struct Parameter: Hashable {
    /// The name of the filter's option, without dashes.
    let name: String
    /// The value; nil for a flag.
    let value: String?
    /// Where it was written.
    let place: Place
  }

  /// The filter's name.
  let name: String
  /// Where it was written.
  let place: Place
  /// The parameters, in the order in which they were written.
  var parameters: [Parameter] = []
}

/// What is wrong with a recipe, and where.
struct RecipeError: Error {
  /// The recipe's file, or "recipe" for one on the command line.
  var source = "recipe"
  /// Where; nil for the whole.
  let place: Place?
  /// What, in one sentence without a full stop.
  let reason: String
  /// How the program ends.
  var status = RunStatus.usage

  init(_ place: Place?, _ reason: String, status: RunStatus = .usage) {
    self.place = place
    self.reason = reason
    self.status = status
  }
}

extension RecipeError: CustomStringConvertible {
  /// `SOURCE:LINE:COLUMN: REASON`, for a message.
  var description: String {
    let position = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(source)\(position): \(reason)"
  }
}
