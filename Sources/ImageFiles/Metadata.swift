// SPDX-License-Identifier: Apache-2.0

/// What a file says about its image besides the samples.
///
/// Blocks are kept as bytes and handed on unchanged.
public struct Metadata: Hashable, Sendable {
  /// An ICC profile.
  public var icc: [UInt8]?
  /// EXIF: a TIFF header and what follows, without JPEG's "Exif" prefix.
  public var exif: [UInt8]?
  /// An XMP packet.
  public var xmp: [UInt8]?
  /// PNG's texts and JPEG's comments, in the file's order.
  public var texts: [Text] = []
  /// The pixel density.
  public var density: Density?
  /// PNG's gAMA: 100000 times the exponent.
  public var gamma: UInt32?
  /// PNG's cHRM: 100000 times white x, white y, then x and y of red, green and blue; eight numbers.
  public var chromaticities: [UInt32]?
  /// PNG's sRGB: the rendering intent.
  public var srgbIntent: UInt8?

  /// No metadata.
  public init() {}
}

extension Metadata {
  /// A keyword and a text, or a comment.
  public struct Text: Hashable, Sendable {
    /// How a file stores the text.
    public enum Form: Hashable, Sendable {
      /// PNG's tEXt or zTXt: Latin-1.
      case latin1(compressed: Bool)
      /// PNG's iTXt: UTF-8.
      case utf8(compressed: Bool)
      /// JPEG's comment: no keyword, bytes of no stated encoding.
      case comment
    }

    /// How the file stores the text.
    public var form: Form
    /// Latin-1, 1 to 79 bytes; empty for a comment.
    public var keyword: [UInt8]
    /// The text's bytes.
    public var bytes: [UInt8]
    /// iTXt's language tag, ASCII.
    public var language: [UInt8]
    /// iTXt's keyword in that language, UTF-8.
    public var translatedKeyword: [UInt8]

    /// A text of these bytes.
    public init(
      form: Form, keyword: [UInt8] = [], bytes: [UInt8], language: [UInt8] = [],
      translatedKeyword: [UInt8] = []
    ) {
      self.form = form
      self.keyword = keyword
      self.bytes = bytes
      self.language = language
      self.translatedKeyword = translatedKeyword
    }

    /// The keyword as a string, "Comment" for a comment.
    public var title: String { form == .comment ? "Comment" : latin1String(keyword) }

    /// The text as a string; a comment is UTF-8 if it can be, else Latin-1.
    public var string: String {
      switch form {
      case .latin1: latin1String(bytes)
      case .utf8: String(decoding: bytes, as: UTF8.self)
      case .comment: String(validating: bytes, as: UTF8.self) ?? latin1String(bytes)
      }
    }
  }

  /// Pixels per length, or only the ratio of a pixel's height to its width.
  public struct Density: Hashable, Sendable {
    /// The unit of both numbers.
    public enum Unit: String, Hashable, Sendable {
      /// No unit: only the ratio means something.
      case aspect
      /// PNG's unit.
      case perMetre
      /// JPEG's units.
      case perInch, perCentimetre
    }

    /// Pixels per unit along a row.
    public var x: UInt32
    /// Pixels per unit along a column.
    public var y: UInt32
    /// The unit of both numbers.
    public var unit: Unit

    /// A density of `x` by `y` pixels per unit.
    public init(x: UInt32, y: UInt32, unit: Unit) {
      self.x = x
      self.y = y
      self.unit = unit
    }
  }
}

private func latin1String(_ bytes: [UInt8]) -> String {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
