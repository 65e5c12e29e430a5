// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import ImageFiles

/// The options of a step: what every filter does, alone or in a recipe.
struct StepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What lies outside the image. (default: replicate; zero for convolve)", valueName: "mode"))
  var border: BorderMode?

  @Option(help: ArgumentHelp("How colour and alpha are filtered.", valueName: "mode"))
  var alpha = AlphaMode.premultiply

  @Flag(help: "Filter light: linearise by the sRGB curve before, encode after.")
  var linear = false

  @Flag(
    help:
      "Use the full kernel for wide Gaussians: slower, and up to 0.05 of an output level closer.")
  var exact = false

  /// The options for the library.
  var options: FilterOptions {
    FilterOptions(border: border, alpha: alpha, isLinear: linear, tolerance: exact ? 0 : nil)
  }
}

/// The options of every command that reads and writes images.
struct SharedOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file and a file, or files and folders and a folder; - is standard input or output.",
      valueName: "input ... output"), completion: .file())
  var paths: [String] = []

  @OptionGroup(title: "Files") var batch: BatchOptions

  @Option(help: ArgumentHelp("How results outside 0...1 are brought into it.", valueName: "map"))
  var map = SampleMap.clamp

  @Option(
    help: ArgumentHelp(
      "Bits of a PNG sample: 8 or 16. (default: as the input; NPY is always float32)",
      valueName: "bits"), completion: .list(["8", "16"]))
  var depth: Int?

  @Option(
    help: ArgumentHelp(
      "The output's format. (default: by the output's name, else as the input)",
      valueName: "format"))
  var format: FileFormat?

  @Option(help: ArgumentHelp("JPEG's quality, 1 to 100.", valueName: "q"))
  var quality = 90

  @Option(
    help: ArgumentHelp("JPEG's chroma: full, half the columns, half of both.", valueName: "mode"))
  var subsampling = Encoding.Subsampling.s420

  @Flag(help: "Write progressive JPEG.")
  var progressive = false

  @Option(help: ArgumentHelp("PNG's effort against size.", valueName: "effort"))
  var compression = Encoding.Compression.balanced

  @Option(help: ArgumentHelp("The most pixels of an input and of a result.", valueName: "n"))
  var maxPixels = ReadLimits().maxPixels

  @Option(
    name: [.long, .customShort("j", allowingJoined: true)],
    help: ArgumentHelp("Images at once. (default: one for each processor)", valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "Running") var running: RunOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    try checkPaths()
    if paths.contains("") { throw ValidationError("a file's name is empty") }
    if let depth, depth != 8 && depth != 16 {
      throw ValidationError("--depth is \(depth); it must be 8 or 16")
    }
    if depth == 16 && format == .jpeg {
      throw ValidationError("--depth 16 does not go with --format jpeg, which has 8 bits")
    }
    if !(1...100).contains(quality) {
      throw ValidationError("--quality is \(quality); it must be from 1 to 100")
    }
    if maxPixels < 1 { throw ValidationError("--max-pixels is \(maxPixels); it must be positive") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be positive") }
    if running.resume && batch.inPlace {
      throw ValidationError(
        "--resume and --in-place exclude each other: what was replaced just before the end of a run "
          + "would be filtered twice")
    }
    if batch.dryRun && running.report != nil {
      throw ValidationError("--dry-run writes no report; leave out --report")
    }
  }

  /// How many paths there must be.
  private func checkPaths() throws {
    let isListed = batch.filesFrom != nil
    if batch.inPlace {
      if paths.isEmpty && !isListed { throw ValidationError("an input is needed") }
      if paths.contains("-") { throw ValidationError("--in-place needs files, not -") }
      if format != nil { throw ValidationError("--format does not go with --in-place") }
    } else if paths.count < (isListed ? 1 : 2) {
      throw ValidationError(
        isListed ? "an output folder is needed" : "an input and an output are needed")
    }
  }

  /// The conversion that these options and a recipe describe.
  func conversion(_ recipe: Recipe) throws(FilterError) -> Conversion {
    if map == .signed && recipe.isNeverNegative { throw FilterError.signedMapOfMagnitude }
    var conversion = try Conversion(recipe)
    conversion.map = map
    conversion.replacing = batch.replacing
    conversion.limits = ReadLimits(maxPixels: maxPixels)
    conversion.encoding.format = format
    conversion.encoding.bitDepth = depth
    conversion.encoding.quality = quality
    conversion.encoding.subsampling = subsampling
    conversion.encoding.isProgressive = progressive
    conversion.encoding.compression = compression
    return conversion
  }
}
