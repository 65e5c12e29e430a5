// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The complete processing of one file: reading an image, filtering it and writing the result.
///
/// ```swift
/// var conversion = try Conversion(.blur(.gaussian(sigma: 2)))
/// conversion.encoding.quality = 92
/// let result = try conversion.run(.path("photo.jpg"), to: .path("soft.jpg"))
/// for note in result.notes { print(note) }
/// ```
///
/// A conversion is a value; any number of threads may run the same one on different files.
public struct Conversion: Sendable {
  /// The filters to apply, with validated parameters.
  public let recipe: Recipe
  /// How results outside 0...1 are mapped into that range.
  public var map = SampleMap.clamp
  /// How to encode the result.
  public var encoding = EncodingChoice()
  /// The limits on the sizes of inputs and results.
  public var limits = ReadLimits()
  /// Which existing files may be replaced.
  public var replacing = Replacing.output
  /// The existing directory for the planes of wavelet transforms; `nil` to write none.
  ///
  /// Set it for one image only: the planes of the next one would replace them.
  public var levelsDirectory: String?
  /// Whether only shapes are requested and samples are not read.
  var isPreview = false
  /// The time limit per file; `nil` for none.
  ///
  /// It is checked between rows of the input and of the result.
  public var timeout: Duration?
  /// The switch that cancels all conversions, between two rows, with an error of kind `.interrupted`.
  public var stop: CancellationFlag?
  /// The set that the temporary files of outputs belong to until they are complete.
  package var temporaries = Temporaries()
  /// The bytes at the beginning of standard input that were taken from it before; empty for all other inputs.
  package var ahead: [UInt8] = []
  /// The progress of the result's rows as they are written; for one image only.
  public var progress: RowProgress?
  /// The memory budget that all conversions share; `nil` for no limit.
  public var budget: MemoryBudget?
  /// The maximum number of threads for one image.
  ///
  /// With more than one, images of a megapixel and more are decoded, filtered and encoded concurrently, and slow
  /// filters use that many threads.  The result does not depend on it.
  public var threads = 1
  /// What becomes of an input's orientation; if it is applied, all sizes are those of the upright image.
  ///
  /// Turning holds the whole input in its own depth, except for a horizontal flip.
  public var orientation = OrientationMode.keep
  /// Which metadata to strip from outputs.
  public var metadataPolicy = MetadataPolicy()
  /// Whether an input may be replaced even if other pictures in it are lost: a gain map, a depth map, a video, frames.
  public var dropsExtraPictures = false
  /// Whether an output gets its input's modification time.
  public var keepsModificationTime = false
  /// Whether an output is flushed to its device before it gets its name.
  ///
  /// Without it, conversions of small files are faster, and an output is still complete or absent if the process ends
  /// at any time, but not if the machine loses power.
  public var flushesOutputs = true
  /// Whether the result includes the output's checksum, for which the output is read back.
  public var takesChecksum = false

  /// Creates a conversion by `recipe` with the defaults above.
  ///
  /// - Throws: `FilterError` if a parameter of a filter is outside its range.
  public init(_ recipe: Recipe) throws(FilterError) {
    try recipe.validate()
    self.recipe = recipe
  }

  /// Creates a conversion by one filter.
  ///
  /// - Throws: `FilterError` if a parameter of the filter is outside its range.
  public init(_ filter: Filter, options: FilterOptions = FilterOptions()) throws(FilterError) {
    try self.init(Recipe(filter, options: options))
  }
}

