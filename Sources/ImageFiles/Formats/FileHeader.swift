// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
public import Filters

/// The properties of an image file that are known before its rows.
public struct FileHeader: Hashable, Sendable {
  /// How a file stores colors.
  public enum ColorModel: String, Hashable, Sendable {
    /// One channel.
    case gray
    /// Indices into a table of RGB colors; delivered as RGB.
    case palette
    /// Red, green, blue.
    case rgb = "RGB"
    /// Luma and two chroma channels; delivered as RGB.
    case yCbCr = "YCbCr"
    /// Four inks; delivered as RGB by R = (1 - C)(1 - K).
    case cmyk = "CMYK"
    /// Four inks, of which three are stored as luma and chroma; delivered as RGB.
    case ycck = "YCCK"
    /// Planes of numbers without a stated meaning: NPY.
    case planes
  }

  /// The file's format, detected by its content.
  public let format: FileFormat
  /// The extent of the delivered rows: 1 to 4 channels, any number for NPY.
  public internal(set) var shape: Shape
  /// Whether the last channel is alpha, not premultiplied.
  public let hasAlpha: Bool
  /// The bits per delivered sample: 8 or 16 for fractions of `maxValue`; 32 for floats of any
  /// value, as in an NPY file.
  public let bitDepth: Int
  /// The bits per sample or index in the file: 1, 2, 4, 8, 16; for floats 16, 32, 64.
  public let storedBitDepth: Int
  /// The stored integer that stands for 1: 255, 65535, or another one in formats that state it; `nil` for floats.
  public let maxValue: Int?
  /// How the file stores colors.
  public let colorModel: ColorModel
  /// Whether the file is Adam7 or progressive.
  public let isInterlaced: Bool
  /// Whether the reader must hold the whole image, in the file's number type, because of the order
  /// of its data: Adam7, progressive, and several channels of NPY from a pipe.
  public let isHeldWhole: Bool
  /// How the components are coded; `nil` for formats other than JPEG.
  public internal(set) var jpeg: JPEGCoding?
  /// The number of images along the batch axis of an NPY file, each of `shape`; `nil` for a file without that axis.
  public internal(set) var batchSize: Int?
}

extension FileHeader {
  /// The number of images that are filtered, one after the other.
  package var imageCount: Int { batchSize ?? 1 }

  /// The size of all samples of one image in the file's number type, in bytes; integers count as they are delivered.
  var sampleBytes: Int {
    let bits = maxValue == nil ? storedBitDepth : bitDepth
    return shape.channels * shape.height * shape.width * bits / 8
  }

  /// Creates the header of a file that a codec in C reads.
  init(_ header: ic_header, of format: FileFormat) {
    self.format = format
    shape = Shape(
      channels: Int(header.channels), height: Int(header.height), width: Int(header.width))
    hasAlpha = header.has_alpha
    bitDepth = Int(header.bit_depth)
    storedBitDepth = Int(header.stored_bit_depth)
    maxValue = 1 << bitDepth - 1
    isInterlaced = header.interlaced
    isHeldWhole = header.fully_buffered
    colorModel =
      switch header.color_model {
      case IC_GRAY: .gray
      case IC_PALETTE: .palette
      case IC_YCBCR: .yCbCr
      case IC_CMYK: .cmyk
      case IC_YCCK: .ycck
      default: .rgb
      }
  }
}
