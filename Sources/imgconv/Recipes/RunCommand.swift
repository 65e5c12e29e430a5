// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import ImageFiles
import Recipes

/// `imgconv run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a recipe: several filters fused in one pass.",
    usage: "imgconv run [options] RECIPE INPUT... OUTPUT",
    discussion: """
      RECIPES
        On the command line, | separates steps, and a parameter is an option without its dashes: \
      "blur sigma=2 | edge | upsample scale=2". A flag is its name, or flag=true or flag=false. In a file (.yaml) they are a list:

          description: softer, then its edges
          steps:
            - blur: {sigma: 2}
            - edge
            - upsample: {scale: 2, kernel: lanczos3}

        Files of weights are looked for beside the recipe. --border and --alpha are for the steps that do not \
      have their own; --linear is for the whole recipe.

      EXAMPLES
        imgconv run "sharpen amount=2 | mix preset=gray" in.png out.png
        imgconv run --recipe samples/recipes/edge-map.yaml photos/ maps/
        imgconv run "resize size=50%" in.tar out.tar
      """)

  @OptionGroup(title: "Recipe") var arguments: RecipeArguments
  @OptionGroup var options: DeclaredArguments<SharedOptions>

  func run() throws { try line.run() }

  /// Runs a recipe.
  ///
  /// - Parameters:
  ///   - recipe: the value of `--recipe`; `nil` if the recipe is the first path.
  ///   - parameters: the options of its steps.
  /// - Throws: as `SharedOptions.run(_:levelsDirectory:recipe:)`.
  static func run(
    _ recipe: String?, _ parameters: ParameterValues, _ shared: SharedOptions
  ) throws {
    var paths = shared.paths
    let recipe = try recipe ?? takeRecipe(from: &paths)
    try shared.run(paths) { try RecipeArguments.parsed(recipe, parameters) }
  }

  /// Removes and returns the recipe, which is the first path if there is no `--recipe`.
  private static func takeRecipe(from paths: inout [String]) throws -> String {
    let example = "imgconv run \"blur sigma=2 | edge\" in.png out.png"
    guard let first = paths.first else { throw ValidationError("a recipe is missing: \(example)") }
    if FileFormat(fileName: first) != nil || ArchivePaths.isArchive(first),
      !first.contains(where: { "| =".contains($0) })
    {
      throw ValidationError("'\(first)' is not a recipe; the recipe comes first: \(example)")
    }
    return paths.removeFirst()
  }
}

extension RunCommand: ParsedFilter {
  var line: FilterCommandLine {
    FilterCommandLine(recipe: arguments.recipe, arguments.step.values, options.values)
  }
}
