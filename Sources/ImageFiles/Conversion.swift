// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Reads one image, filters it and writes the result: the whole way of one file.
///
/// A conversion is a value; any number of threads may run the same one on different files.
public struct Conversion: Sendable {
  /// What is done to the samples; its parameters are in their ranges.
  public let recipe: Recipe
  /// How results outside 0...1 are brought into it.
  public var map = SampleMap.clamp
  /// How the result is to be encoded.
  public var encoding = EncodingChoice()
  /// What is refused: larger inputs, and larger results.
  public var limits = ReadLimits()
  /// What may be replaced.
  public var replacing = Replacing.output
  /// The folder, which exists, that the planes of wavelet transforms are written to; nil: none.
  ///
  /// It is for one image: the next one's planes would replace them.
  public var levelsFolder: String?
  /// Whether only shapes are asked for: samples are not read.
  var isPreview = false
  /// How long one file may take; nil: any time.
  ///
  /// The clock is looked at between rows, of the input and of the result.
  public var timeout: Duration?
  /// What ends all conversions early, between two rows, with an error of the kind `.interrupted`.
  public var stop: StopSwitch?
  /// Where rows of the result are counted as they are written; it is for one image.
  public var progress: RowProgress?
  /// The memory that all conversions share; nil: as much as they need.
  public var budget: MemoryBudget?
  /// The most threads for one image.
  ///
  /// With more than one, images of a megapixel and more are decoded, filtered and encoded at once, and filters that take
  /// long are run by that many.  The result does not depend on it.
  public var threads = 1
  /// Which metadata outputs do without.
  public var metadataPolicy = MetadataPolicy()
  /// Whether an input may be replaced although other pictures in it are lost: a gain map, a depth map, a video, frames.
  public var dropsExtraPictures = false
  /// Whether an output gets the time of its input's last change.
  public var keepsModificationTime = false
  /// Whether the result tells the checksum of the output, which is read once more for it.
  public var takesChecksum = false

  /// A conversion by `recipe`; all else as the defaults above say.
  ///
  /// - Throws: `FilterError` if a parameter of a filter is outside its range.
  public init(_ recipe: Recipe) throws(FilterError) {
    try recipe.validate()
    self.recipe = recipe
  }

  /// A conversion by one filter.
  ///
  /// - Throws: `FilterError` if a parameter of the filter is outside its range.
  public init(_ filter: Filter, options: FilterOptions = FilterOptions()) throws(FilterError) {
    try self.init(Recipe(filter, options: options))
  }
}

/// How filtered samples become samples that a file can hold.
///
/// Alpha is left as it is.
public enum SampleMap: String, Hashable, Sendable, CaseIterable {
  /// Below 0 becomes 0, above 1 becomes 1.
  case clamp
  /// The absolute value, then as `clamp`.
  case abs
  /// v / 2 + 1/2, so that 0 is middle gray, then as `clamp`.
  case signed
  /// The smallest sample of all colours becomes 0, the largest 1; if they are equal, all become 0.
  ///
  /// It takes one more pass over the image.
  case normalize
}

/// What the user says about the output's encoding; what is nil follows the output's name and the input.
public struct EncodingChoice: Hashable, Sendable {
  /// The format; nil: what the output's name says, else as the input.
  public var format: FileFormat?
  /// The bits of a sample; nil: as the input, where the format can hold them.
  public var bitDepth: Int?
  /// JPEG's quality, 1 to 100.
  public var quality = 90
  /// Whether the quantization tables of a JPEG input are used again, in place of `quality`.
  ///
  /// Where they do not fit, `quality` counts, and a note says so.
  public var keepsTables = false
  /// JPEG's chroma; nil: as the input if that is a color JPEG, else 4:2:0.
  public var subsampling: Encoding.Subsampling?
  /// Whether JPEG is progressive.
  public var isProgressive = false
  /// PNG's trade of time against size.
  public var compression = Encoding.Compression.balanced

  /// The defaults above.
  public init() {}

  /// The format that the user or the output's name asks for; nil if neither does.
  ///
  /// - Throws: `.cannotCreate` if the name ends in the extension of a format that cannot be written.
  fileprivate func format(of output: Output) throws(FileError) -> FileFormat? {
    if let format { return format }
    return try FileFormat.named(output)
  }

