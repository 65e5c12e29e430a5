// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Metadata {
  /// The orientation that the metadata states: EXIF's; if there is none, that of XMP, else that of a PNG text.
  ///
  /// A value outside 1 to 8 counts as 1.
  package var statedOrientation: Orientation {
    if let exif, let value = TIFFNumbers(exif)?.orientation { return Orientation(stated: value) }
    if let xmp, let packet = try? XMPPacket(xmp), let text = packet.text("tiff", "Orientation") {
      return Orientation(stated: Int(text))
    }
    let text = texts.first(where: \.isOrientation)
    return Orientation(stated: text.flatMap { Int($0.string) })
  }
}

extension Metadata.Text {
  /// Whether this is a PNG text in which ImageMagick and others repeat EXIF's or XMP's orientation.
  var isOrientation: Bool {
    form != .comment
      && ["exif:orientation", "xmp:tiff:orientation", "tiff:orientation"]
        .contains(title.lowercased())
  }
}

extension Orientation {
  /// The orientation of a value in a file; upright for a value that has no meaning.
  fileprivate init(stated value: Int?) {
    self = value.flatMap { Orientation(rawValue: $0) } ?? .topLeft
  }
}
