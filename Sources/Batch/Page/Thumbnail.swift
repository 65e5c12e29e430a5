// SPDX-License-Identifier: Apache-2.0

package import Filters
package import ImageFiles

/// A small picture of an image file, encoded.
package struct Thumbnail: Sendable {
  /// The most pixels of the longer side.
  package static let side = 160
  /// The largest ICC profile that goes along, in bytes: printers' have megabytes.
  private static let largestProfile = 4096
  /// The most pixels of an image that its reader must hold whole: 16 bits of three channels take
  /// 400 MB.
  private static let mostHeldPixels = 1 << 26

  package let bytes: [UInt8]
  package let format: FileFormat
  package let width: Int
  package let height: Int

  /// Makes the thumbnail of a file, turned as its EXIF orientation says.
  ///
  /// The file is read to its end.  Memory does not depend on the image's height, except where the
  /// file must be held whole, and little on its width.
  ///
  /// - Throws: `.unreadable`, `.readWrite`; `.limit` for an image that is too large to be held.
  package init(of path: Path) throws(FileError) {
    let reader = try ImageReader(.path(path), limits: ReadLimits(maxPixels: .max))
    if let fault = Thumbnail.fault(of: reader.header) {
      throw FileError(.limit, path: path.text, reason: fault)
    }
    let image = try Thumbnail.reduced(reader, path: path)
    try reader.finish()
    let turned = image.turned(reader.metadata.orientation)
    var metadata = Metadata()
    if let icc = reader.metadata.icc, icc.count <= Thumbnail.largestProfile { metadata.icc = icc }
    let hasAlpha = reader.header.hasAlpha
    // JPEG is smaller for photographs, PNG for drawings, which it keeps as they are.
    let encodings = [Encoding(.png), hasAlpha ? nil : Thumbnail.jpeg].compactMap(\.self)
    var best: (bytes: [UInt8], format: FileFormat)?
    for encoding in encodings {
      let bytes = try ImageWriter.bytes(
        of: turned.source(), hasAlpha: hasAlpha, encoding: encoding, metadata: metadata,
        path: path.text)
      if bytes.count < best?.bytes.count ?? .max { best = (bytes, encoding.format) }
    }
    (bytes, format) = best ?? ([], .png)
    width = turned.shape.width
    height = turned.shape.height
  }

  private static var jpeg: Encoding {
    var encoding = Encoding(.jpeg)
    encoding.subsampling = .s444
    return encoding
  }

  /// Why there can be no thumbnail of such a file.
  private static func fault(of header: FileHeader) -> String? {
    let shape = header.shape
    if header.format == .npy && shape.channels != 1 && shape.channels != 3 {
      return "\(shape.channels) channels: only 1 and 3 can be shown"
    }
    let (pixels, isOver) = shape.width.multipliedReportingOverflow(by: shape.height)
    if header.isHeldWhole && (isOver || pixels > mostHeldPixels) {
      return "too large: Adam7 and progressive files must be held whole"
    }
    return nil
  }

  private static func reduced(_ reader: ImageReader, path: Path) throws(FileError) -> Image {
    do {
      let lowered = try reduction(of: reader.shape).lowered(
        for: reader.shape, hasAlpha: reader.header.hasAlpha)
      return try Image(collecting: lowered.streamed(over: reader))
    } catch let error as RowError {
      throw error.cause as? FileError
        ?? FileError(.internalError, path: path.text, reason: "\(error.cause)")
    } catch {
      throw FileError(.internalError, path: path.text, reason: "\(error)")
    }
  }

  /// What brings an image of some shape to at most `side` pixels: `downsample` by whole factors.
  ///
  /// Large factors begin with means of 2 x 2 pixels, which need two rows of the image, until a
  /// factor of at most 16 is left for Lanczos-3, which needs six times as many: those are then at
  /// most 16 `side` pixels wide.
  package static func reduction(of shape: Shape) -> Recipe {
    var factor = (max(shape.width, shape.height) + side - 1) / side
    var steps: [Recipe.Step] = []
    while factor > 16 {
      steps.append(.init(.downsample(Downsample(rows: 2, columns: 2, kernel: .nearest))))
      factor = (factor + 1) / 2
    }
    if factor > 1 {
      steps.append(.init(.downsample(Downsample(rows: factor, columns: factor))))
    }
    return Recipe(steps)
  }
}
