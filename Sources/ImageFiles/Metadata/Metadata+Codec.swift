// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

extension Metadata {
  /// Copies what a reader has found so far.
  @unsafe
  init(of reader: OpaquePointer) {
    for (block, path) in Metadata.blocks {
      unsafe self[keyPath: path] = Array(ic_reader_block(reader, block)).nonEmpty
    }
    if let extended = unsafe Array(ic_reader_block(reader, IC_EXTENDED_XMP)).nonEmpty {
      extendedXMP = ExtendedXMP(
        guid: Array(extended.prefix(Int(IC_GUID_SIZE))),
        bytes: Array(extended.dropFirst(Int(IC_GUID_SIZE))))
    }
    texts = unsafe (0..<ic_reader_text_count(reader)).map { index in
      unsafe Text(ic_reader_text(reader, index))
    }
    segments = unsafe (0..<ic_reader_segment_count(reader)).map { index in
      unsafe Segment(ic_reader_segment(reader, index))
    }
    extras = unsafe Extras(ic_reader_extras(reader).pointee)
    let scalars = unsafe ic_reader_scalars(reader).pointee
    density = Density(scalars)
    gamma = scalars.has_gamma ? scalars.gamma : nil
    srgbIntent = scalars.has_srgb_intent ? scalars.srgb_intent : nil
    if scalars.has_chromaticities {
      let c = scalars.chromaticities
      chromaticities = [c.0, c.1, c.2, c.3, c.4, c.5, c.6, c.7]
    }
  }

  /// The blocks that C and Swift hold as the same bytes.
  static var blocks: [(ic_block, WritableKeyPath<Metadata, [UInt8]?>)] {
    [
      (IC_ICC, \.icc), (IC_EXIF, \.exif), (IC_XMP, \.xmp), (IC_PHOTOSHOP, \.photoshop),
      (IC_CICP, \.cicp), (IC_MDCV, \.masteringDisplay), (IC_CLLI, \.contentLight),
      (IC_TIME, \.modificationTime),
    ]
  }

  /// All blocks that are present, as C holds them.
  var cBlocks: [(ic_block, [UInt8])] {
    let blocks = Metadata.blocks.compactMap { block, path in
      self[keyPath: path].map { (block, $0) }
    }
    return blocks + (extendedXMP.map { [(IC_EXTENDED_XMP, $0.guid + $0.bytes)] } ?? [])
  }

  /// The scalar metadata as C holds them.
  var scalars: ic_scalars {
    var scalars = ic_scalars()
    if let density {
      scalars.density_x = density.x
      scalars.density_y = density.y
      scalars.density_unit = density.unit.code
    }
    if let gamma {
      scalars.has_gamma = true
      scalars.gamma = gamma
    }
    if let c = chromaticities, c.count == 8 {
      scalars.has_chromaticities = true
      scalars.chromaticities = (c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
    }
    if let srgbIntent {
      scalars.has_srgb_intent = true
      scalars.srgb_intent = srgbIntent
    }
    return scalars
  }
}

extension Metadata.Density {
  fileprivate init?(_ scalars: ic_scalars) {
    switch scalars.density_unit {
    case IC_DENSITY_ASPECT: unit = .aspect
    case IC_DENSITY_PER_METER: unit = .perMetre
    case IC_DENSITY_PER_INCH: unit = .perInch
    case IC_DENSITY_PER_CM: unit = .perCentimetre
    default: return nil
    }
    x = scalars.density_x
    y = scalars.density_y
  }
}

extension Metadata.Density.Unit {
  fileprivate var code: ic_density_unit {
    switch self {
    case .aspect: IC_DENSITY_ASPECT
    case .perMetre: IC_DENSITY_PER_METER
    case .perInch: IC_DENSITY_PER_INCH
    case .perCentimetre: IC_DENSITY_PER_CM
    }
  }
}

extension Metadata.Extras {
  fileprivate init(_ extras: ic_extras) {
    pictures = Int(extras.pictures)
    frames = Int(extras.frames)
    hasGainMap = extras.has_gain_map
    hasCredentials = extras.has_credentials
    trailingBytes = Int(clamping: extras.trailing_bytes)
  }
}

extension Metadata.Segment {
  @unsafe
  fileprivate init(_ segment: ic_segment) {
    let name = unsafe segment.name
    let characters = [name.0, name.1, name.2, name.3, name.4].map(UInt8.init(bitPattern:))
    self.name = String(decoding: characters.prefix { $0 != 0 }, as: UTF8.self)
    bytes = unsafe Array(segment.bytes)
    followsImage = unsafe segment.after_image
  }

  /// Calls `body` with the segment as C holds it; the pointers must not leave `body`.
  func withCSegment<Result>(_ body: (UnsafePointer<ic_segment>) -> Result) -> Result {
    unsafe bytes.withCBytes { bytes in
      var segment = unsafe ic_segment()
      unsafe segment.bytes = bytes
      unsafe segment.after_image = followsImage
      let name = Array(name.utf8.prefix(5)).map(CChar.init(bitPattern:)) + [0, 0, 0, 0, 0]
      unsafe segment.name = (name[0], name[1], name[2], name[3], name[4], 0)
      return unsafe body(&segment)
    }
  }
}

extension Metadata.Text {
  @unsafe
  fileprivate init(_ text: ic_text) {
    form =
      switch unsafe text.form {
      case IC_TEXT_LATIN1: .latin1(compressed: false)
      case IC_TEXT_LATIN1_COMPRESSED: .latin1(compressed: true)
      case IC_TEXT_UTF8: .utf8(compressed: false)
      case IC_TEXT_UTF8_COMPRESSED: .utf8(compressed: true)
      default: .comment
      }
    keyword = unsafe Array(text.keyword)
    bytes = unsafe Array(text.text)
    language = unsafe Array(text.language)
    translatedKeyword = unsafe Array(text.translated_keyword)
  }

  /// How C names the form.
  private var code: ic_text_form {
    switch form {
    case .latin1(false): IC_TEXT_LATIN1
    case .latin1(true): IC_TEXT_LATIN1_COMPRESSED
    case .utf8(false): IC_TEXT_UTF8
    case .utf8(true): IC_TEXT_UTF8_COMPRESSED
    case .comment: IC_TEXT_COMMENT
    }
  }

  /// Calls `body` with the text as C holds it; the pointers must not leave `body`.
  func withCText<Result>(_ body: (UnsafePointer<ic_text>) -> Result) -> Result {
    unsafe keyword.withCBytes { keyword in
      unsafe bytes.withCBytes { bytes in
        unsafe language.withCBytes { language in
          unsafe translatedKeyword.withCBytes { translated in
            var text = unsafe ic_text(
              form: code, keyword: keyword, text: bytes, language: language,
              translated_keyword: translated)
            return unsafe body(&text)
          }
        }
      }
    }
  }
}

extension [UInt8] {
  /// Calls `body` with the bytes as C holds them; the pointer must not leave `body`.
  func withCBytes<Result>(_ body: (ic_bytes) -> Result) -> Result {
    unsafe withUnsafeBufferPointer { buffer in
      unsafe body(ic_bytes(data: buffer.baseAddress, count: buffer.count))
    }
  }

  /// Copies bytes that C holds.
  @unsafe
  init(_ bytes: ic_bytes) {
    self = unsafe Array(UnsafeBufferPointer(start: bytes.data, count: bytes.count))
  }

  fileprivate var nonEmpty: [UInt8]? { isEmpty ? nil : self }
}
