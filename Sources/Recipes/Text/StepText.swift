// SPDX-License-Identifier: Apache-2.0

/// One step of a recipe as written: a filter's name and its parameters.
package struct StepText: Hashable {
  /// One parameter of a step.
  package struct Parameter: Hashable {
    /// The name of the filter's option, without dashes.
    package let name: String
    /// The value; `nil` for a flag.
    package let value: String?
    /// The position in the recipe.
    package let place: Place
  }

  /// The filter's name.
  package let name: String
  /// The position in the recipe.
  package let place: Place
  /// The parameters, in the order in which they were written.
  package var parameters: [Parameter] = []
}
