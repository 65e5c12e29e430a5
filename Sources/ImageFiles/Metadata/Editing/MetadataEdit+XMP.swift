// SPDX-License-Identifier: Apache-2.0

extension MetadataEdit {
  /// Edits the packet and decides whether to keep its extension, to which the packet refers.
  mutating func editXMP(_ metadata: inout Metadata) {
    let keepsExtension = keepsExtendedXMP(of: metadata)
    if !keepsExtension { metadata.extendedXMP = nil }
    guard let xmp = metadata.xmp else { return }
    metadata.xmp = edited(xmp: xmp, keepsExtension: keepsExtension)
    if metadata.xmp == nil { metadata.extendedXMP = nil }
  }

  /// Whether the extension goes to the output, untouched.
  private mutating func keepsExtendedXMP(of metadata: Metadata) -> Bool {
    guard let extended = metadata.extendedXMP else { return false }
    guard policy.leaves(.xmp) else {
      if !policy.isAllowList && !policy.strips.contains(.xmp) {
        note("dropped the extended XMP data: it may hold what is stripped")
      }
      return false
    }
    if metadata.xmp == nil { return false }
    if Announcement.isIn(extended: extended.bytes) {
      note("dropped the extended XMP data: it describes another picture")
      return false
    }
    if !format.capabilities.metadata.kinds.contains(.extendedXMP) {
      note("left out the extended XMP data: only JPEG can hold it")
      return false
    }
    return true
  }

  /// Returns the packet for the output; `nil` if nothing of it stays.
  mutating func edited(xmp: [UInt8], keepsExtension: Bool) -> [UInt8]? {
    if policy.strips.contains(.xmp) && policy.keeps.isEmpty { return nil }
    do throws(XMLScanner.Fault) {
      return try editedPacket(xmp, keepsExtension: keepsExtension)
    } catch {
      let mayTurn = isTurned && xmp.contains(word: "Orientation")
      let isUntouched = policy.leaves(.xmp) && !Announcement.mayBe(in: xmp) && !mayTurn
      if isUntouched { return xmp }
      note("dropped the XMP data: it cannot be parsed and may hold what must be removed")
      return nil
    }
  }

  /// Returns the packet after all edits.
  func editedPacket(
    _ xmp: [UInt8], keepsExtension: Bool
  ) throws(XMLScanner.Fault) -> [UInt8]? {
    let keepsAll = policy.keeps.contains(.xmp)
    let packet = try XMPPacket(xmp)
    let turned = turnedProperties(of: packet)
    return try packet.edited(keepsOnlyProperties: policy.isAllowList && !keepsAll) { name in
      if Announcement.isAnnouncement(name) || isThumbnail(name) { return .remove }
      if name.namespace == XMPNamespace.usual["xmpNote"] {
        return keepsExtension ? .keep : .remove
      }
      guard policy.keeps(FieldTable.xmp(name.namespace, name.local), in: .xmp) else {
        return .remove
      }
      if XMPNamespace.prefix(of: name.namespace) == "tiff", let value = turned[name.local] {
        return .replace(value)
      }
      return newSize(of: name).map { .replace("\($0)") } ?? .keep
    }
  }

  /// Returns the values of the properties of TIFF that an upright image has.
  private func turnedProperties(of packet: XMPPacket) -> [String: String] {
    guard turn != nil else { return [:] }
    var values = ["Orientation": "1"]
    if isTransposed, let across = packet.text("tiff", "XResolution"),
      let down = packet.text("tiff", "YResolution")
    {
      values["XResolution"] = down
      values["YResolution"] = across
    }
    return values
  }

  private func isThumbnail(_ name: XMLName) -> Bool {
    name.local == "Thumbnails" && name.namespace == XMPNamespace.usual["xmp"]
  }

  /// Returns the new value of a property that holds a pixel size.
  private func newSize(of name: XMLName) -> Int? {
    guard let newSize else { return nil }
    switch (XMPNamespace.prefix(of: name.namespace), name.local) {
    case ("exif", "PixelXDimension"), ("tiff", "ImageWidth"): return newSize.width
    case ("exif", "PixelYDimension"), ("tiff", "ImageLength"): return newSize.height
    default: return nil
    }
  }
}
