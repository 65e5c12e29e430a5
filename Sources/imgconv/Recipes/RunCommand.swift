// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Applies several filters, fused in one pass.",
    usage: "imgconv run --recipe RECIPE [options] INPUT... OUTPUT",
    discussion: """
      RECIPES
        On the command line steps are parted by |, and a parameter is an option without its dashes: \
      "blur sigma=2 | edge | upsample scale=2". In a file (.yaml) they are a list:

          description: softer, then its edges
          steps:
            - blur: {sigma: 2}
            - edge
            - upsample: {scale: 2, kernel: lanczos3}

        Files of weights are looked for beside the recipe. --border and --alpha are for the steps that do not \
      have their own; --linear is for the whole recipe.

      EXAMPLES
        imgconv run --recipe "sharpen amount=2 | mix preset=gray" in.png out.png
        imgconv run --recipe samples/recipes/edge-map.yaml photos/ maps/
      """)

  @OptionGroup(title: "Recipe") var arguments: RecipeArguments
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.run { try arguments.parsed() }
  }
}

/// A recipe and the options of its steps.
struct RecipeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The steps: a .yaml file, or \"step | step\".", valueName: "recipe"),
    completion: .file(extensions: ["yaml", "yml"]))
  var recipe: String

  @OptionGroup var step: StepOptions

  /// The recipe, its numbers checked.
  ///
  /// - Throws: `RecipeError`, `FileError`.
  func parsed() throws -> Recipe {
    var recipe = try Recipe(argument: recipe, defaults: step.options)
    recipe.isLinear = step.linear
    return recipe
  }
}
