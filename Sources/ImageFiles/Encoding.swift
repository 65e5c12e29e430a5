// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// How an image is to be encoded.
public struct Encoding: Hashable, Sendable {
  /// How JPEG stores chroma against luma.
  public enum Subsampling: String, Hashable, Sendable, CaseIterable {
    /// Full resolution.
    case s444 = "444"
    /// Half the columns.
    case s422 = "422"
    /// Half the columns and half the rows.
    case s420 = "420"
  }

  /// PNG's trade of time against size.
  public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// The least time.
    case fast
    /// The same for photos, a little more time and smaller files for drawings.
    case balanced
    /// Many times the time, the smallest files.
    case small
  }

  /// The file format.
  public var format: FileFormat
  /// The bits of a sample: 8, for PNG also 16; NPY always has 32 and ignores it.
  public var bitDepth = 8
  /// JPEG's quality, 1 to 100.
  public var quality = 90
  /// JPEG's quantization tables, one for each channel, 64 numbers row by row; nil: by `quality`.
  ///
  /// The numbers are from 1 to 8191.
  public var tables: [[UInt16]]?
  /// JPEG's chroma; gray images have none.
  public var subsampling = Subsampling.s420
  /// JPEG's sampling factors of luma and the two chroma components; nil: by `subsampling`.
  public var sampling: [JPEGCoding.Sampling]?
  /// Whether JPEG is progressive.
  ///
  /// The encoder then holds the whole image as coefficients.
  public var isProgressive = false
  /// PNG's trade of time against size.
  public var compression = Compression.balanced

  /// An encoding of this format; its other properties have the defaults above.
  public init(_ format: FileFormat, bitDepth: Int = 8) {
    self.format = format
    self.bitDepth = bitDepth
  }
}

extension FileFormat {
  /// The bits of a sample in an output of this format, for an input with this header.
  ///
  /// What PNG cannot hold, floats, becomes 8 bits.
  func bitDepth(for input: FileHeader) -> Int {
    switch self {
    case .png: input.bitDepth == 16 ? 16 : 8
    case .jpeg: 8
    case .npy: 32
    }
  }

  /// Whether the last channel of a result of this shape becomes alpha because the format says so.
  ///
  /// NPY does not tell alpha from colour: 2 and 4 planes of it are gray and alpha, RGB and alpha in
  /// PNG.
  func countsAlpha(_ shape: Shape, from input: FileHeader) -> Bool {
    self == .png && input.format == .npy && (shape.channels == 2 || shape.channels == 4)
  }
}
