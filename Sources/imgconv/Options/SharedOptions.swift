// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Recipes
import Batch
import Filters
import ImageFiles

/// The options of every command that reads and writes images.
struct SharedOptions: OptionValues {
  var paths: [String] = []
  var output: String?
  var batch = BatchOptions()
  var map = SampleMap.clamp
  var depth: Int?
  var dtype: Encoding.FloatType?
  var format: FileFormat?
  var quality = QualityArgument.value(90)
  var subsampling = SubsamplingArgument.auto
  var progressive = false
  var compression = Encoding.Compression.balanced
  var maxPixels = PixelCount(ReadLimits().maxPixels)
  var lenient = false
  var jobs: Int?
  var metadata = MetadataOptions()
  var running = RunOptions()
  var messages = MessageOptions()

  static let declarations: [CommandOption<Self>] = [
    .words(
      "paths", \.paths,
      ArgumentHelp(
        "An input and an output file, or inputs and an output directory; - is standard input or output.",
        valueName: "input ... output"), completion: .file()),
    .option(
      "output", short: "o", \.output,
      ArgumentHelp(
        "Output file, or directory with a slash at its end; all other paths are inputs. (default: the last path)",
        valueName: "path"), completion: .file()),
    .group("Files", "batch", \.batch),
    .option(
      "map", \.map,
      ArgumentHelp("How to map results outside 0...1 to integer samples.", valueName: "map")),
    .option(
      "depth", \.depth,
      ArgumentHelp(
        "Bits per integer sample: 8 or 16. (default: as the input; NPY holds floats)",
        valueName: "bits"), completion: .list(["8", "16"])),
    .option(
      "dtype", \.dtype,
      ArgumentHelp("Numbers of NPY outputs: float16 or float32. (default: f4)", valueName: "type")),
    .option(
      "format", \.format,
      ArgumentHelp(
        "Format of the output. (default: by the output's name, else as the input)",
        valueName: "format")),
    .option(
      "quality", \.quality,
      ArgumentHelp(
        "JPEG quality, 1 to 100; keep reuses the input JPEG's quantization tables.",
        valueName: "q")),
    .option(
      "subsampling", \.subsampling,
      ArgumentHelp(
        "JPEG chroma resolution: full, half the columns, half of both; "
          + "auto is the input JPEG's, else 420.", valueName: "mode")),
    .flag("progressive", \.progressive, "Write progressive JPEG."),
    .option(
      "compression", \.compression,
      ArgumentHelp("PNG compression effort.", valueName: "effort")),
    .option(
      "max-pixels", \.maxPixels,
      ArgumentHelp("Max pixels of an input and of a result, such as 500M.", valueName: "n")),
    .flag(
      "lenient", \.lenient,
      "Decode what can be salvaged from damaged PNG and JPEG files, with a warning."),
    .option(
      "jobs", short: "j", joinsValue: true, \.jobs,
      ArgumentHelp("Max images at once. (default: one per CPU)", valueName: "n")),
    .group("Metadata", "metadata", \.metadata),
    .group("Running", "running", \.running),
    .group("Messages", "messages", \.messages),
  ]

  func validate() throws {
    if output == "" { throw ValidationError("--output needs a name") }
    if output != nil && batch.inPlace {
      throw ValidationError("--output and --in-place exclude each other")
    }
    if let depth, depth != 8 && depth != 16 {
      throw ValidationError("--depth is \(depth); it must be 8 or 16")
    }
    if let depth, let format, !format.capabilities.holds(bitDepth: depth) {
      let depths = format.capabilities.bitDepths.map { "\($0)" }.joined(separator: " or ")
      throw ValidationError(
        "--depth \(depth) does not go with --format \(format.rawValue), which has \(depths) bits")
    }
    if let dtype, let format, !format.capabilities.options.contains(.floatType) {
      throw ValidationError(
        "--dtype \(dtype.rawValue) does not go with --format \(format.rawValue); it is for NPY")
    }
    if case .value(let quality) = quality, !(1...100).contains(quality) {
      throw ValidationError("--quality is \(quality); it must be from 1 to 100")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be positive") }
    if lenient && batch.inPlace {
      throw ValidationError(
        "--lenient and --in-place exclude each other: a damaged file would be replaced by what is left of it"
      )
    }
    if running.resume && batch.inPlace {
      throw ValidationError(
        "--resume and --in-place exclude each other: what was replaced just before the end of a run "
          + "would be filtered twice")
    }
    if metadata.dropExtraPictures && !batch.inPlace {
      throw ValidationError("--drop-extra-pictures is for --in-place; other outputs get a note")
    }
    if batch.dryRun && running.report != nil {
      throw ValidationError("--dry-run writes no report; leave out --report")
    }
  }

  /// Checks that the number of paths of the command line, without a recipe, fits the other options.
  ///
  /// - Throws: `ValidationError` if an input or the output is missing.
  func check(_ paths: [String]) throws {
    try checkWords(paths)
    let isListed = batch.filesFrom != nil
    if batch.inPlace {
      if paths.isEmpty && !isListed { throw ValidationError("an input is needed") }
      if paths.contains("-") { throw ValidationError("--in-place needs files, not -") }
      if format != nil { throw ValidationError("--format does not go with --in-place") }
    } else if output != nil {
      if paths.isEmpty && !isListed { throw ValidationError("an input is needed besides --output") }
    } else if paths.isEmpty {
      throw ValidationError(
        isListed ? "an output directory is needed" : "an input and an output are needed")
    } else if paths.count == 1 && !isListed {
      throw ValidationError(
        "'\(paths[0])' is the only path; an input and an output are needed, or --in-place")
    }
  }

  /// Checks for paths that were meant as something else.
  private func checkWords(_ paths: [String]) throws {
    if paths.contains("") {
      throw ValidationError("a path is empty; a shell variable may be unset")
    }
    let isSurplus = paths.count > 2 || output != nil
    for path in paths where !Directory.isTaken(Path(path)) {
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

  /// Returns the conversion that these options and a recipe describe.
  func conversion(_ recipe: Recipe) throws(FilterError) -> Conversion {
    if map == .signed && recipe.isNeverNegative { throw FilterError.signedMapOfMagnitude }
    var conversion = try Conversion(recipe)
    conversion.map = map
    conversion.metadataPolicy = metadata.policy
    conversion.orientation = metadata.orient
    conversion.dropsExtraPictures = metadata.dropExtraPictures
    conversion.replacing = batch.replacing
    conversion.limits = ReadLimits(maxPixels: maxPixels.pixels, isLenient: lenient)
    conversion.encoding.format = format
    conversion.encoding.bitDepth = depth
    conversion.encoding.floatType = dtype
    if case .value(let quality) = quality { conversion.encoding.quality = quality }
    conversion.encoding.keepsTables = quality == .keep
    conversion.encoding.subsampling = subsampling.subsampling
    conversion.encoding.isProgressive = progressive
    conversion.encoding.compression = compression
    return conversion
  }
}
