// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// What of this metadata an output of some format and number of channels can carry, and a
  /// sentence for each thing that is left out because it does not fit.
  ///
  /// * An ICC profile is left out if its colour space is not that of the channels (gray: 1 and 2,
  ///   RGB: 3 and 4), in PNG also if its header is broken.
  /// * A JPEG segment holds 65533 bytes: longer EXIF, XMP and comments are left out.
  /// * PNG's texts become JPEG comments, "KEYWORD: TEXT" in UTF-8, or the bare text of the keyword
  ///   "Comment"; a JPEG comment becomes a PNG text of that keyword.
  /// * JPEG has no place for gAMA, cHRM and sRGB.
  /// * NPY has no place for anything; one sentence says so unless all there was are small facts.
  public func carried(
    by format: FileFormat, channels: Int
  ) -> (metadata: Metadata, notes: [String]) {
    if format == .npy { return (Metadata(), notesOfLoss) }
    var result = self
    var notes: [String] = []
    if let icc, let misfit = ICCHeader(icc).misfit(format: format, isGray: channels < 3) {
      result.icc = nil
      notes.append("left out the ICC profile: \(misfit)")
    }
    if format == .png {
      result.texts = texts.map(\.forPNG)
    } else {
      result.gamma = nil
      result.chromaticities = nil
      result.srgbIntent = nil
      result.texts = texts.map(\.forJPEG)
      notes += result.removeLargeForJPEG()
    }
    return (result, notes)
  }

  /// What is lost where nothing can be carried: one sentence or none.
  private var notesOfLoss: [String] {
    let names = [
      icc == nil ? nil : "ICC profile", exif == nil ? nil : "EXIF data",
      xmp == nil ? nil : "XMP data", texts.isEmpty ? nil : "texts",
    ].compactMap(\.self)
    if names.isEmpty { return [] }
    return ["left out the metadata (\(names.joined(separator: ", "))): NPY holds only samples"]
  }

  /// Removes what is longer than a segment, with a sentence for each.
  private mutating func removeLargeForJPEG() -> [String] {
    let segment = 65533
    var notes: [String] = []
    func note(_ name: String, _ count: Int) {
      notes.append("left out the \(name): \(count) bytes do not fit in a JPEG segment")
    }
    if let exif, exif.count > segment - 6 {
      note("EXIF data", exif.count)
      self.exif = nil
    }
    if let xmp, xmp.count > segment - 29 {
      note("XMP data", xmp.count)
      self.xmp = nil
    }
    for text in texts where text.bytes.count > segment { note("text", text.bytes.count) }
    texts.removeAll { $0.bytes.count > segment }
    return notes
  }
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

  fileprivate var forJPEG: Self {
    if form == .comment { return self }
    return Self(
      form: .comment, bytes: Array((title == "Comment" ? string : "\(title): \(string)").utf8))
  }
}

/// The fields of an ICC profile's header that say whether it fits an image.
///
/// Source: ICC.1:2022, 7.2: the size at byte 0, the colour space at 16, the signature "acsp" at 36.
private struct ICCHeader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Why the profile cannot be kept, or nil.
  func misfit(format: FileFormat, isGray: Bool) -> String? {
    let space = String(decoding: bytes.dropFirst(16).prefix(4), as: UTF8.self)
    let wanted = isGray ? "GRAY" : "RGB "
    if space != wanted && ["RGB ", "GRAY", "CMYK"].contains(space) {
      return "it is for \(name(space)), the output is \(name(wanted))"
    }
    return format == .png && isBroken(space, wanted) ? "it is damaged" : nil
  }

  private func name(_ space: String) -> String {
    space == "GRAY" ? "gray" : space == "RGB " ? "RGB" : space
  }

  /// Whether a PNG reader would refuse it.
  private func isBroken(_ space: String, _ wanted: String) -> Bool {
    let size = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return bytes.count < 132 || size != bytes.count || space != wanted
      || bytes[36..<40].elementsEqual("acsp".utf8) == false
  }
}
