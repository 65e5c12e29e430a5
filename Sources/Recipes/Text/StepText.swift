// SPDX-License-Identifier: Apache-2.0

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
