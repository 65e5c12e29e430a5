// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Removes and converts what the format cannot hold; returns a sentence for each loss.
  mutating func fit(to format: FileFormat) -> [String] {
    removeKinds(unknownTo: format) + removeSegments(unknownTo: format) + fitTexts(to: format)
      + removeCutXMP(for: format) + removeLarge(for: format)
  }

  /// Removes the blocks and scalar metadata of kinds that the format does not have.
  private mutating func removeKinds(unknownTo format: FileFormat) -> [String] {
    let kinds = format.capabilities.metadata.kinds
    var lost: [String] = []
    if !kinds.contains(.photoshop) {
      if photoshop != nil { lost.append("the Photoshop image resources (IPTC)") }
      photoshop = nil
    }
    if !kinds.contains(.extendedXMP) {
      if extendedXMP != nil { lost.append("the extended XMP") }
      extendedXMP = nil
    }
    if !kinds.contains(.colors) {
      lost += colorsLost.map { "the \($0)" }
      (gamma, chromaticities, srgbIntent) = (nil, nil, nil)
      (cicp, masteringDisplay, contentLight) = (nil, nil, nil)
    }
    if !kinds.contains(.modificationTime) {
      if modificationTime != nil { lost.append("the time of the last change (tIME)") }
      modificationTime = nil
    }
    return lost.map { "left out \($0): \(format.name) cannot store it" }
  }

  /// Removes the segments of other formats.
  private mutating func removeSegments(unknownTo format: FileFormat) -> [String] {
    let kept = format.capabilities.metadata.segments
    let lost = segments.filter { $0.kind != kept }
    segments.removeAll { $0.kind != kept }
    return [
      ("segments", Metadata.Segment.names(of: lost, .applicationSegments)),
      ("PNG chunks", Metadata.Segment.names(of: lost, .chunks)),
    ].compactMap { what, names in
      names.map { "left out the \(what) \($0): \(format.name) cannot store it" }
    }
  }

  /// Converts texts to the form that the format has.
  private mutating func fitTexts(to format: FileFormat) -> [String] {
    switch format.capabilities.metadata.texts {
    case .keyed:
      let isCut = texts.contains(where: \.isCutByKeyword)
      texts = texts.map(\.keyed)
      return isCut
        ? ["cut a comment at its first NUL byte: a \(format.name) text cannot hold it"] : []
    case .comments:
      let hasLanguages = texts.contains { !$0.language.isEmpty || !$0.translatedKeyword.isEmpty }
      texts = texts.map(\.comment)
      return hasLanguages
        ? ["left out the languages of texts: a \(format.name) comment has none"] : []
    case nil:
      texts = []
      return []
    }
  }

  /// Removes an XMP packet that the format's text would end within, at a NUL; returns a sentence about it.
  ///
  /// NULs at its end are padding.
  private mutating func removeCutXMP(for format: FileFormat) -> [String] {
    guard format.capabilities.metadata.texts == .keyed, let bytes = xmp,
      bytes.drop(while: { $0 != 0 }).contains(where: { $0 != 0 })
    else { return [] }
    xmp = nil
    return ["left out the XMP data: a \(format.name) text cannot hold its NUL bytes"]
  }

  /// Removes what is longer than the format's container; returns a sentence for each.
  private mutating func removeLarge(for format: FileFormat) -> [String] {
    guard let room = format.capabilities.metadata.room else { return [] }
    var notes: [String] = []
    func note(_ name: String, _ count: Int) {
      notes.append("left out the \(name): \(count) bytes do not fit in \(room.container)")
    }
    if let exif, exif.count > room.exif {
      note("EXIF data", exif.count)
      self.exif = nil
    }
    if let xmp, xmp.count > room.xmp {
      note("XMP data", xmp.count)
      self.xmp = nil
    }
    for text in texts where text.bytes.count > room.text { note("text", text.bytes.count) }
    texts.removeAll { $0.bytes.count > room.text }
    return notes
  }
}

extension Metadata.Segment {
  /// Whether this is a JPEG segment or a PNG chunk, whose type has letters only.
  var kind: MetadataCapabilities.Segments {
    let isMarker = name.hasPrefix("APP") && name.dropFirst(3).first?.isNumber == true
    return isMarker ? .applicationSegments : .chunks
  }

  /// Returns the names of the segments of one kind, each once; `nil` if there are none.
  fileprivate static func names(
    of segments: [Metadata.Segment], _ kind: MetadataCapabilities.Segments
  ) -> String? {
    var names: [String] = []
    for segment in segments where segment.kind == kind && !names.contains(segment.name) {
      names.append(segment.name)
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

extension Metadata.Text {
  /// The text with a keyword, as PNG stores it.
  fileprivate var keyed: Self {
    guard form == .comment else { return self }
    let text = Array(bytes.prefix { $0 != 0 })
    let isUTF8 = !text.allSatisfy { $0 < 128 } && String(validating: text, as: UTF8.self) != nil
    return Self(
      form: isUTF8 ? .utf8(compressed: false) : .latin1(compressed: false),
      keyword: Array("Comment".utf8), bytes: text)
  }

  /// Whether a comment has more than padding after a NUL byte, which ends a text with a keyword.
  fileprivate var isCutByKeyword: Bool {
    form == .comment && bytes.drop { $0 != 0 }.contains { $0 != 0 }
  }

  /// The text as a comment, as JPEG stores it.
  fileprivate var comment: Self {
    if form == .comment { return self }
    return Self(
      form: .comment, bytes: Array((title == "Comment" ? string : "\(title): \(string)").utf8))
  }
}