  /// Completes a JPEG encoding by what is kept of the input's coding, for an output of so many channels.
  ///
  /// - Returns: a note for each thing that cannot be kept.
  fileprivate func keepCoding(
    of header: FileHeader, channels: Int, in encoding: inout Encoding
  ) -> [String] {
    guard encoding.format == .jpeg else { return [] }
    var notes: [String] = []
    if subsampling == nil && channels == 3, let jpeg = header.jpeg, jpeg.sampling.count >= 3 {
      encoding.sampling = jpeg.colorSampling
      if encoding.sampling == nil {
        notes.append("wrote 4:2:0: the input's sampling factors cannot be written in one scan")
      }
    }
    if keepsTables {
      encoding.tables = header.jpeg?.tables(forChannels: channels, from: header.colorModel)
      if encoding.tables == nil {
        let reason =
          header.jpeg == nil
          ? "the input is not a JPEG, so there are no quantization tables to keep"
          : "the input's quantization tables do not fit the output"
        notes.append("wrote JPEG quality \(quality): \(reason)")
      }
    }
    return notes
  }

  /// The encoding of an output, for an input with this header.
  fileprivate func completed(_ format: FileFormat?, for header: FileHeader) -> Encoding {
    let chosen = format ?? header.format
    var encoding = Encoding(chosen, bitDepth: bitDepth ?? chosen.bitDepth(for: header))
    encoding.quality = quality
    if let subsampling { encoding.subsampling = subsampling }
    encoding.isProgressive = isProgressive
    encoding.compression = compression
    return encoding
  }
}

/// What a conversion did.
public struct ConversionResult: Hashable, Sendable {
  /// The extent of the image that was read.
  public let input: Shape
  /// The extent of the image that was written.
  public let output: Shape
  /// What of the image or its metadata could not be kept, a sentence each.
  public let notes: [String]
  /// What was measured of the image on the way, a sentence each.
  public let details: [String]
  /// How the input stood while it was read; nil for a pipe or a device.
  public let stamp: FileStamp?
  /// The output's bytes; nil for a pipe or a device, or if `Conversion.takesChecksum` is off.
  public let written: WrittenFile?
}

extension Conversion {
  /// Converts one file.
  ///
  /// The output is created when all is known to fit, and takes its place when the input was read to its end without a
  /// fault; after an error nothing is left of it.  Only standard output, pipes and devices have then received what was
  /// written so far.
  ///
  /// An input that is another file, has another size or another time afterwards than before fails, and leaves the old output.
  ///
  /// - Throws: `FileError` about the input or the output, of any kind.
  public func run(_ input: Input, to output: Output) throws(FileError) -> ConversionResult {
    let stamp = FileStamp(input)
    let watch = RowWatch(stop: stop, timeout: timeout, path: input.name)
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
    let metadata = original.metadata
    var edit = MetadataEdit(
      metadataPolicy, from: original.header.shape, to: lowered.shape,
      format: prepared.encoding.format)
    let file = try OutputFile(output)
    let writer = try ImageWriter(
      to: file, shape: lowered.shape, hasAlpha: prepared.hasAlpha, encoding: prepared.encoding,
      metadata: edit.apply(metadata), threads: threads)
    // Counting what is clamped costs little, but for a fast filter not nothing.
    let header = original.header
    if header.bitDepth <= 16 && lowered.staysInUnitRange(channels: header.shape.channels) {
      writer.expectNoClamping()
    }
    let levels = levelsFolder.map(LevelFiles.init)
    let rows: any RowSource = Watched(
      try chain.rows(levels: levels, threads: threads), by: watch)
    try writer.write(progress.map { CountedRows(rows, $0) as any RowSource } ?? rows)
    try original.finish()
    try refuseLoss(of: original.metadata, path: input.name)
    try writer.finish(adding: edit.apply(original.metadata.added(since: metadata)))
    let written = takesChecksum ? try file.written() : nil
    if keepsModificationTime, let stamp { file.setModified(stamp.modified) }
    guard FileStamp(input) == stamp else {
      throw FileError(.unreadable, path: input.name, reason: "was changed while it was read")
    }
    try watch.check()
    try levels?.commit()
    try file.commit(replacing)

    let extras = original.metadata.allExtras
    var notes =
      original.notes + lowered.notes + edit.notes + extras.notes + prepared.notes + writer.notes
    if chain.flattens { notes.append("JPEG holds no transparency: flattened onto white") }
    if let note = writer.clampingNote { notes.append(note) }
    return ConversionResult(
      input: original.header.shape, output: lowered.shape, notes: notes, details: chain.details,
      stamp: stamp, written: written)
  }

