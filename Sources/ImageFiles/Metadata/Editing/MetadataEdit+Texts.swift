// SPDX-License-Identifier: Apache-2.0

extension MetadataEdit {
  /// Returns the text for the output; `nil` if it is removed.
  mutating func edited(_ text: Metadata.Text) -> Metadata.Text? {
    if let profile = RawProfile(text) { return keeps(profile) ? text : nil }
    let classes = text.form == .comment ? .comments : FieldTable.text(keyword: text.title)
    guard policy.keeps(classes, in: .text) else { return nil }
    guard turn != nil && text.isOrientation else { return text }
    var upright = text
    upright.bytes = Array("1".utf8)
    return upright
  }

  /// Whether a block written as digits stays, which it does if nothing in it needs to be edited.
  private mutating func keeps(_ profile: RawProfile) -> Bool {
    let isSilent = policy.isAllowList || policy.strips.contains(.text)
    if isSilent && !policy.keeps.contains(.text) { return false }
    if isStrippedWhole(profile) { return false }
    if let bytes = profile.bytes, isUnchanged(bytes, profile.name) { return true }
    note(
      "dropped the PNG text \"Raw profile type \(profile.name)\": it may hold what must be removed")
    return false
  }

  /// Whether the profile's own container is stripped.
  private func isStrippedWhole(_ profile: RawProfile) -> Bool {
    let strips = policy.strips.subtracting(policy.keeps)
    switch profile.name {
    case "exif": return strips.contains(.exif)
    case "xmp": return strips.contains(.xmp)
    case "iptc", "8bim": return strips.contains(.iptc)
    case "icc", "icm": return strips.contains(.icc)
    default: return false
    }
  }

  /// Whether the edits of a profile's kind leave it as it is.
  private func isUnchanged(_ bytes: [UInt8], _ name: String) -> Bool {
    var edit = self
    if name == "icc" || name == "icm" { return policy.keeps(.icc, in: nil) }
    let exif = Array("Exif\0\0".utf8)
    let xmp = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    if bytes.starts(with: exif) || TIFFNumbers(bytes) != nil {
      let block = bytes.starts(with: exif) ? Array(bytes.dropFirst(exif.count)) : bytes
      return edit.edited(exif: block) == block
    }
    if bytes.starts(with: xmp) || name == "xmp" {
      let packet = bytes.starts(with: xmp) ? Array(bytes.dropFirst(xmp.count)) : bytes
      return edit.edited(xmp: packet, keepsExtension: false) == packet
    }
    if bytes.first == 0x1c { return edit.edited(iptc: bytes) == bytes }
    if bytes.starts(with: "8BIM".utf8) { return edit.edited(photoshop: bytes) == bytes }
    return policy.keepsOpaque(in: .text) && name != "exif" && name != "app1"
  }
}
