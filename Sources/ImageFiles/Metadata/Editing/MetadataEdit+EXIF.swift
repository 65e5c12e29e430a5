// SPDX-License-Identifier: Apache-2.0

extension MetadataEdit {
  /// Returns the EXIF block for the output; `nil` if nothing of it stays.
  mutating func edited(exif: [UInt8]) -> [UInt8]? {
    if policy.strips.contains(.exif) && policy.keeps.isEmpty { return nil }
    do throws(TIFFBlock.Damage) {
      let result = try editedBlock(exif)
      if !policy.isAllowList && !policy.keepsOpaque(in: .exif) && hasMakerNotes(exif) {
        note("dropped the MakerNotes: they may hold what is stripped and cannot be edited")
      }
      return result
    } catch {
      note("dropped the EXIF data: it is damaged (\(error.text))")
      return nil
    }
  }

  /// Returns the block after all edits.
  func editedBlock(_ exif: [UInt8]) throws(TIFFBlock.Damage) -> [UInt8]? {
    var block = try TIFFBlock(exif)
    if let newSize {
      for (tag, kind) in [(UInt16(0xa002), TIFFBlock.Directory.Kind.exif), (0x0100, .main)] {
        block.set(tag, in: kind, to: newSize.width)
        block.set(tag + 1, in: kind, to: newSize.height)
      }
    }
    if turn != nil { block.set(TIFFBlock.orientationTag, in: .main, to: 1) }
    if isTransposed { block.exchangeResolutions() }
    let result = try block.removing(
      clearsRest: policy.isAllowList && !policy.keeps.contains(.exif)
    ) { kind, entry in keeps(entry, kind, of: block) }
    guard let result, result != exif, let orientation = try TIFFBlock(result).onlyOrientation else {
      return result
    }
    if isTurned { return nil }
    return (2...8).contains(orientation) ? TIFFBlock.minimal(orientation: orientation) : result
  }

  private func keeps(
    _ entry: TIFFBlock.Entry, _ kind: TIFFBlock.Directory.Kind, of block: TIFFBlock
  ) -> Bool {
    if kind == .main && holdsThumbnail(entry, block) { return false }
    if kind == .main && entry.tag == TIFFBlock.orientationTag {
      if turn != nil && (entry.type != 3 || entry.count != 1) { return false }
      if block.hasVisibleOrientation { return true }
    }
    return policy.keeps(FieldTable.exif(entry.tag, in: kind), in: .exif)
  }

  /// Whether an entry of the main directory is a thumbnail, or a container of one.
  private func holdsThumbnail(_ entry: TIFFBlock.Entry, _ block: TIFFBlock) -> Bool {
    let content = entry.value.map { Array(block.bytes[$0]) } ?? []
    switch entry.tag {
    case 0x0201, 0x0202: return true
    case 0x02bc: return content.filter { $0 != 0 }.contains(word: "Thumbnails")
    case 0x8649:
      guard let resources = PhotoshopResources(content)?.resources else { return true }
      return resources.contains { PhotoshopResources.thumbnails.contains($0.identifier) }
    default: return false
    }
  }

  /// Whether a block holds MakerNotes.
  private func hasMakerNotes(_ exif: [UInt8]) -> Bool {
    guard let block = try? TIFFBlock(exif) else { return false }
    return !block.entries(0x927c, in: .exif).isEmpty
  }
}

extension [UInt8] {
  /// Whether these bytes contain an ASCII word.
  func contains(word: String) -> Bool {
    let word = Array(word.utf8)
    guard let first = word.first, count >= word.count else { return false }
    var start = startIndex
    while let place = self[start...].firstIndex(of: first) {
      if self[place...].starts(with: word) { return true }
      start = place + 1
    }
    return false
  }
}
