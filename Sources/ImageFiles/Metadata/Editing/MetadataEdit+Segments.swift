// SPDX-License-Identifier: Apache-2.0

extension MetadataEdit {
  /// Whether a segment or chunk of no known meaning goes to the output.
  mutating func keeps(_ segment: Metadata.Segment) -> Bool {
    if segment.describesOtherPicture { return false }
    if segment.isUnsafeToCopy {
      note("left out the PNG chunk \(segment.name): it depends on the pixels")
      return false
    }
    if policy.keepsOpaque(in: nil) { return true }
    if !policy.isAllowList {
      note("dropped the segments and chunks of unknown meaning: they may hold what is stripped")
    }
    return false
  }
}

extension Metadata.Segment {
  /// Whether this is a thumbnail, the index of other pictures, a gain map's description, or a frame.
  ///
  /// Readers usually recognize these themselves and deliver them as `Metadata.extras`.
  fileprivate var describesOtherPicture: Bool {
    switch name {
    case "APP0": isMarked("JFXX\0") || isMarked("JFIF\0")
    case "APP2": isMarked("MPF\0") || isMarked("urn:iso:std:iso:ts:21496")
    case "acTL", "fcTL", "fdAT", "caBX": true
    default: false
    }
  }

  private func isMarked(_ start: String) -> Bool { bytes.starts(with: start.utf8) }

  /// Whether this is a PNG chunk that must not be copied to an image with other pixels: the case of its fourth letter
  /// says so.
  ///
  /// Source: PNG specification, third edition, 5.4 and 13.11.
  fileprivate var isUnsafeToCopy: Bool {
    guard !name.hasPrefix("APP"), let last = name.utf8.last else { return false }
    return last & 0x20 == 0
  }
}