extension Conversion {
  /// Converts one file.
  ///
  /// The images of a batch, NPY's `(N, C, H, W)`, are filtered one after the other and appended to one output; each is
  /// measured for itself.  Limits on pixels and memory are those of one image.
  ///
  /// The output is created once everything is known to fit, and gets its name once the whole input has been read
  /// without an error.  After an error nothing is left of it; only standard output, pipes and devices have received
  /// what was written so far.
  ///
  /// If the input's identity, size or modification time changes during the run, the run fails and the old output is
  /// kept.
  ///
  /// - Throws: `FileError` about the input or the output, of any kind.
  public func run(_ input: Input, to output: Output) throws(FileError) -> ConversionResult {
    let stamp = FileStamp(input)
    let watch = Deadline(stop: stop, timeout: timeout, path: input.name)
    var taken = 0
    var threads = threads
    defer { budget?.release(taken) }
    let prepared = try prepare(input, to: output, watch: watch) {
      result, original, encoding throws(FileError) in
      (taken, threads) = try takeMemory(
        for: result, over: original, encoding, from: input, to: output)
      watch.restart()
    }
    let (original, chain) = (prepared.original, prepared.chain)
    let lowered = chain.lowered
    let batchSize = prepared.batchSize
    let metadata = original.metadata
    var edit = MetadataEdit(
      metadataPolicy, from: original.stored.shape, to: lowered.shape,
      format: prepared.encoding.format, turn: original.turn)
    let file = try Destination(output, temporaries: temporaries)
    let writer = try ImageWriter(
      to: file, shape: lowered.shape, hasAlpha: prepared.hasAlpha, encoding: prepared.encoding,
      metadata: edit.apply(metadata), batchSize: batchSize, threads: threads,
      isPlanar: prepared.blur != nil)
    // Counting clamped samples is cheap, but not free for a fast filter.
    let header = original.header
    if header.bitDepth <= 16 && lowered.staysInUnitRange(channels: header.shape.channels) {
      writer.expectNoClamping()
    }
    let levels = levelsDirectory.map {
      LevelFiles(in: $0, batchSize: original.header.batchSize, temporaries: temporaries)
    }
    let details = try write(prepared, to: writer, levels: levels, threads: threads, by: watch)
    try original.finish(readsAllRows: readsAllRows)
    try refuseLoss(of: original.metadata, path: input.name)
    edit.keepLateOrientation(of: original.metadata)
    try writer.finish(adding: edit.apply(original.metadata.added(since: metadata)))
    let written = takesChecksum ? try file.written() : nil
    if keepsModificationTime, let stamp { file.setModified(stamp.modified) }
    guard FileStamp(input) == stamp else {
      throw FileError(.unreadable, path: input.name, reason: "was changed while it was read")
    }
    try watch.check()
    try levels?.commit(isFlushed: flushesOutputs)
    try file.commit(replacing, isFlushed: flushesOutputs)

    let extras = original.metadata.allExtras
    var notes =
      original.notes + lowered.notes + edit.notes + extras.notes + prepared.notes + writer.notes
    if chain.flattens {
      notes.append("\(prepared.encoding.format.name) has no alpha channel: flattened onto white")
    }
    notes += [writer.clampingNote, writer.overflowNote].compactMap { $0 }
    return ConversionResult(
      input: original.header.shape, output: lowered.shape,
      batchSize: original.header.batchSize, notes: notes, clampingNote: writer.clampingNote,
      salvageNote: original.salvageNote, details: details, stamp: stamp, written: written)
  }

  /// Waits until there is memory for an image; returns the bytes to release, and the number of threads that may filter
  /// and write: one if the budget is too small for more.
  private func takeMemory(
    for result: Lowered, over original: RereadableInput, _ encoding: Encoding, from input: Input,
    to output: Output
  ) throws(FileError) -> (bytes: Int, threads: Int) {
    guard let budget else { return (0, threads) }
    return try budget.take(for: threads, path: input.name, unless: stop) {
      threads throws(FileError) in
      do throws(ShapeError) {
        return try bytesNeeded(
          for: result, over: original, encoding: encoding, to: output, threads: threads)
      } catch {
        throw FileError(.internalError, path: input.name, reason: "\(error)")
      }
    }
  }

