// SPDX-License-Identifier: Apache-2.0

public import Filters

/// A writer that encodes rows to an image file of any registered format.
///
/// For formats of integers, samples are multiplied by the maximum integer, clamped, and rounded to nearest,
/// ties to even; NPY stores them unchanged, or rounded to float16.  Memory does not depend on the image's height unless
/// the encoding is progressive, or several channels of NPY go to a pipe, to standard output or to a
/// device: NPY stores planes one after another, so the image is held until `finish()`.  A writer
/// belongs to one thread at a time.
public final class ImageWriter {
  /// The extent of the image; of each image of a batch.
  public let shape: Shape
  /// Notes on metadata that could not be kept, one sentence each.
  ///
  /// The list is complete after `finish(adding:)`.
  public private(set) var notes: [String]
  private let format: FileFormat
  private let path: String
  private let encoder: any RowEncoder
  /// The range outside which clamping changes a sample by more than rounding does; `nil` for formats that hold all
  /// values.
  private var clampedBeyond: ClosedRange<Float>?
  private var clamped = 0
  private let imageCount: Int

  /// Prepares an image in `file`.
  ///
  /// The caller commits the file after `finish()`.
  ///
  /// Metadata that the format cannot carry is left out; see `Metadata.carried(by:channels:)`.
  ///
  /// - Parameter threads: with more than one, a large image is encoded in its own thread unless it goes to a pipe, and
  ///   slow PNG compression uses several.
  /// - Throws: `.cannotCreate` if the format cannot hold the channels or the bit depth, `.limit` if
  ///   the format cannot hold the size.
  public convenience init(
    to file: OutputFile, shape: Shape, hasAlpha: Bool, encoding: Encoding,
    metadata: Metadata = Metadata(), threads: Int = 1
  ) throws(FileError) {
    try self.init(
      to: .file(file), shape: shape, hasAlpha: hasAlpha, encoding: encoding, metadata: metadata,
      threads: threads)
  }

  /// Prepares an image in a file or in memory.
  ///
  /// - Parameter batchSize: the number of images along a batch axis, whose rows follow each other; `nil` for one image
  ///   without that axis.
  /// - Parameter isPlanar: whether `write(planes:each:)` writes the image, for a format that `takesPlanes`.
  init(
    to file: Destination, shape: Shape, hasAlpha: Bool, encoding: Encoding, metadata: Metadata,
    batchSize: Int? = nil, threads: Int = 1, isPlanar: Bool = false
  ) throws(FileError) {
    try ImageWriter.check(shape, hasAlpha: hasAlpha, encoding, path: file.path)
    imageCount = batchSize ?? 1
    let (carried, notes) = metadata.carried(by: encoding.format, channels: shape.channels)
    encoder = try encoding.format.codec.encoder(
      to: file,
      EncodingPlan(
        shape: shape, batchSize: batchSize, encoding: encoding, metadata: carried,
        threads: threads, isPlanar: isPlanar))
    path = file.path
    format = encoding.format
    self.shape = shape
    self.notes = notes
    clampedBeyond = encoding.clampedBeyond
  }

  /// Encodes all rows of a fresh source to a file in memory.
  ///
  /// - Parameter path: the name in messages.
  /// - Throws: as `init(to:shape:hasAlpha:encoding:metadata:)` and `write(_:)`.
  public static func bytes(
    of source: any RowSource, hasAlpha: Bool, encoding: Encoding, metadata: Metadata = Metadata(),
    path: String
  ) throws(FileError) -> [UInt8] {
    let output = MemoryOutput(name: path)
    let writer = try ImageWriter(
      to: .memory(output), shape: source.shape, hasAlpha: hasAlpha, encoding: encoding,
      metadata: metadata)
    try writer.write(source)
    try writer.finish()
    output.commit()
    return output.bytes
  }

  /// Pulls all rows of a fresh source and encodes them; call it once for each image.
  ///
  /// - Precondition: the source has the writer's shape.
  /// - Throws: `.readWrite` if writing fails; what the source throws if that is a `FileError`, else
  ///   an `.internalError` that describes it.
  public func write(_ source: any RowSource) throws(FileError) {
    precondition(source.shape == shape, "a source of another shape")
    var buffers = try RowBuffers(forRowsOf: source, path: path)
    var rowsLeft = shape.height
    while rowsLeft > 0 {
      let count: Int
      do throws(RowError) {
        count = try buffers.pull(upTo: rowsLeft, from: source)
      } catch {
        throw FileError(of: error, path: path)
      }
      for index in 0..<count { try write(row: buffers[index]) }
      rowsLeft -= count
    }
  }

