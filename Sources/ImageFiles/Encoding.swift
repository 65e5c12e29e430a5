// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

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
    /// Little more time, smaller files.
    case balanced
    /// Many times the time, the smallest files.
    case small
  }

  /// The file format.
  public var format: FileFormat
  /// The bits of a sample: 8, for PNG also 16.
  public var bitDepth = 8
  /// JPEG's quality, 1 to 100.
  public var quality = 90
  /// JPEG's chroma; gray images have none.
  public var subsampling = Subsampling.s420
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
