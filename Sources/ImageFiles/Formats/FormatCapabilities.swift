// SPDX-License-Identifier: Apache-2.0

/// What the files of a format can hold, and how the format is used.
public struct FormatCapabilities: Hashable, Sendable {
  /// The channels of an image.
  public enum Channels: Hashable, Sendable {
    /// Any number of planes without a stated meaning: alpha is not told from color.
    case planes
    /// One of these numbers of color channels, and an alpha channel beside them if `alpha` is set.
    case colors([Int], alpha: Bool)
  }

  /// An option of an encoding that not every format has.
  public enum Option: Hashable, Sendable {
    /// `Encoding.quality`, and quantization tables in its place.
    case quality
    /// `Encoding.subsampling`, and sampling factors in its place.
    case subsampling
    /// `Encoding.isProgressive`.
    case progressive
    /// `Encoding.compression`.
    case compression
    /// `Encoding.floatType`.
    case floatType
  }

  /// The channels that can be written.
  public var channels: Channels
  /// The bits per sample that can be written; the first is for inputs of a depth that is not among them.
  public var bitDepths: [Int]
  /// Whether samples are floats, which hold any value and ignore `Encoding.bitDepth`.
  public var storesFloats = false
  /// Whether a file can hold several images of one shape, along a batch axis.
  public var holdsBatches = false
  /// The maximum width and height in pixels.
  public var maxSide = Int(Int32.max)
  /// The kinds of metadata that can be written.
  public var metadata = MetadataCapabilities()
  /// The encoding options that apply.
  public var options: [Option] = []
  /// The name of the order of data other than top to bottom, which makes a reader hold the image whole; `nil` if there
  /// is none.
  public var interlacing: String?
  /// Whether decoders deliver 8-bit pixels as they are, and encoders take the components that are coded: Y, or Y, Cb and
  /// Cr.
  var takesPlanes = false
  /// Whether a search of a directory finds files of this format without being told to.
  public var isFoundBySearch = true

  /// Creates the capabilities of a format with these channels and bit depths, and the defaults above.
  init(channels: Channels, bitDepths: [Int]) {
    self.channels = channels
    self.bitDepths = bitDepths
  }
}

extension FormatCapabilities {
  /// Whether an alpha channel can be stored as such.
  var holdsAlpha: Bool { if case .colors(_, alpha: true) = channels { true } else { false } }

  /// Whether alpha has to be removed before an image is written.
  var refusesAlpha: Bool { if case .colors(_, alpha: false) = channels { true } else { false } }

  /// Returns whether an image with this number of color channels can be stored.
  func holds(colors count: Int) -> Bool {
    if case .colors(let counts, _) = channels { counts.contains(count) } else { true }
  }

  /// Returns whether samples of this number of bits can be stored.
  package func holds(bitDepth: Int) -> Bool { storesFloats || bitDepths.contains(bitDepth) }

  /// The color channels in words: "gray or RGB".
  var colorNames: String {
    guard case .colors(let counts, _) = channels else { return "planes" }
    return counts.sorted().map { $0 == 1 ? "gray" : "RGB" }.joined(separator: " or ")
  }
}

/// The kinds of metadata that a format can carry, and how.
public struct MetadataCapabilities: Hashable, Sendable {
  /// A kind of metadata, as `Metadata` has properties for them.
  public enum Kind: Hashable, Sendable, CaseIterable {
    case icc, exif, xmp, extendedXMP, photoshop, density
    /// gAMA, cHRM, sRGB, cICP, mDCV and cLLI.
    case colors
    case modificationTime
  }

  /// How texts are stored.
  public enum Texts: Hashable, Sendable {
    /// With a keyword, and a language if they have one.
    case keyed
    /// As comments: bytes without a keyword.
    case comments
  }

  /// The kind of segments of unknown meaning that are copied.
  public enum Segments: Hashable, Sendable {
    /// PNG's chunks.
    case chunks
    /// JPEG's application segments.
    case applicationSegments
  }

  /// The maximum numbers of bytes of pieces that must fit in one container.
  public struct Room: Hashable, Sendable {
    /// The maximum size of EXIF data.
    public var exif: Int
    /// The maximum size of an XMP packet.
    public var xmp: Int
    /// The maximum size of a text.
    public var text: Int
    /// The container, for a sentence: "a JPEG segment".
    public var container: String
  }

  /// The kinds that can be stored besides texts and segments.
  public var kinds: [Kind] = []
  /// How texts are stored; `nil` if they cannot be.
  public var texts: Texts?
  /// The segments that can be stored; `nil` for none.
  public var segments: Segments?
  /// The room for pieces of metadata; `nil` if they have no limit of their own.
  public var room: Room?
  /// Whether readers reject a damaged ICC profile.
  public var needsSoundProfile = false
  /// Whether EXIF, XMP, the time, texts and segments can be stored after the image data.
  public var takesLate = false

  /// Creates the capabilities of a format that holds nothing but samples.
  init() {}

  /// Whether nothing but samples can be stored.
  var isEmpty: Bool { kinds.isEmpty && texts == nil && segments == nil }
}
