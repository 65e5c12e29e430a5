// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// How to encode an image.
public struct Encoding: Hashable, Sendable {
  /// The resolution of JPEG's chroma relative to luma.
  public enum Subsampling: String, Hashable, Sendable, CaseIterable {
    /// Full resolution.
    case s444 = "444"
    /// Half the columns.
    case s422 = "422"
    /// Half the columns and half the rows.
    case s420 = "420"
  }

  /// PNG's trade-off between time and size.
  public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// The fastest, with slightly larger files than `fast`.
    case fastest
    /// Fast, and as small as `balanced` for photos.
    case fast
    /// As `fast` for photos; slightly slower, with smaller files, for drawings.
    case balanced
    /// The smallest files, many times slower.
    case small
  }

  /// The type of the floats in a file.
  public enum FloatType: String, Hashable, Sendable, CaseIterable {
    /// IEEE 754 binary16, with 11 significant bits and values up to 65504.
    case float16 = "f2"
    /// IEEE 754 binary32, the type of all computations.
    case float32 = "f4"
  }

  /// The file format.
  public var format: FileFormat
  /// The bits per sample: one of `format.capabilities.bitDepths`; formats of floats ignore this.
  public var bitDepth = 8
  /// JPEG's quality, 1 to 100.
  public var quality = 90
  /// JPEG's quantization tables, one per channel, 64 numbers row by row; `nil` to use `quality`.
  ///
  /// The numbers are from 1 to 8191.
  public var tables: [[UInt16]]?
  /// JPEG's chroma subsampling; gray images have no chroma.
  public var subsampling = Subsampling.s420
  /// JPEG's sampling factors of luma and the two chroma components; `nil` to use `subsampling`.
  public var sampling: [JPEGCoding.Sampling]?
  /// Whether to write progressive JPEG.
  ///
  /// The encoder then holds the whole image as coefficients.
  public var isProgressive = false
  /// PNG's trade-off between time and size.
  public var compression = Compression.balanced
  /// NPY's type of numbers; formats of integers ignore this.
  public var floatType = FloatType.float32

  /// Creates an encoding of this format; its other properties have the defaults above.
  public init(_ format: FileFormat, bitDepth: Int = 8) {
    self.format = format
    self.bitDepth = bitDepth
  }
}

extension FileFormat {
  /// Returns the bits per sample of an output of this format, for an input with this header.
  ///
  /// Floats become 8 bits where only integers can be stored.
  func bitDepth(for input: FileHeader) -> Int {
    let depths = capabilities.bitDepths
    return depths.contains(input.bitDepth) ? input.bitDepth : depths[0]
  }

  /// Whether the format makes the last channel of a result of this shape alpha.
  ///
  /// NPY does not distinguish alpha from color: in PNG, its 2 planes become gray and alpha, its 4
  /// planes RGB and alpha.
  func countsAlpha(_ shape: Shape, from input: FileHeader) -> Bool {
    capabilities.holdsAlpha && input.format.capabilities.channels == .planes
      && capabilities.holds(colors: shape.channels - 1) && shape.channels.isMultiple(of: 2)
  }
}
