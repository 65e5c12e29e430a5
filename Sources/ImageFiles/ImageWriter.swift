// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
public import Filters

/// Encodes rows to a PNG or JPEG file.
///
/// Samples are multiplied by the largest integer, clamped, and rounded to nearest, ties to even.
/// Memory does not depend on the image's height unless the encoding is progressive.  A writer
/// belongs to one thread at a time.
@safe
public final class ImageWriter {
  /// The extent of the image.
  public let shape: Shape
  /// What of the metadata could not be kept, a sentence each.
  public let notes: [String]
  private let file: OutputFile
  private let handle: OpaquePointer

  /// Prepares an image in `file`.
  ///
  /// The caller commits the file after `finish()`.
  ///
  /// What of `metadata` the format cannot carry is left out; see `Metadata.carried(by:channels:)`.
  ///
  /// - Throws: `.cannotCreate` if the format cannot hold the channels or the bit depth, `.limit` if
  ///   the format cannot hold the size.
  public init(
    to file: OutputFile, shape: Shape, hasAlpha: Bool, encoding: Encoding,
    metadata: Metadata = Metadata()
  ) throws(FileError) {
    try ImageWriter.check(shape, hasAlpha: hasAlpha, encoding, path: file.path)
    let (carried, notes) = metadata.carried(by: encoding.format, channels: shape.channels)
    var output = ic_output(encoding, shape)
    var error = ic_error()
    var created: OpaquePointer?
    _ = unsafe ic_writer_create(file.descriptor, &output, &created, &error)
    guard let writer = unsafe created else {
      throw FileError(writing: error, path: file.path)
    }
    unsafe handle = writer
    self.file = file
    self.shape = shape
    self.notes = notes
    try set(carried)
  }

  deinit {
    unsafe ic_writer_destroy(handle)
  }

  /// Pulls all rows of a fresh source and encodes them.
  ///
  /// - Precondition: the source has the writer's shape.
  /// - Throws: `.readWrite` if writing fails; what the source throws if that is a `FileError`, else
  ///   an `.internalError` that describes it.
  public func write(_ source: any RowSource) throws(FileError) {
    precondition(source.shape == shape, "a source of another shape")
    var buffer = RowBuffer(for: shape)
    for _ in 0..<shape.height {
      do throws(RowError) {
        var row = buffer.row()
        try source.nextRow(into: &row)
      } catch {
        throw error.cause as? FileError
          ?? FileError(.internalError, path: file.path, reason: "\(error.cause)")
      }
      try write(row: buffer)
    }
  }

  /// Encodes the next row.
  ///
  /// To be called `shape.height` times.
  ///
  /// - Precondition: the row has the writer's channels and width.
  /// - Throws: `.readWrite` if writing fails.
  public func write(row: borrowing RowBuffer) throws(FileError) {
    precondition(row.channels == shape.channels && row.width == shape.width, "another shape")
    var error = ic_error()
    _ = unsafe row.withUnsafePlanes { planes in
      unsafe ic_writer_write_row(handle, planes, &error)
    }
    try check(error)
  }

  /// Ends the file: all bytes are with the system.
  ///
  /// To be called once, after the last row.
  ///
  /// - Throws: `.readWrite` if writing fails.
  public func finish() throws(FileError) {
    var error = ic_error()
    _ = unsafe ic_writer_finish(handle, &error)
    try check(error)
  }

  private func check(_ error: ic_error) throws(FileError) {
    if error.status != IC_OK { throw FileError(writing: error, path: file.path) }
  }

  private func set(_ metadata: Metadata) throws(FileError) {
    var error = ic_error()
    let blocks = [(IC_ICC, metadata.icc), (IC_EXIF, metadata.exif), (IC_XMP, metadata.xmp)]
    for (block, bytes) in blocks {
      guard let bytes else { continue }
      _ = unsafe bytes.withCBytes { unsafe ic_writer_set_block(handle, block, $0, &error) }
      try check(error)
    }
    for text in metadata.texts {
      _ = unsafe text.withCText { unsafe ic_writer_add_text(handle, $0, &error) }
      try check(error)
    }
    var facts = metadata.facts
    _ = unsafe ic_writer_set_facts(handle, &facts, &error)
    try check(error)
  }
}

extension ImageWriter {
  /// What the C layer cannot tell as well.
  static func check(
    _ shape: Shape, hasAlpha: Bool, _ encoding: Encoding, path: String
  ) throws(FileError) {
    let colors = shape.channels - (hasAlpha ? 1 : 0)
    let reason: String? =
      if colors != 1 && colors != 3 {
        "\(encoding.format.name) holds gray or RGB, not \(colors) color channels"
      } else if encoding.format == .jpeg && hasAlpha {
        "JPEG has no alpha channel; write PNG"
      } else if encoding.format == .jpeg && encoding.bitDepth != 8 {
        "JPEG has only 8 bits a sample; use --depth 8 or write PNG"
      } else {
        nil
      }
    if let reason { throw FileError(.cannotCreate, path: path, reason: reason) }
    let side = max(shape.width, shape.height)
    if side > Int(UInt32.max) {
      throw FileError(.limit, path: path, reason: "\(side) pixels a side do not fit in any file")
    }
  }
}

extension ic_output {
  fileprivate init(_ encoding: Encoding, _ shape: Shape) {
    self.init()
    format = encoding.format == .png ? IC_PNG : IC_JPEG
    width = UInt32(shape.width)
    height = UInt32(shape.height)
    channels = UInt32(shape.channels)
    bit_depth = UInt32(encoding.bitDepth)
    quality = Int32(clamping: encoding.quality)
    subsampling =
      switch encoding.subsampling {
      case .s444: IC_444
      case .s422: IC_422
      case .s420: IC_420
      }
    progressive = encoding.isProgressive
    compression =
      switch encoding.compression {
      case .fast: IC_FAST
      case .balanced: IC_BALANCED
      case .small: IC_SMALL
      }
  }
}
