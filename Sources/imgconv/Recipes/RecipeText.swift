// SPDX-License-Identifier: Apache-2.0

import Batch

/// A position in a recipe, counted from 1; columns count Unicode scalars.
struct Place: Hashable {
  var line: Int
  var column: Int

  /// The position of the first character.
  static let start = Place(line: 1, column: 1)
}

/// One step of a recipe as written: a filter's name and its parameters.
struct StepText: Hashable {
  /// One parameter of a step.
  struct Parameter: Hashable {
    /// The name of the filter's option, without dashes.
    let name: String
    /// The value; `nil` for a flag.
    let value: String?
    /// The position in the recipe.
    let place: Place
  }

  /// The filter's name.
  let name: String
  /// The position in the recipe.
  let place: Place
  /// The parameters, in the order in which they were written.
  var parameters: [Parameter] = []
}

/// An error in a recipe, with its position.
struct RecipeError: Error {
  /// The recipe's file name, or "recipe" for one on the command line.
  var source = "recipe"
  /// The position of the error; `nil` for the recipe as a whole.
  let place: Place?
  /// The reason, in one sentence without a period.
  let reason: String
  /// The exit status of the program.
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
