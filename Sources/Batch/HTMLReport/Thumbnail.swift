// SPDX-License-Identifier: Apache-2.0

package import Filters
package import ImageFiles

/// A small, encoded picture of an image file, or a larger rendition of it.
package struct Thumbnail: Sendable {
  /// The maximum length of a thumbnail's longer side, in pixels.
  package static let side = 160
  /// The maximum size of an ICC profile that is kept, in bytes: printer profiles take megabytes.
  private static let maxProfile = 4096
  /// The maximum number of pixels of an image that its reader must buffer whole: three channels of
  /// 16 bits take 400 MB.
  private static let maxHeldPixels = 1 << 26

  package let bytes: [UInt8]
  package let format: FileFormat
  package let width: Int
  package let height: Int

  /// Creates the thumbnail of a file, turned by its EXIF orientation.
  ///
  /// - Throws: as `renditions(of:enlarged:)`.
  package init(of path: Path) throws(FileError) {
    self = try Thumbnail.renditions(of: path, enlarged: Thumbnail.side).thumbnail
  }

  /// Returns the thumbnail of a file and, if the image is larger than that, a rendition with a longer side of at most
  /// `enlarged` pixels; both are turned by the EXIF orientation.
  ///
  /// The file is read once, to its end.  Memory does not depend on the image's height, except where
  /// the image must be buffered whole, and depends little on its width.
  ///
  /// - Throws: `.unreadable`, `.readWrite`; `.limit` for an image that is too large to buffer.
  package static func renditions(
    of path: Path, enlarged: Int
  ) throws(FileError) -> (thumbnail: Thumbnail, enlarged: Thumbnail?) {
    let reader = try ImageReader(.path(path), limits: ReadLimits(maxPixels: .max))
    if let fault = Thumbnail.fault(of: reader.header) {
      throw FileError(.limit, path: path.text, reason: fault)
    }
    let hasAlpha = reader.header.hasAlpha
    let image = try reduced(reader, to: max(side, enlarged), hasAlpha: hasAlpha, path: path)
    try reader.finish()
    let turned = try Thumbnail.upright(image, reader.metadata.orientation, path: path)
    var metadata = Metadata()
    if let icc = reader.metadata.icc, icc.count <= Thumbnail.maxProfile { metadata.icc = icc }
    func encoded(_ image: Image) throws(FileError) -> Thumbnail {
      try Thumbnail(image, hasAlpha: hasAlpha, metadata: metadata, path: path)
    }
    if max(turned.shape.width, turned.shape.height) <= side { return (try encoded(turned), nil) }
    let small = try reduced(turned.source(), to: side, hasAlpha: hasAlpha, path: path)
    return (try encoded(small), try encoded(turned))
  }

  /// Encodes a picture as PNG or JPEG, whichever is smaller.
  private init(
    _ image: Image, hasAlpha: Bool, metadata: Metadata, path: Path
  ) throws(FileError) {
    // JPEG is smaller for photographs, PNG for drawings, which it stores exactly.
    let encodings = [Encoding(.png), hasAlpha ? nil : Thumbnail.jpeg].compactMap(\.self)
    var best: (bytes: [UInt8], format: FileFormat)?
    for encoding in encodings {
      let bytes = try ImageWriter.bytes(
        of: image.source(), hasAlpha: hasAlpha, encoding: encoding, metadata: metadata,
        path: path.text)
      if bytes.count < best?.bytes.count ?? .max { best = (bytes, encoding.format) }
    }
    (bytes, format) = best ?? ([], .png)
    width = image.shape.width
    height = image.shape.height
  }

  private static var jpeg: Encoding {
    var encoding = Encoding(.jpeg)
    encoding.subsampling = .s444
    return encoding
  }

  /// Returns why a file cannot have a thumbnail; `nil` if it can.
  private static func fault(of header: FileHeader) -> String? {
    let shape = header.shape
    if header.colorModel == .planes && shape.channels != 1 && shape.channels != 3 {
      return "\(shape.channels) channels: only 1 and 3 can be shown"
    }
    let (pixels, isOver) = shape.width.multipliedReportingOverflow(by: shape.height)
    if header.isHeldWhole && (isOver || pixels > maxHeldPixels) {
      return "too large: Adam7 and progressive files must be held whole"
    }
    return nil
  }

  private static func upright(
    _ image: Image, _ orientation: Int, path: Path
  ) throws(FileError) -> Image {
    do {
      return try Image(
        collecting: image.source().upright(by: Orientation(rawValue: orientation) ?? .topLeft))
    } catch {
      throw FileError(of: (error as? RowError) ?? RowError(error), path: path.text)
    }
  }

  private static func reduced(
    _ source: any RowSource, to side: Int, hasAlpha: Bool, path: Path
  ) throws(FileError) -> Image {
    do {
      let lowered = try reduction(of: source.shape, to: side).lowered(
        for: source.shape, hasAlpha: hasAlpha)
      return try Image(collecting: lowered.streamed(over: source))
    } catch let error as RowError {
      throw FileError(of: error, path: path.text)
    } catch {
      throw FileError(.internalError, path: path.text, reason: "\(error)")
    }
  }

  /// Returns a recipe that reduces an image to at most `side` pixels per side by integer `downsample` factors.
  ///
  /// Large factors begin with means of 2 x 2 pixels, which need two rows of the image, until a
  /// factor of at most 16 is left for Lanczos-3, which needs six times as many rows as its factor:
  /// those rows are then at most 16 `side` pixels wide.
  package static func reduction(of shape: Shape, to side: Int = side) -> Recipe {
    var factor = (max(shape.width, shape.height) + side - 1) / side
    var steps: [Recipe.Step] = []
    while factor > 16 {
      steps.append(.init(.downsample(Downsample(PerAxis(2), kernel: .nearest))))
      factor = (factor + 1) / 2
    }
    if factor > 1 {
      steps.append(.init(.downsample(Downsample(PerAxis(factor)))))
    }
    return Recipe(steps)
  }
}