  /// The state of a conversion after reading the input's header, and its samples if a filter must measure them.
  struct Prepared {
    let original: RereadableInput
    let encoding: Encoding
    /// The stages for the first image.
    let chain: Chain
    let hasAlpha: Bool
    /// The filter over the planes of a JPEG file, in place of the stages; `nil` to run the stages.
    let blur: PlaneBlur?
    /// The filter over 8-bit pixels, in place of the stages; `nil` to run the stages.
    let pixels: PixelFilter?
    /// Notes on parts of the encoding choice that could not be followed.
    let notes: [String]
  }

  /// Opens the input and checks that everything fits.
  ///
  /// - Parameters:
  ///   - watch: checks for the deadline and cancellation between two rows.
  ///   - taking: called when the result's shape is known and allowed, before any row is read.
  /// - Throws: `FileError` about the input or the output.
  func prepare(
    _ input: Input, to output: Output, watch: Deadline,
    taking: (Lowered, RereadableInput, Encoding) throws(FileError) -> Void = { _, _, _ in }
  ) throws(FileError) -> Prepared {
    var format: FileFormat?
    if case .input = replacing {
      format = encoding.format
    } else {
      if let old = FileIdentity(output), old == FileIdentity(input) {
        throw FileError(
          .cannotCreate, path: output.name, reason: "is the input itself", detail: .isInput)
      }
      do {
        format = try encoding.format(of: output)
      } catch {
        try input.refuseForeign(namedLike: output)
        throw error
      }
    }
    let needsPasses = !isPreview && measuresImages
    let original = try RereadableInput(
      input, limits: limits, isReadAgain: needsPasses, watch: watch, threads: threads,
      orientation: orientation, ahead: ahead)
    try refuseLoss(of: original.metadata, path: input.name)
    try checkBatch(of: original.header, in: format ?? original.header.format, path: output.name)
    var encoding = encoding.completed(format, for: original.header)
    let chain = try Chain(self, over: original, to: ChainOutput(encoding), path: input.name) {
      result throws(FileError) in
      try check(result, encoding, over: original.header, path: output.name)
      try taking(result, original, encoding)
    }
    let hasAlpha = encoding.countsAlpha(chain.lowered, over: original.header)
    let notes = self.encoding.keepCoding(
      of: original.header, channels: chain.lowered.shape.channels, in: &encoding)
    return Prepared(
      original: original, encoding: encoding, chain: chain, hasAlpha: hasAlpha,
      blur: planes(chain.lowered, over: original, encoding),
      pixels: pixels(chain.lowered, over: original, encoding), notes: notes)
  }

  /// Checks that the limits and the format allow an output of this shape.
  private func check(
    _ result: Lowered, _ encoding: Encoding, over header: FileHeader, path: String
  ) throws(FileError) {
    let shape = result.shape
    let hasAlpha = encoding.countsAlpha(result, over: header)
    let size = "\(shape.width) x \(shape.height)"
    let pixels = shape.width * shape.height
    if pixels > limits.maxPixels {
      throw FileError(
        .limit, path: path,
        reason:
          "the result would have \(size) = \(pixels) pixels, the limit is \(limits.maxPixels)",
        detail: .pixels(count: pixels))
    }
    try ImageWriter.check(shape, hasAlpha: hasAlpha, encoding, path: path)
    try ImageWriter.check(sides: shape, encoding, path: path)
  }
}

extension Encoding {
  /// Whether the last channel of the result is written as alpha.
  fileprivate func countsAlpha(_ result: Lowered, over header: FileHeader) -> Bool {
    result.hasAlpha || format.countsAlpha(result.shape, from: header)
  }
}

extension FileFormat {
  /// Returns the format of the output's extension; `nil` if it has none.
  ///
  /// - Throws: `.cannotCreate` for an unknown extension.
  package static func named(_ output: Output) throws(FileError) -> FileFormat? {
    guard case .path(let path) = output else { return nil }
    if let format = FileFormat(fileName: path) { return format }
    let name = path.parts.name
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return nil
    }
    let ending = String(decoding: name[dot...], as: UTF8.self)
    throw FileError(
      .cannotCreate, path: path.text,
      reason: "\(ending) cannot be written; use \(usualExtensions)",
      detail: .unknownExtension)
  }
}
