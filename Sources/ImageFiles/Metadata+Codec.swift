// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

extension Metadata {
  /// A copy of what a reader has found so far.
  @unsafe
  init(of reader: OpaquePointer) {
    unsafe icc = Array(ic_reader_block(reader, IC_ICC)).nonEmpty
    unsafe exif = Array(ic_reader_block(reader, IC_EXIF)).nonEmpty
    unsafe xmp = Array(ic_reader_block(reader, IC_XMP)).nonEmpty
    texts = unsafe (0..<ic_reader_text_count(reader)).map { index in
      unsafe Text(ic_reader_text(reader, index))
    }
    let facts = unsafe ic_reader_facts(reader).pointee
    density = Density(facts)
    gamma = facts.has_gamma ? facts.gamma : nil
    srgbIntent = facts.has_srgb_intent ? facts.srgb_intent : nil
    if facts.has_chromaticities {
      let c = facts.chromaticities
      chromaticities = [c.0, c.1, c.2, c.3, c.4, c.5, c.6, c.7]
    }
  }

  /// The small facts as C holds them.
  var facts: ic_facts {
    var facts = ic_facts()
    if let density {
      facts.density_x = density.x
      facts.density_y = density.y
      facts.density_unit = density.unit.code
    }
    if let gamma {
      facts.has_gamma = true
      facts.gamma = gamma
    }
    if let c = chromaticities, c.count == 8 {
      facts.has_chromaticities = true
      facts.chromaticities = (c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
    }
    if let srgbIntent {
      facts.has_srgb_intent = true
      facts.srgb_intent = srgbIntent
    }
    return facts
  }
}

extension Metadata.Density {
  fileprivate init?(_ facts: ic_facts) {
    switch facts.density_unit {
    case IC_DENSITY_ASPECT: unit = .aspect
    case IC_DENSITY_PER_METRE: unit = .perMetre
    case IC_DENSITY_PER_INCH: unit = .perInch
    case IC_DENSITY_PER_CM: unit = .perCentimetre
    default: return nil
    }
    x = facts.density_x
    y = facts.density_y
  }
}

extension Metadata.Density.Unit {
  fileprivate var code: ic_density_unit {
    switch self {
    case .aspect: IC_DENSITY_ASPECT
    case .perMetre: IC_DENSITY_PER_METRE
    case .perInch: IC_DENSITY_PER_INCH
    case .perCentimetre: IC_DENSITY_PER_CM
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

  /// A copy of bytes that C holds.
  @unsafe
  init(_ bytes: ic_bytes) {
    self = unsafe Array(UnsafeBufferPointer(start: bytes.data, count: bytes.count))
  }

  fileprivate var nonEmpty: [UInt8]? { isEmpty ? nil : self }
}
