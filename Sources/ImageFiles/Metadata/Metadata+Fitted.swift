// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Removes and converts what PNG cannot hold; returns a sentence for each loss.
  mutating func fitToPNG() -> [String] {
    var notes: [String] = []
    func note(_ name: String) { notes.append("left out \(name): PNG cannot store it") }
    if photoshop != nil { note("the Photoshop image resources (IPTC)") }
    if extendedXMP != nil { note("the extended XMP") }
    if let names = namesOfSegments(isJPEG: true) { note("the segments \(names)") }
    photoshop = nil
    extendedXMP = nil
    segments.removeAll(where: \.isJPEG)
    if texts.contains(where: \.isCutByPNG) {
      notes.append("cut a comment at its first NUL byte: a PNG text cannot hold it")
    }
    texts = texts.map(\.forPNG)
    return notes
  }

  /// Removes and converts what JPEG cannot hold; returns a sentence for each loss.
  mutating func fitToJPEG() -> [String] {
    var notes = colorsLost.map { "left out the \($0): JPEG cannot store it" }
    if modificationTime != nil {
      notes.append("left out the time of the last change (tIME): JPEG cannot store it")
    }
    if let names = namesOfSegments(isJPEG: false) {
      notes.append("left out the PNG chunks \(names): JPEG cannot store it")
    }
    if texts.contains(where: { !$0.language.isEmpty || !$0.translatedKeyword.isEmpty }) {
      notes.append("left out the languages of texts: a JPEG comment has none")
    }
    (gamma, chromaticities, srgbIntent, modificationTime) = (nil, nil, nil, nil)
    (cicp, masteringDisplay, contentLight) = (nil, nil, nil)
    segments.removeAll { !$0.isJPEG }
    texts = texts.map(\.forJPEG)
    return notes + removeLargeForJPEG()
  }

  /// Returns the names of the segments of one format, each once; `nil` if there are none.
  private func namesOfSegments(isJPEG: Bool) -> String? {
    var names: [String] = []
    for segment in segments where segment.isJPEG == isJPEG && !names.contains(segment.name) {
      names.append(segment.name)
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  /// Removes what is longer than a segment; returns a sentence for each.
  private mutating func removeLargeForJPEG() -> [String] {
    let most = 65533
    var notes: [String] = []
    func note(_ name: String, _ count: Int) {
      notes.append("left out the \(name): \(count) bytes do not fit in a JPEG segment")
    }
    if let exif, exif.count > most - 6 {
      note("EXIF data", exif.count)
      self.exif = nil
    }
    if let xmp, xmp.count > most - 29 {
      note("XMP data", xmp.count)
      self.xmp = nil
    }
    for text in texts where text.bytes.count > most { note("text", text.bytes.count) }
    texts.removeAll { $0.bytes.count > most }
    return notes
  }
}

extension Metadata.Segment {
  /// Whether this is a JPEG segment and not a PNG chunk, whose type has letters only.
  var isJPEG: Bool { name.hasPrefix("APP") && name.dropFirst(3).first?.isNumber == true }
}

extension Metadata.Text {
  fileprivate var forPNG: Self {
    guard form == .comment else { return self }
    let text = Array(bytes.prefix { $0 != 0 })
    let isUTF8 = !text.allSatisfy { $0 < 128 } && String(validating: text, as: UTF8.self) != nil
    return Self(
      form: isUTF8 ? .utf8(compressed: false) : .latin1(compressed: false),
      keyword: Array("Comment".utf8), bytes: text)
  }

  /// Whether there is more than padding after a NUL byte.
  fileprivate var isCutByPNG: Bool {
    form == .comment && bytes.drop { $0 != 0 }.contains { $0 != 0 }
  }

  fileprivate var forJPEG: Self {
    if form == .comment { return self }
    return Self(
      form: .comment, bytes: Array((title == "Comment" ? string : "\(title): \(string)").utf8))
  }
}
