// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

extension FileFormat {
  /// JPEG, with or without JFIF.
  public static let jpeg = FileFormat(
    id: "jpeg", name: "JPEG", extensions: ["jpg", "jpeg", "jpe", "jfif"],
    signatures: [[0xff, 0xd8, 0xff]], capabilities: .jpeg, codec: JPEGCodec())
}

extension FormatCapabilities {
  /// Sources: libjpeg's JPEG_MAX_DIMENSION; ITU-T T.81, B.1.1.4: a segment has at most 65533 bytes, of which "Exif\0\0"
  /// takes 6 and the name of XMP's namespace 29.
  fileprivate static var jpeg: FormatCapabilities {
    var result = FormatCapabilities(channels: .colors([1, 3], alpha: false), bitDepths: [8])
    result.maxSide = 65500
    result.takesPlanes = true
    result.options = [.quality, .subsampling, .progressive]
    result.interlacing = "progressive"
    result.metadata.kinds = [.icc, .exif, .xmp, .extendedXMP, .photoshop, .density]
    result.metadata.texts = .comments
    result.metadata.segments = .applicationSegments
    result.metadata.room = .init(
      exif: 65533 - 6, xmp: 65533 - 29, text: 65533, container: "a JPEG segment")
    return result
  }
}

/// The codec of JPEG: libjpeg.
private struct JPEGCodec: LibraryCodec {
  var format: FileFormat { .jpeg }
  var code: ic_format { IC_JPEG }
  var library: String { LibraryVersions.jpeg }

  /// The rows of samples in libjpeg's working buffers: two groups of 16 rows with their context,
  /// and the coefficients of one.
  private static let rows = 80

  /// Coefficients have 2 bytes; their rows are rounded up to whole blocks.
  private static func coefficientRows(_ shape: Shape) -> Int { 2 * (shape.height + 16) }

  func bytesHeld(decoding header: FileHeader) -> Int {
    let shape = header.shape
    // Four inks are delivered as three channels.
    let inks = header.colorModel == .cmyk || header.colorModel == .ycck
    let row = (inks ? 4 : shape.channels) * shape.width
    return row * (JPEGCodec.rows + (header.isHeldWhole ? JPEGCodec.coefficientRows(shape) : 0))
  }

  func bytesHeld(encoding plan: EncodingPlan, isSequential: Bool) -> Int {
    let coefficients = plan.encoding.isProgressive ? JPEGCodec.coefficientRows(plan.shape) : 0
    return plan.shape.channels * plan.shape.width * (JPEGCodec.rows + coefficients)
  }
}
