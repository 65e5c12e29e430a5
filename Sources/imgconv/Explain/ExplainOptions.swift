// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Descriptions
import FilterExplain
import Recipes
import Batch
import Filters
import ImageFiles

/// The options of `imgconv explain`: the input and the form of the output.
struct ExplainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Size of the image, width first. (default: 640x480)", valueName: "wxh"))
  var input: WidthByHeight?

  @Option(
    help: ArgumentHelp(
      "Number of channels of the image. (default: as many as the first filter's weights take, else 3)",
      valueName: "c"))
  var channels: Int?

  @Flag(help: "Take the last channel for alpha.")
  var hasAlpha = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    help: ArgumentHelp("Draw taps and receptive fields as SVG.", valueName: "out.svg"),
    completion: .file(extensions: ["svg"]))
  var figure: String?

  @Option(
    help: ArgumentHelp(
      "Image of the matrices: ramp, or an .npy file. (default: samples 1, 2, 3, ...)",
      valueName: "ramp|file.npy"))
  var image: ExplainedImage?

  func validate() throws {
    if let channels, !(1...Explanation.maxChannels).contains(channels) {
      throw ValidationError(
        "--channels is \(channels); it must be from 1 to \(Explanation.maxChannels)")
    }
    if hasAlpha && channels == 1 { throw Self.alphaAlone }
    if let figure, !figure.lowercased().hasSuffix(".svg") {
      throw ValidationError("--figure writes SVG; give it a name that ends in .svg")
    }
  }

  private static let alphaAlone = ValidationError(
    "--has-alpha needs a color besides alpha; use --channels 2 or 4")

  /// Prints the explanation of a recipe, and draws its figure.
  ///
  /// - Parameter size: the size of the image that `--input` does not give; `nil` for the default.
  /// - Throws: an error of the recipe, its shapes or a file; `ExitCode` if standard output cannot be written.
  func explain(
    size: WidthByHeight? = nil, printsMatrices: Bool, _ recipe: () throws -> Recipe
  ) throws {
    // Measured first: the memory for the explanation itself does not count.
    let programBytes = System.peakMemory
    if self.image != nil && !printsMatrices { throw ValidationError("--image goes with --matrix") }
    let parsed = try recipe()
    let image = try self.image?.read()
    let shape = try shape(size: size, image: image?.shape, of: parsed)
    if hasAlpha && shape.channels == 1 { throw Self.alphaAlone }
    // The tolerance is that for a file of 8 bits.
    let recipe = try parsed.tolerating(
      FilterOptions.tolerableLevels / 255, over: shape, hasAlpha: hasAlpha)
    let explanation = try Explanation(recipe, over: shape, hasAlpha: hasAlpha)
    let matrices = printsMatrices ? try MatrixReport(explanation, of: image ?? ramp(shape)) : nil
    if let figure {
      let svg = Figure(explanation, title: Self.title).svg
      try WholeFile.write(Array(svg.utf8), to: figure)
    }
    let report = ExplainReport(
      explanation, probe: ReceptiveFieldProbe.measure(explanation),
      matrices: matrices, programBytes: programBytes)
    try Console.printOutput(json ? report.json.line : report.text).endCommand()
  }

  /// Returns the shape of the image: that of a file, or of the options and the first filter's weights.
  ///
  /// - Throws: `ValidationError` if the options contradict the file.
  private func shape(size: WidthByHeight?, image: Shape?, of recipe: Recipe) throws -> Shape {
    if let image {
      let given = input ?? size
      if let given, (given.width, given.height) != (image.width, image.height) {
        throw ValidationError(
          "--input is \(given.width)x\(given.height), and the image has \(image.width)x\(image.height) samples"
        )
      }
      if let channels, channels != image.channels {
        throw ValidationError(
          "--channels is \(channels), and the image has \(image.channels) channels")
      }
      return image
    }
    let size = input ?? size ?? WidthByHeight(width: 640, height: 480)
    return Shape(
      channels: channels ?? recipe.steps.first?.filter.definition.inputChannels ?? 3,
      height: size.height, width: size.width)
  }

  /// Returns the ramp from 0 to 1 if it is asked for and small enough to be printed.
  private func ramp(_ shape: Shape) -> Image? {
    let count = shape.channels * shape.height * shape.width
    guard image == .ramp, (1...MatrixReport.maxSamples).contains(count) else { return nil }
    return Image(shape, samples: (0..<count).map { Float($0) / Float(count) })
  }

  /// The command line without the options for output.
  private static var title: String {
    var words = ["imgconv"]
    var isFigure = false
    for word in System.arguments {
      defer { isFigure = word == "--figure" }
      if isFigure || word == "--json" || word.hasPrefix("--figure") { continue }
      words.append(word.contains(" ") || word.isEmpty ? "\"\(word)\"" : word)
    }
    return words.joined(separator: " ")
  }
}
