// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The header of a Netpbm image.
///
/// Sources: the manual pages pbm(5), pgm(5), ppm(5) and pam(5) of Netpbm.
struct NetpbmHeader: Hashable {
  /// How the samples are stored.
  enum Raster: Hashable {
    /// Decimal numbers and whitespace (P2, P3).
    case numbers
    /// The digits 0 and 1, of which 1 is black (P1).
    case digits
    /// One or two bytes each, the high one first (P5, P6, P7).
    case bytes
    /// One bit each, of which 1 is black; rows begin at a byte (P4).
    case bits
  }

  /// The number after the P: 1 to 7.
  let kind: Int
  let width: Int
  let height: Int
  /// The number of samples of a pixel: 1 to 4.
  let depth: Int
  /// The sample that stands for 1.
  let maxval: Int
  /// Whether the last channel is alpha.
  let hasAlpha: Bool

  var raster: Raster {
    switch kind {
    case 1: .digits
    case 4: .bits
    case 2, 3: .numbers
    default: .bytes
    }
  }

  /// The number of bytes of a binary sample.
  var sampleBytes: Int { maxval > 255 ? 2 : 1 }

  /// The number of bytes of a binary row.
  var rowBytes: Int { raster == .bits ? (width + 7) / 8 : width * depth * sampleBytes }

  /// The extent of the image.
  var shape: Shape { Shape(channels: depth, height: height, width: width) }
}

extension NetpbmHeader {
  /// Creates the header of an output.
  ///
  /// - Parameters:
  ///   - isMap: whether to write PAM.
  ///   - isColor: whether to write PPM even for a gray image.
  init(_ plan: EncodingPlan, isMap: Bool, isColor: Bool) {
    let channels = plan.shape.channels
    depth = isColor ? 3 : channels
    kind = isMap ? 7 : depth == 1 ? 5 : 6
    width = plan.shape.width
    height = plan.shape.height
    maxval = 1 << plan.encoding.bitDepth - 1
    hasAlpha = channels.isMultiple(of: 2)
  }

  /// The bytes before the samples.
  var bytes: [UInt8] {
    let name = (depth < 3 ? "GRAYSCALE" : "RGB") + (hasAlpha ? "_ALPHA" : "")
    let text =
      kind == 7
      ? "P7\nWIDTH \(width)\nHEIGHT \(height)\nDEPTH \(depth)\nMAXVAL \(maxval)\n"
        + "TUPLTYPE \(name)\nENDHDR\n"
      : "P\(kind)\n\(width) \(height)\n\(maxval)\n"
    return Array(text.utf8)
  }
}

extension FileHeader {
  /// Creates the header of a Netpbm image.
  init(_ header: NetpbmHeader) {
    format = header.kind == 7 ? .pam : .pnm
    shape = header.shape
    hasAlpha = header.hasAlpha
    bitDepth = header.sampleBytes * 8
    storedBitDepth = Int.bitWidth - header.maxval.leadingZeroBitCount
    maxValue = header.maxval
    colorModel = header.depth < 3 ? .gray : .rgb
    isInterlaced = false
    isHeldWhole = false
  }
}
