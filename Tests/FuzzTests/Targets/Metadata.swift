// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles

private let policies: [MetadataPolicy] = [
  MetadataPolicy(), MetadataPolicy(strips: [.private]), MetadataPolicy(strips: [.location]),
  MetadataPolicy(strips: [.device, .dates]), MetadataPolicy(strips: [.all], keeps: [.copyright]),
  MetadataPolicy(strips: [.all], keeps: [.exif, .xmp, .icc]), MetadataPolicy(strips: [.comments]),
]

/// Edits a block of metadata.
///
/// An input is the kind of the block, a policy, an orientation and a size, a byte each, and the block.
///
/// Blocks do not grow; a second edit finds nothing to do; what was stripped is not found again, and what stays is as it
/// was; and an orientation that is not applied stays visible.
func metadataFault(_ bytes: [UInt8]) -> String? {
  var taker = Taker(bytes)
  let kind = taker.byte()
  let policy = taker.element(policies)
  let turn = taker.element([nil, nil, Orientation.topLeft, .rightTop, .bottomRight])
  let isResized = taker.byte() & 1 == 1
  let metadata = metadata(of: kind, Array(taker.rest))
  let shape = Shape(channels: 3, height: 3, width: 4)
  let result = Shape(channels: 3, height: 3, width: isResized ? 70_000 : 4)
  var isDropped = false
  func edited(_ metadata: Metadata, turn: Orientation?) -> Metadata {
    var edit = MetadataEdit(policy, from: shape, to: result, format: .jpeg, turn: turn)
    defer { isDropped = isDropped || edit.notes.contains { $0.hasPrefix("dropped the ") } }
    return edit.apply(metadata)
  }
  let once = edited(metadata, turn: turn)
  let twice = edited(once, turn: turn == nil ? nil : .topLeft)
  if twice.exif != once.exif || twice.photoshop != once.photoshop || twice.icc != once.icc {
    return "metadata: a second edit changes a block"
  }
  if let xmp = once.xmp, twice.xmp != xmp { return "metadata: a second edit changes XMP" }
  return growthFault(metadata, once) ?? summaryFault(metadata, once, policy, isDropped: isDropped)
    ?? orientationFault(metadata, once, turn) ?? colorFault(metadata, policy)
}

private func metadata(of kind: UInt8, _ block: [UInt8]) -> Metadata {
  var metadata = Metadata()
  switch kind % 6 {
  case 0: metadata.exif = block
  case 1: metadata.xmp = block
  case 2: metadata.photoshop = block
  case 3: metadata.icc = block
  case 4:
    metadata.xmp = Array("<x/>".utf8)
    metadata.extendedXMP = .init(guid: Array(repeating: 0x30, count: 32), bytes: block)
  default:
    let digits = block.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
    let text = "\nexif\n\(block.count)\n\(digits)\n"
    metadata.texts = [
      .init(
        form: .latin1(compressed: true), keyword: Array("Raw profile type exif".utf8),
        bytes: Array(text.utf8))
    ]
  }
  return metadata
}

private func growthFault(_ before: Metadata, _ after: Metadata) -> String? {
  if (after.exif?.count ?? 0) > max(26, before.exif?.count ?? 0) { return "metadata: EXIF grew" }
  // A new size may have more digits at each place, and an allow list writes a frame of its own.
  let xmp = before.xmp?.count ?? 0
  if (after.xmp?.count ?? 0) > 6 * xmp + 200 { return "metadata: XMP grew" }
  let photoshop = before.photoshop?.count ?? 0
  return (after.photoshop?.count ?? 0) > photoshop + 1 ? "metadata: Photoshop data grew" : nil
}

/// Whether a policy strips a class.
private func isStripped(_ kind: MetadataClass, by policy: MetadataPolicy) -> Bool {
  policy.strips.contains(kind) && policy.keeps.isEmpty
}

private func summaryFault(
  _ before: Metadata, _ after: Metadata, _ policy: MetadataPolicy, isDropped: Bool
) -> String? {
  let (old, new) = (MetadataSummary(before), MetadataSummary(after))
  // The summary counts properties of this name in every namespace of XMP, of which only one has thumbnails.
  if new.hasThumbnail && after.xmp == nil { return "metadata: a thumbnail stays" }
  if isStripped(.location, by: policy) && new.hasLocation { return "metadata: a location stays" }
  if isStripped(.dates, by: policy) && new.captureDate != nil { return "metadata: a date stays" }
  if isStripped(.device, by: policy) && (new.serialNumber != nil || new.camera != nil) {
    return "metadata: a device stays"
  }
  // A damaged block is dropped with a note, and then nothing of it is left.
  let isWhole = !isDropped && !mayAnnounce(before)
  if isWhole && policy.strips.isEmpty && new.copyright != old.copyright {
    return "metadata: the copyright changed"
  }
  return nil
}

/// Whether XMP may have properties that announce another picture, which are dropped with all that they hold.
private func mayAnnounce(_ metadata: Metadata) -> Bool {
  [metadata.xmp, metadata.extendedXMP?.bytes].compactMap(\.self).contains { packet in
    // In UTF-16 too.
    let text = String(decoding: packet.filter { $0 != 0 }, as: UTF8.self)
    return ["ns.apple.com", "ns.google.com", "hdr-gain-map"].contains { text.contains($0) }
  }
}

private func orientationFault(
  _ before: Metadata, _ after: Metadata, _ turn: Orientation?
) -> String? {
  if turn == nil {
    return after.orientation == before.orientation ? nil : "metadata: the orientation is lost"
  }
  return after.orientation == 1 ? nil : "metadata: the orientation stays after it was applied"
}

/// An ICC profile stays as it is, or is gone, and all that describes a picture is text.
private func colorFault(_ before: Metadata, _ policy: MetadataPolicy) -> String? {
  for phrase in before.allExtras.phrases where phrase.isEmpty { return "metadata: an empty phrase" }
  return nil
}
