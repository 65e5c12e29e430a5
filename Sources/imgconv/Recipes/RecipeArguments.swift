// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import Recipes

/// The recipe option and the options of its steps.
struct RecipeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Steps as \"step | step\", or in a .yaml file. (default: the first argument)",
      valueName: "recipe"), completion: .file(extensions: ["yaml", "yml"]))
  var recipe: String?

  @OptionGroup var step: StepOptions

  /// Parses a recipe and checks its numbers; these options apply to its steps.
  ///
  /// - Throws: `RecipeError`, `FileError`.
  func parsed(_ recipe: String) throws -> Recipe { try Self.parsed(recipe, step.values) }

  /// Parses a recipe and checks its numbers; the parameters apply to its steps.
  ///
  /// - Throws: `RecipeError`, `FileError`.
  static func parsed(_ recipe: String, _ parameters: ParameterValues) throws -> Recipe {
    let options = StepParameters.options(parameters)
    var recipe = try Recipe(argument: recipe, in: .command, defaults: options)
    recipe.isLinear = options.isLinear
    return recipe
  }
}
