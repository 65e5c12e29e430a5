// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

extension FileFormat {
  /// Portable Network Graphics.
  public static let png = FileFormat(
    id: "png", name: "PNG", extensions: ["png"],
    signatures: [[0x89] + Array("PNG\r\n".utf8) + [0x1a, 0x0a]], capabilities: .png,
    codec: PNGCodec())
}

extension FormatCapabilities {
  /// Source: W3C PNG, third edition, 7.1 (integers), 11.2.1 (depths and color types).
  fileprivate static var png: FormatCapabilities {
    var result = FormatCapabilities(channels: .colors([1, 3], alpha: true), bitDepths: [8, 16])
    result.options = [.compression]
    result.interlacing = "Adam7"
    result.metadata.kinds = [.icc, .exif, .xmp, .density, .colors, .modificationTime]
    result.metadata.texts = .keyed
    result.metadata.segments = .chunks
    result.metadata.needsSoundProfile = true
    result.metadata.takesLate = true
    return result
  }
}

/// The codec of PNG: libpng, and our own code for image data and metadata.
private struct PNGCodec: LibraryCodec {
  var format: FileFormat { .png }
  var code: ic_format { IC_PNG }
  var library: String { "libpng " + LibraryVersions.png }

  func bytesHeld(decoding header: FileHeader) -> Int {
    let shape = header.shape
    let rows = 8 + (header.isHeldWhole ? shape.height : 0)
    return shape.channels * shape.width * rows * (header.bitDepth / 8)
  }

  /// The bytes of the writer's strips besides long rows: a quarter of a megabyte unfiltered,
  /// filtered and deflated, and the tables of two compressors.
  private static let stripBytes = 2 << 20
  /// The bytes of each compression thread: a strip as it is filtered and deflated twice, a window, two compressors.
  private static let threadBytes = 3 << 19
  /// The maximum number of compression threads, as in png_compressor.c.
  private static let maxThreads = 8

  func bytesHeld(encoding plan: EncodingPlan, isSequential: Bool) -> Int {
    let shape = plan.shape
    let row = shape.channels * shape.width * (plan.encoding.bitDepth / 8 + 4)
    let isParallel =
      plan.encoding.compression != .fast && Relays.areWorth(shape, threads: plan.threads)
    let threads = isParallel ? min(plan.threads, PNGCodec.maxThreads) : 0
    return PNGCodec.stripBytes + 8 * row + threads * PNGCodec.threadBytes
  }
}