  /// Waits until there is memory for an image; returns what is to be given back, and how many threads may filter and write:
  /// one if more can never have their memory.
  private func takeMemory(
    for result: Lowered, over original: Original, _ encoding: Encoding, from input: Input,
    to output: Output
  ) throws(FileError) -> (bytes: Int, threads: Int) {
    guard let budget else { return (0, threads) }
    func bytes(_ threads: Int) throws(FileError) -> Int {
      do throws(ShapeError) {
        return try bytesNeeded(
          for: result, over: original, encoding: encoding, to: output, threads: threads)
      } catch {
        throw FileError(.internalError, path: input.name, reason: "\(error)")
      }
    }
    var (count, threads) = (try bytes(threads), threads)
    if count > budget.bytes { (count, threads) = (try bytes(1), 1) }
    try budget.take(count, path: input.name, unless: stop)
    return (count, threads)
  }

  /// What is known of a conversion when the input's header is read, and its samples as far as they must be.
  struct Prepared {
    let original: Original
    let encoding: Encoding
    let chain: Chain
    let hasAlpha: Bool
    /// What of the choice of encoding could not be followed.
    let notes: [String]
  }

  /// Opens the input and finds out whether all fits.
  ///
  /// - Parameters:
  ///   - watch: what may end the reading between two rows.
  ///   - taking: is called when the result's shape is known and allowed, before any row is read.
  /// - Throws: `FileError` about the input or the output.
  func prepare(
    _ input: Input, to output: Output, watch: RowWatch,
    taking: (Lowered, Original, Encoding) throws(FileError) -> Void = { _, _, _ in }
  ) throws(FileError) -> Prepared {
    var format: FileFormat?
    if case .input = replacing {
      format = encoding.format
    } else {
      if let old = FileIdentity(output), old == FileIdentity(input) {
        throw FileError(
          .cannotCreate, path: output.name, reason: "is the input itself; choose another output")
      }
      do {
        format = try encoding.format(of: output)
      } catch {
        try input.refuseForeign(namedLike: output)
        throw error
      }
    }
    let needsPasses = !isPreview && (recipe.needsMeasuring || map == .normalize)
    let original = try Original(
      input, limits: limits, isReadAgain: needsPasses, watch: watch, threads: threads)
    try refuseLoss(of: original.metadata, path: input.name)
    var encoding = encoding.completed(format, for: original.header)
    let chain = try Chain(self, over: original, encoding: encoding, path: input.name) {
      result throws(FileError) in
      try check(result, encoding, over: original.header, path: output.name)
      try taking(result, original, encoding)
    }
    let hasAlpha = encoding.countsAlpha(chain.lowered, over: original.header)
    let notes = self.encoding.keepCoding(
      of: original.header, channels: chain.lowered.shape.channels, in: &encoding)
    return Prepared(
      original: original, encoding: encoding, chain: chain, hasAlpha: hasAlpha, notes: notes)
  }

  /// Whether the limits and the format allow an output of this shape.
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
        reason: "the result would have \(size) = \(pixels) pixels, the limit is "
          + "\(limits.maxPixels); raise it with --max-pixels \(pixels)")
    }
    try ImageWriter.check(shape, hasAlpha: hasAlpha, encoding, path: path)
    let largest = encoding.format.largestSide
    if max(shape.width, shape.height) > largest {
      let help = encoding.format == .jpeg ? "; write PNG" : ""
      throw FileError(
        .limit, path: path,
        reason: "\(encoding.format.name) holds \(largest) pixels a side, not \(size)\(help)")
    }
  }
}

extension Encoding {
  /// Whether the last channel of the result is to be written as alpha.
  fileprivate func countsAlpha(_ result: Lowered, over header: FileHeader) -> Bool {
    result.hasAlpha || format.countsAlpha(result.shape, from: header)
  }
}

extension FileFormat {
  /// The most pixels of a row or column: libjpeg's JPEG_MAX_DIMENSION, and PNG's largest number.
  var largestSide: Int { self == .jpeg ? 65500 : Int(Int32.max) }

  /// The format that an output's name asks for; nil if it has no extension.
  ///
  /// - Throws: `.cannotCreate` for an extension that is no format of ours.
  fileprivate static func named(_ output: Output) throws(FileError) -> FileFormat? {
    guard case .path(let path) = output else { return nil }
    if let format = FileFormat(fileName: path) { return format }
    let name = path.parts.name
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return nil
    }
    let ending = String(decoding: name[dot...], as: UTF8.self)
    throw FileError(
      .cannotCreate, path: path.text,
      reason:
        "\(ending) cannot be written; use .png, .jpg or .npy, or name the format with --format")
  }
}
