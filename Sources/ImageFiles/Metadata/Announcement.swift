// SPDX-License-Identifier: Apache-2.0

/// XMP properties that announce another picture in the same file: a gain map, a depth map, a video.
///
/// They describe pixels that are filtered, or offsets that no longer hold.
///
/// Source: Android, "Ultra HDR Image Format" and "Motion Photo format" 1.0; Google, "Depthmap Metadata" and "Dynamic
/// Depth" 1.0; Apple's and Xiaomi's namespaces as ExifTool names them.
enum Announcement: Hashable {
  case gainMap, depthMap, video, other

  /// Namespaces of which every property announces another picture, by how their URIs start.
  private static let namespaces: [(start: String, what: Announcement)] = [
    ("http://ns.adobe.com/hdr-gain-map/", .gainMap),
    ("http://ns.apple.com/HDRGainMap/", .gainMap),
    ("http://ns.apple.com/HDRToneMap/", .gainMap),
    ("http://ns.google.com/photos/1.0/container/", .other),
    ("http://ns.google.com/photos/1.0/depthmap/", .depthMap),
    ("http://ns.google.com/photos/1.0/image/", .depthMap),
    ("http://ns.google.com/photos/dd/1.0/", .depthMap),
    ("http://ns.apple.com/pixeldatainfo/", .other),
    ("http://ns.apple.com/depthData/", .depthMap),
    ("http://ns.apple.com/depthBlurEffect/", .depthMap),
    ("http://ns.apple.com/portraitEffectsMatte/", .depthMap),
    ("http://ns.apple.com/semanticSegmentationMatte/", .other),
  ]

  /// Words by which a packet that cannot be read is known to need editing.
  private static let words =
    namespaces.map(\.start) + [
      "Thumbnails", "MotionPhoto", "MicroVideo", "HasExtendedXMP", "PixelXDimension", "ImageWidth",
    ]

  /// Returns what a property announces; `nil` for nothing.
  static func kind(of name: XMLName) -> Announcement? {
    if let found = namespaces.first(where: { name.namespace.hasPrefix($0.start) }) {
      return found.what
    }
    switch XMPNamespace.prefix(of: name.namespace) {
    case "GCamera":
      let starts = ["MotionPhoto", "MicroVideo"]
      return starts.contains(where: name.local.hasPrefix) ? .video : nil
    case "MiCamera": return name.local == "XMPMeta" ? .depthMap : nil
    default: return nil
    }
  }

  /// Whether a property announces another picture.
  static func isAnnouncement(_ name: XMLName) -> Bool { kind(of: name) != nil }

  /// Returns everything that a packet announces; a motion photo whose value is 0 announces nothing.
  static func all(in xmp: [UInt8]) -> Set<Announcement> {
    guard let packet = try? XMPPacket(xmp) else {
      let text = xmp.filter { $0 != 0 }
      return Set(namespaces.filter { text.contains(word: $0.start) }.map(\.what))
    }
    var result: Set<Announcement> = []
    _ = packet.contains { name, value in
      let isOff = (name.local == "MotionPhoto" || name.local == "MicroVideo") && value == "0"
      let isNumber = name.local.hasSuffix("Version") || name.local.hasSuffix("Us")
      if let kind = kind(of: name), kind != .video || !(isOff || isNumber) { result.insert(kind) }
      return false
    }
    return result
  }

  /// Whether a packet that cannot be read may hold what must be edited, in UTF-16 too.
  static func mayBe(in xmp: [UInt8]) -> Bool {
    let text = xmp.filter { $0 != 0 }
    return words.contains { text.contains(word: $0) }
  }

  /// Whether the extension of a packet holds another picture, or a thumbnail.
  static func isIn(extended: [UInt8]) -> Bool {
    guard let packet = try? XMPPacket(extended) else { return mayBe(in: extended) }
    return packet.contains { name, _ in isAnnouncement(name) || name.local == "Thumbnails" }
  }
}