  /// Pulls all rows of a fresh filter of planes and encodes them, in place of `write(_:)`.
  ///
  /// - Parameter each: called with the number of rows after each step.
  /// - Throws: as `write(_:)`, and what `each` throws.
  func write(
    planes: BlurredPlanes, each: (Int) throws(FileError) -> Void
  ) throws(FileError) {
    guard let encoder = encoder.planes else { preconditionFailure("a writer of rows") }
    try encoder.begin()
    while planes.rowsLeft > 0 {
      let count: Int
      do throws(RowError) {
        count = try planes.nextRows(into: encoder)
      } catch {
        throw FileError(of: error, path: path)
      }
      try encoder.complete(rows: count)
      try each(count)
    }
  }

  /// Pulls all rows of fresh filtered pixels and encodes them, in place of `write(_:)`, in a format of integers with 8
  /// bits per sample.
  ///
  /// - Parameter each: called after each row.
  /// - Throws: as `write(_:)`, and what `each` throws.
  func write(
    pixels: FilteredPixels, each: () throws(FileError) -> Void
  ) throws(FileError) {
    var line = try PixelRow(for: shape, path: path)
    var row = try RowBuffer(for: shape, path: path)
    for _ in 0..<shape.height {
      do throws(RowError) {
        try line.pull(from: pixels)
      } catch {
        throw FileError(of: error, path: path)
      }
      if let encoder = encoder.pixels {
        try encoder.write(pixels: line.samples)
      } else {
        row.load(line.samples)
        try encoder.write(row: row)
      }
      try each()
    }
    clamped += pixels.clamped
  }

  /// Encodes the next row.
  ///
  /// Call it `shape.height` times.
  ///
  /// - Precondition: the row has the writer's channels and width.
  /// - Throws: `.readWrite` if writing fails.
  public func write(row: borrowing RowBuffer) throws(FileError) {
    precondition(row.channels == shape.channels && row.width == shape.width, "another shape")
    if let clampedBeyond { clamped += row.count(outside: clampedBeyond) }
    try encoder.write(row: row)
  }

  /// Stops counting for `clampedShare`, which stays 0: for rows that are known to be in 0...1.
  func expectNoClamping() { clampedBeyond = nil }

  /// The share of samples that have been clamped so far because they were outside 0...1 by more than half a level, or
  /// that became infinite because they were beyond float16.
  public var clampedShare: Double {
    Double(clamped) / Double(shape.channels * shape.height * shape.width) / Double(imageCount)
  }

  /// Finishes the file and hands all bytes to the system.
  ///
  /// Call it once, after the last row.
  ///
  /// - Parameter late: metadata that was not known when the writer was created, because the input holds it after the
  ///   image data.  PNG stores EXIF, XMP, the time, texts and segments there too; the rest, and all of it for other
  ///   formats, is left out with a note.
  /// - Throws: `.readWrite` if writing fails.
  public func finish(adding late: Metadata = Metadata()) throws(FileError) {
    let (kept, lost) =
      format.capabilities.metadata.takesLate ? late.splitForAppending : (Metadata(), late)
    if let names = lost.namesOfParts {
      notes.append(
        "left out metadata after the image data (\(names)): the output had begun when it was read; "
          + "give the input as a file, not a pipe")
    }
    let (carried, lateNotes) = kept.carried(by: format, channels: shape.channels)
    notes += lateNotes.filter { !notes.contains($0) }
    try encoder.finish(adding: carried)
  }
}

extension Encoding {
  /// The range of samples that integers or float16 hold up to rounding; `nil` for float32, which holds all values.
  fileprivate var clampedBeyond: ClosedRange<Float>? {
    if format.capabilities.storesFloats {
      return floatType == .float16 ? Encoding.float16Range : nil
    }
    return Encoding.range(ofBits: bitDepth)
  }

  /// The range of samples that float16 holds up to rounding.
  static let float16Range = -Float16Bits.overflow.nextDown...Float16Bits.overflow.nextDown

  /// Returns the range of samples that integers of some bits hold up to rounding.
  static func range(ofBits bitDepth: Int) -> ClosedRange<Float> {
    let half = 0.5 / Float(1 << bitDepth - 1)
    return -half...1 + half
  }
}

extension ImageWriter {
  /// The minimum share of clamped samples for a note.
  private static let notableShare = 0.01

