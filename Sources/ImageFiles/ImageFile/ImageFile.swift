// SPDX-License-Identifier: Apache-2.0

public import Filters

/// An image file in memory: its samples and what else the file holds.
///
/// ```swift
/// let photo = try ImageFile(contentsOf: "photo.png")
/// var soft = photo
/// soft.image = try Filter.blur(.gaussian(sigma: 2))
///   .applied(to: photo.image, hasAlpha: photo.hasAlpha)
/// try soft.write(to: "soft.png")
/// ```
///
/// It is for images that fit in memory several times.  `Conversion` filters a file row by row and also edits the
/// metadata that a filter invalidates, which this does not.
public struct ImageFile: Sendable {
  /// The samples, as planes of 0...1; floats as they are.
  public var image: Image
  /// Whether the last channel is alpha, not premultiplied.
  public var hasAlpha: Bool
  /// The metadata: color profile, EXIF and so on.
  public var metadata: Metadata
  /// The bits per sample of a file that is written: 8 or 16; formats of floats ignore it.
  public var bitDepth: Int
  /// Notes on tolerated irregularities of the file that was read, one sentence each.
  public private(set) var notes: [String] = []

  /// Creates a file of an image, without metadata.
  public init(_ image: Image, hasAlpha: Bool = false, bitDepth: Int = 8) {
    self.image = image
    self.hasAlpha = hasAlpha
    self.bitDepth = bitDepth
    metadata = Metadata()
  }

  /// Reads a whole file of any supported format.
  ///
  /// - Throws: `.unreadable`, also for a batch of several images; `.limit`, `.readWrite`.
  public init(contentsOf input: Input, limits: ReadLimits = ReadLimits()) throws(FileError) {
    let reader = try ImageReader(input, limits: limits)
    if reader.header.imageCount > 1 {
      throw FileError(
        .unreadable, path: input.name,
        reason: "holds a batch of \(reader.header.imageCount) images; an ImageFile is one image")
    }
    do throws(RowError) {
      image = try Image(collecting: reader)
    } catch {
      throw FileError(of: error, path: input.name)
    }
    try reader.finish()
    hasAlpha = reader.header.hasAlpha
    bitDepth = reader.header.bitDepth == 16 ? 16 : 8
    metadata = reader.metadata
    notes = reader.notes
  }

  /// Reads the whole file at a path given as text.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public init(contentsOf path: String, limits: ReadLimits = ReadLimits()) throws(FileError) {
    try self.init(contentsOf: .path(path), limits: limits)
  }

  /// Writes the image and its metadata.
  ///
  /// - Parameter encoding: the format and its options; `nil` for the format of the output's extension and `bitDepth`,
  ///   as far as the format has it.
  /// - Returns: notes on metadata that the format cannot hold, one sentence each.
  /// - Throws: `.cannotCreate` if the format cannot hold the image, or is not known; `.limit`, `.readWrite`.
  @discardableResult
  public func write(
    to output: Output, encoding: Encoding? = nil
  ) throws(FileError) -> [String] {
    let encoding = if let encoding { encoding } else { try usualEncoding(for: output) }
    let file = try Destination(output)
    let writer = try ImageWriter(
      to: file, shape: image.shape, hasAlpha: hasAlpha, encoding: encoding, metadata: metadata)
    try writer.write(image.source())
    try writer.finish()
    try file.commit()
    return writer.notes
  }

  /// Writes the image and its metadata to a path given as text.
  ///
  /// - Throws: as `write(to:encoding:)`.
  @discardableResult
  public func write(to path: String, encoding: Encoding? = nil) throws(FileError) -> [String] {
    try write(to: .path(path), encoding: encoding)
  }

  private func usualEncoding(for output: Output) throws(FileError) -> Encoding {
    guard let format = try FileFormat.named(output) else {
      throw FileError(
        .cannotCreate, path: output.name, reason: "has no extension that names a format")
    }
    let depths = format.capabilities.bitDepths
    return Encoding(format, bitDepth: depths.contains(bitDepth) ? bitDepth : depths[0])
  }
}
