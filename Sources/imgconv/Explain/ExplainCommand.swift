// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import Recipes

/// `imgconv explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show shapes, receptive field, cost and memory of a command or recipe.",
    usage: "imgconv explain COMMAND [options of COMMAND] [--input WxH]",
    discussion: """
      Reads no image. For each stage it prints the shapes by their formulas, the kernel's reach, \
      the receptive field, what is read outside the image, the sum of the taps, weights and \
      multiply-adds, and the rows held in memory. A filter's costs are shown next to those of one 2-D \
      convolution with the same result, and of a dense one. For a resize, it prints the weights of \
      each phase and the gain of waves, also of those that become false patterns.

      FORMULAS
        reach    k + (k - 1) (d - 1)                k taps, dilation d
        size     (n + padding - reach) / stride + 1, rounded down
        field    r + (reach - 1) j: the receptive field; then the jump j becomes
                 j stride
        A transposed convolution divides the jump by its stride. The field is that of the output \
      phase that sees most, found exactly; the probe measures it by changing samples of a small \
      image.

      EXAMPLES
        imgconv explain blur --sigma 2
        imgconv explain upsample --scale 2 --figure upsample.svg
        imgconv explain resize --size 1600x1600 --input 4000x3000
        imgconv explain convolve --weights "1 2 1; 2 4 2; 1 2 1" --input 4x4 --channels 1 --matrix
        imgconv explain run "blur sigma=1 | downsample | edge" --input 1920x1080 --json
      """,
    subcommands: FilterCatalog.all.map { command(of: $0) } + [ExplainRun.self])

  private static func command<Description: FilterDescription>(
    of _: Description.Type
  ) -> any ParsableCommand.Type {
    // Some filters have options --matrix or --size of their own.  Looking for them among the parameters would slow down
    // every start.
    if Description.self == MixDescription.self {
      return ExplainFilter<Description, MatricesFlag, DeprecatedSize>.self
    }
    return ["resize", "crop"].contains(Description.name)
      ? ExplainFilter<Description, MatrixFlag, NoDeprecatedSize>.self
      : ExplainFilter<Description, MatrixFlag, DeprecatedSize>.self
  }
}

/// `imgconv explain` with the name of a filter, such as `imgconv explain blur`.
struct ExplainFilter<
  Description: FilterDescription, Matrices: MatricesOption, Size: SizeOption
>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Description.name, abstract: "Explain 'imgconv \(Description.name)'.",
      usage: "imgconv explain \(Description.name) [options]")
  }

  @OptionGroup(title: "Filter") var arguments: ParameterArguments<Description>
  @OptionGroup var options: ExplainOptions
  @OptionGroup var matrices: Matrices
  @OptionGroup var size: Size

  func validate() throws { try size.check(against: options) }

  func run() throws {
    if arguments.levelsDirectory != nil {
      throw ValidationError("--write-levels is for the command \(Description.name)")
    }
    size.warn()
    try options.explain(size: size.value, printsMatrices: matrices.isOn) {
      Recipe([try arguments.step()])
    }
  }
}

/// `imgconv explain run`.
struct ExplainRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Explain a recipe.",
    usage: "imgconv explain run [options] RECIPE")

  @Argument(help: ArgumentHelp("The recipe, unless --recipe is given.", valueName: "recipe"))
  var steps: String?

  @OptionGroup(title: "Recipe") var arguments: RecipeArguments
  @OptionGroup var options: ExplainOptions
  @OptionGroup var matrices: MatrixFlag
  @OptionGroup var size: DeprecatedSize

  func validate() throws { try size.check(against: options) }

  func run() throws {
    if let steps, arguments.recipe != nil {
      throw ValidationError("there are two recipes: --recipe and '\(steps)'")
    }
    guard let recipe = arguments.recipe ?? steps else {
      throw ValidationError("a recipe is missing: imgconv explain run \"blur sigma=2 | edge\"")
    }
    size.warn()
    try options.explain(size: size.value, printsMatrices: matrices.isOn) {
      try arguments.parsed(recipe)
    }
  }
}

/// A flag that requests the matrices.
protocol MatricesOption: ParsableArguments {
  /// Whether the flag was given.
  var isOn: Bool { get }
}

/// The flag `--matrix`.
struct MatrixFlag: MatricesOption {
  @Flag(help: "Print each convolution as sums, as im2col and as one matrix; for small sizes.")
  var matrix = false

  var isOn: Bool { matrix }
}

/// The flag `--matrices`, for commands where `--matrix` means something else.
struct MatricesFlag: MatricesOption {
  @Flag(help: "Print each convolution as sums, as im2col and as one matrix; for small sizes.")
  var matrices = false

  var isOn: Bool { matrices }
}