  /// A note on samples that float16 could not hold; `nil` if there are none.
  var overflowNote: String? {
    format.capabilities.storesFloats ? ImageWriter.overflowNote(clampedShare) : nil
  }

  /// Returns a note on a share of samples that float16 could not hold; `nil` if there are none.
  static func overflowNote(_ share: Double) -> String? {
    if share == 0 { return nil }
    let percent = (share * 100).rounded(.down)
    let text = percent < 1 ? "less than 1 %" : "\(Int(percent)) %"
    return "\(text) of the samples were beyond the range of float16 and became infinite"
  }

  /// A note on clamped samples; `nil` if there are few.
  var clampingNote: String? {
    format.capabilities.storesFloats ? nil : ImageWriter.clampingNote(clampedShare)
  }

  /// Returns a note on a share of clamped samples; `nil` if it is small.
  static func clampingNote(_ share: Double) -> String? {
    guard share >= ImageWriter.notableShare else { return nil }
    let percent = Int((share * 100).rounded(.down))
    return "\(percent) % of the samples were outside 0...1 and were clamped"
  }
}

extension RowBuffer {
  /// Creates storage for one row of an image that is read from or written to `path`.
  init(for shape: Shape, path: String) throws(FileError) {
    do throws(OutOfMemory) {
      try self.init(for: shape)
    } catch {
      throw FileError(error, path: path)
    }
  }
}

extension PixelRow {
  /// Creates storage for one row of an image that is written to `path`.
  fileprivate init(for shape: Shape, path: String) throws(FileError) {
    do throws(OutOfMemory) {
      try self.init(for: shape)
    } catch {
      throw FileError(error, path: path)
    }
  }
}

extension RowBuffers {
  /// Creates storage for the rows of a source whose image is written to `path`.
  fileprivate init(forRowsOf source: any RowSource, path: String) throws(FileError) {
    do throws(OutOfMemory) {
      try self.init(forRowsOf: source)
    } catch {
      throw FileError(error, path: path)
    }
  }
}

extension ImageWriter {
  /// Checks that the format can hold the image, with clearer errors than the C layer's.
  static func check(
    _ shape: Shape, hasAlpha: Bool, _ encoding: Encoding, path: String
  ) throws(FileError) {
    let colors = shape.channels - (hasAlpha ? 1 : 0)
    if let refusal = encoding.refusal(colors: colors, hasAlpha: hasAlpha) {
      throw FileError(
        .cannotCreate, path: path, reason: refusal.reason, detail: refusal.detail)
    }
    let side = max(shape.width, shape.height)
    if side > Int(UInt32.max) {
      throw FileError(.limit, path: path, reason: "\(side) pixels per side do not fit in any file")
    }
  }
}

extension ImageWriter {
  /// Checks that the format can hold images of this size.
  static func check(sides shape: Shape, _ encoding: Encoding, path: String) throws(FileError) {
    let largest = encoding.format.capabilities.maxSide
    if max(shape.width, shape.height) <= largest { return }
    let other = FileFormat.allCases.first { $0.capabilities.maxSide > largest }
    throw FileError(
      .limit, path: path,
      reason: "\(encoding.format.name) is limited to \(largest) pixels per side, "
        + "the result would have \(shape.width) x \(shape.height)"
        + (other.map { "; write \($0.name)" } ?? ""))
  }
}

extension Encoding {
  /// Returns why the format cannot hold an image with this number of color channels, and a format that can; `nil` if it
  /// can.
  fileprivate func refusal(
    colors: Int, hasAlpha: Bool
  ) -> (reason: String, detail: FileError.Detail?)? {
    let (can, name) = (format.capabilities, format.name)
    func other(_ condition: (FormatCapabilities) -> Bool) -> FileFormat {
      FileFormat.allCases.first {
        $0.capabilities.holds(colors: colors) && condition($0.capabilities)
      }
        ?? .npy
    }
    if !can.holds(colors: colors) {
      let other = other { _ in true }.rawValue
      return (
        "\(name) holds \(can.colorNames), not \(colors) color channels; write .\(other)", nil
      )
    }
    if can.refusesAlpha && hasAlpha {
      return ("\(name) has no alpha channel; write \(other(\.holdsAlpha).name)", nil)
    }
    if !can.holds(bitDepth: bitDepth) {
      let depths = can.bitDepths.map { "\($0)" }.joined(separator: " or ")
      let other = other { $0.holds(bitDepth: bitDepth) }
      return (
        "\(name) has only \(depths) bits per sample",
        .bitDepth(limit: can.bitDepths[0], alternative: other)
      )
    }
    return nil
  }
}
