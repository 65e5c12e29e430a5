// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Filters
internal import Recipes

/// The options that every step has, alone or in a recipe.
typealias StepOptions = ParameterArguments<StepParameters>

extension ParameterArguments {
  /// The filter options for the library.
  var options: FilterOptions { StepParameters.options(values) }

  /// Whether to filter in linear light.
  var isLinear: Bool { values[StepParameters.linear] }
}

extension ParameterArguments where Group: FilterDescription {
  /// Returns the step, with its numbers checked.
  ///
  /// - Throws: `ValidationError` for arguments that conflict, `FilterError` for a number outside its range,
  ///   `FileError` for a weights file.
  func step() throws -> Recipe.Step { try Group.step(values) }

  /// The directory for the planes of a wavelet transform; only `atrous` has one.
  var levelsDirectory: String? { values.given(AtrousDescription.writeLevels) }
}

extension FilterDescription {
  /// Returns the step that values describe, with its numbers checked.
  ///
  /// - Throws: as `ParameterArguments.step()`.
  static func step(_ values: ParameterValues) throws -> Recipe.Step {
    do {
      let filter = try filter(values, in: RecipeContext()).filter
      try filter.validate()
      return Recipe.Step(filter, options: StepParameters.options(values))
    } catch let error as ParameterError {
      throw ValidationError(error.message { "--\($0)" })
    }
  }
}
