// SPDX-License-Identifier: Apache-2.0

/// The metadata of an image: what its file holds besides the samples.
///
/// Blocks are bytes exactly as they are in the file.  Which of them an output can carry depends on its format; see
/// `carried(by:channels:)`.
public struct Metadata: Hashable, Sendable {
  /// An ICC profile.
  public var icc: [UInt8]?
  /// EXIF: a TIFF header and what follows, without JPEG's "Exif" prefix.
  public var exif: [UInt8]?
  /// An XMP packet.
  public var xmp: [UInt8]?
  /// The part of the XMP data that did not fit in one JPEG segment.
  public var extendedXMP: ExtendedXMP?
  /// Photoshop image resources (JPEG APP13); resource 0x0404 is IPTC.
  public var photoshop: [UInt8]?
  /// PNG texts and JPEG comments, in the order of the file.
  public var texts: [Text] = []
  /// The pixel density.
  public var density: Density?
  /// PNG gAMA: 100000 times the exponent.
  public var gamma: UInt32?
  /// PNG cHRM: 100000 times white x, white y, then x and y of red, green and blue; eight numbers.
  public var chromaticities: [UInt32]?
  /// PNG sRGB: the rendering intent.
  public var srgbIntent: UInt8?
  /// PNG cICP: color primaries, transfer function, matrix coefficients, full-range flag (ITU-T H.273); four bytes.
  public var cicp: [UInt8]?
  /// PNG mDCV: the color volume of the mastering display; 24 bytes.
  public var masteringDisplay: [UInt8]?
  /// PNG cLLI: the content light level; 8 bytes.
  public var contentLight: [UInt8]?
  /// PNG tIME: the time of the last change; 7 bytes.
  public var modificationTime: [UInt8]?
  /// Segments and chunks that imgconv gives no meaning to, in the order of the file.
  public var segments: [Segment] = []
  /// The content besides the image that no output keeps.
  public var extras = Extras()

  /// Creates empty metadata.
  public init() {}
}

extension Metadata {
  /// The part of the XMP data that did not fit in one JPEG segment.
  ///
  /// The main packet refers to it by its GUID, in `xmpNote:HasExtendedXMP`.
  ///
  /// Source: Adobe, XMP Specification Part 3, 1.1.3.1.
  public struct ExtendedXMP: Hashable, Sendable {
    /// The GUID: 32 hexadecimal digits in ASCII.
    public var guid: [UInt8]
    /// The packet, all its segments joined.
    public var bytes: [UInt8]

    /// Creates a packet with this GUID.
    public init(guid: [UInt8], bytes: [UInt8]) {
      self.guid = guid
      self.bytes = bytes
    }
  }

  /// A JPEG application segment or an ancillary PNG chunk that imgconv gives no meaning to.
  public struct Segment: Hashable, Sendable {
    /// The segment's marker or the chunk's type: "APP3", "prVt".
    public var name: String
    /// The content, without marker, type, length and CRC.
    public var bytes: [UInt8]
    /// Whether a PNG chunk follows the image data; the standard forbids moving a chunk to the other side of it.
    public var followsImage: Bool

    /// Creates a segment with this content.
    public init(name: String, bytes: [UInt8], followsImage: Bool = false) {
      self.name = name
      self.bytes = bytes
      self.followsImage = followsImage
    }
  }

  /// The content of a file besides its image that no output keeps.
  public struct Extras: Hashable, Sendable {
    /// JPEG: pictures after the first, by the MPF index.
    public var pictures = 0
    /// PNG: frames of an animation besides the image itself.
    public var frames = 0
    /// Whether there is gain-map metadata (ISO 21496-1, or Adobe's `hdrgm` XMP properties).
    public var hasGainMap = false
    /// Whether XMP announces a depth map.
    public var hasDepthMap = false
    /// Whether XMP announces a video after the image (a motion photo).
    public var hasVideo = false
    /// Whether there are content credentials (C2PA), whose hash no longer holds once pixels change.
    public var hasCredentials = false
    /// Bytes after the end of the image; 0 if it cannot be determined.
    public var trailingBytes = 0

    /// Creates empty extras.
    public init() {}
  }
}
