// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Filters
import ImageFiles

/// The options of a step: what every filter does, alone or in a recipe.
struct StepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How to fill samples outside the image. (default: replicate; zero for convolve)",
      valueName: "mode"))
  var border: BorderMode?

  @Option(help: ArgumentHelp("How to filter color and alpha.", valueName: "mode"))
  var alpha = AlphaMode.premultiply

  @Flag(help: "Filter in linear light: linearize before, encode after.")
  var linear = false

  @Flag(
    help: "Use the full kernel for wide Gaussians: slower, closer by up to 0.05 of a level.")
  var exact = false

  /// The options for the library.
  var options: FilterOptions {
    FilterOptions(border: border, alpha: alpha, isLinear: linear, isExact: exact)
  }
}

/// The options of every command that reads and writes images.
struct SharedOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "An input and an output file, or inputs and an output directory; - is standard input or output.",
      valueName: "input ... output"), completion: .file())
  var paths: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Output file, or directory with a slash at its end; other paths are inputs.",
      valueName: "path"), completion: .file())
  var output: String?

  @OptionGroup(title: "Files") var batch: BatchOptions

  @Option(
    help: ArgumentHelp("How to map results outside 0...1 to integer samples.", valueName: "map"))
  var map = SampleMap.clamp

  @Option(
    help: ArgumentHelp(
      "Bits per PNG sample: 8 or 16. (default: as the input; NPY is always float32)",
      valueName: "bits"), completion: .list(["8", "16"]))
  var depth: Int?

  @Option(
    help: ArgumentHelp(
      "Format of the output. (default: by the output's name, else as the input)",
      valueName: "format"))
  var format: FileFormat?

  @Option(help: ArgumentHelp("JPEG quality, 1 to 100.", valueName: "q"))
  var quality = 90

  @Option(
    help: ArgumentHelp("JPEG's chroma: full, half the columns, half of both.", valueName: "mode"))
  var subsampling = Encoding.Subsampling.s420

  @Flag(help: "Write progressive JPEG.")
  var progressive = false

  @Option(help: ArgumentHelp("PNG compression effort.", valueName: "effort"))
  var compression = Encoding.Compression.balanced

  @Option(
    help: ArgumentHelp("Max pixels of an input and of a result, such as 500M.", valueName: "n"))
  var maxPixels = PixelCount(ReadLimits().maxPixels)

  @Option(
    name: [.long, .customShort("j", allowingJoined: true)],
    help: ArgumentHelp("Max images at once. (default: one per CPU)", valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "Running") var running: RunOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if output == "" { throw ValidationError("--output needs a name") }
    if output != nil && batch.inPlace {
      throw ValidationError("--output and --in-place exclude each other")
    }
    if let depth, depth != 8 && depth != 16 {
      throw ValidationError("--depth is \(depth); it must be 8 or 16")
    }
    if depth == 16 && format == .jpeg {
      throw ValidationError("--depth 16 does not go with --format jpeg, which has 8 bits")
    }
    if !(1...100).contains(quality) {
      throw ValidationError("--quality is \(quality); it must be from 1 to 100")
    }
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

  /// The inputs and the output among some paths: the output is the last, unless `--in-place` makes it needless.
  ///
  /// - Throws: `ValidationError` if one is missing.
  func completed(_ paths: [String]) throws -> [String] {
    try checkWords(paths)
    let isListed = batch.filesFrom != nil
    if batch.inPlace {
      if paths.isEmpty && !isListed { throw ValidationError("an input is needed") }
      if paths.contains("-") { throw ValidationError("--in-place needs files, not -") }
      if format != nil { throw ValidationError("--format does not go with --in-place") }
      return paths
    }
    if let output {
      if paths.isEmpty && !isListed { throw ValidationError("an input is needed beside --output") }
      return paths + [output]
    }
    if paths.isEmpty {
      throw ValidationError(
        isListed ? "an output directory is needed" : "an input and an output are needed")
    }
    if paths.count == 1 && !isListed {
      throw ValidationError(
        "'\(paths[0])' is the only path; an input and an output are needed, or --in-place")
    }
    return paths
  }

  /// Finds paths that were meant as something else.
  private func checkWords(_ paths: [String]) throws {
    if paths.contains("") {
      throw ValidationError("a path is empty; a shell variable may be unset")
    }
    let isSurplus = paths.count > 2 || output != nil
    for path in paths where !Folder.isTaken(Path(path)) {
      if path.hasPrefix("\u{2013}") || path.hasPrefix("\u{2014}") {
        throw ValidationError(
          "'\(path)' begins with a typographic dash; options begin with - or --")
      }
      if isSurplus && Double(path) != nil {
        throw ValidationError(
          "'\(path)' is a number, not a file; a value comes after the name of its option")
      }
    }
  }

  /// The conversion that these options and a recipe describe.
  func conversion(_ recipe: Recipe) throws(FilterError) -> Conversion {
    var conversion = try Conversion(recipe)
    conversion.map = map
    conversion.replacing = batch.replacing
    conversion.limits = ReadLimits(maxPixels: maxPixels.pixels)
    conversion.encoding.format = format
    conversion.encoding.bitDepth = depth
    conversion.encoding.quality = quality
    conversion.encoding.subsampling = subsampling
    conversion.encoding.isProgressive = progressive
    conversion.encoding.compression = compression
    return conversion
  }
}
