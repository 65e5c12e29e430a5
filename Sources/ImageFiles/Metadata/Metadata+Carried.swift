// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Returns the metadata that an output of this format and number of channels can carry, and a
  /// sentence for each part that is left out.
  ///
  /// * An ICC profile is left out if its color space is not that of the channels (gray: 1 and 2,
  ///   RGB: 3 and 4), in PNG also if its header is damaged.
  /// * A JPEG segment holds 65533 bytes: longer EXIF, XMP and comments are left out.
  /// * PNG's texts become JPEG comments, "KEYWORD: TEXT" in UTF-8, or the bare text of the keyword
  ///   "Comment"; a JPEG comment becomes a PNG text of that keyword.
  /// * JPEG has no place for PNG's color chunks, tIME and unknown chunks.  Color chunks that only say what
  ///   readers assume anyway, sRGB, are left out without a sentence, and so are gAMA and cHRM beside an ICC
  ///   profile, which overrides them.
  /// * PNG has no place for Photoshop image resources (IPTC), extended XMP and unknown JPEG segments.
  /// * NPY and other formats of nothing but samples have no place for anything; one sentence says so unless there was
  ///   no more than a pixel density, a time and the colors of sRGB.
  public func carried(
    by format: FileFormat, channels: Int
  ) -> (metadata: Metadata, notes: [String]) {
    if format.capabilities.metadata.isEmpty { return (Metadata(), notesOfLoss(in: format)) }
    var result = self
    var notes: [String] = []
    if let icc, let misfit = ICCHeader(icc).misfit(in: format, isGray: channels < 3) {
      result.icc = nil
      notes.append("left out the ICC profile: \(misfit)")
    }
    notes += result.fit(to: format)
    return (result, notes)
  }

  /// Returns the notes on what is lost in a format that carries nothing: one sentence or none.
  private func notesOfLoss(in format: FileFormat) -> [String] {
    let names = [
      icc == nil ? nil : "ICC profile", exif == nil ? nil : "EXIF data",
      xmp == nil && extendedXMP == nil ? nil : "XMP data",
      photoshop == nil ? nil : "Photoshop image resources", texts.isEmpty ? nil : "texts",
      segments.isEmpty ? nil : "segments of unknown kinds",
    ].compactMap(\.self)
    let all = names + colorsLost
    if all.isEmpty { return [] }
    return [
      "left out the metadata (\(all.joined(separator: ", "))): \(format.name) holds only samples"
    ]
  }
}

/// The fields of an ICC profile's header that say whether it fits an image.
///
/// Source: ICC.1:2022, 7.2: the size at byte 0, the color space at 16, the signature "acsp" at 36.
private struct ICCHeader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns why the profile cannot be kept, or `nil`.
  func misfit(in format: FileFormat, isGray: Bool) -> String? {
    let space = String(decoding: bytes.dropFirst(16).prefix(4), as: UTF8.self)
    let wanted = isGray ? "GRAY" : "RGB "
    if space != wanted && ["RGB ", "GRAY", "CMYK"].contains(space) {
      return "it is for \(name(space)), the output is \(name(wanted))"
    }
    let isBroken = format.capabilities.metadata.needsSoundProfile && isBroken(space, wanted)
    return isBroken ? "it is damaged" : nil
  }

  private func name(_ space: String) -> String {
    space == "GRAY" ? "gray" : space == "RGB " ? "RGB" : space
  }

  /// Whether a PNG reader would reject the profile.
  private func isBroken(_ space: String, _ wanted: String) -> Bool {
    let size = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return bytes.count < 132 || size != bytes.count || space != wanted
      || bytes[36..<40].elementsEqual("acsp".utf8) == false
  }
}
