// SPDX-License-Identifier: Apache-2.0

/// A summary of what a user checks in an image's metadata before publishing it.
///
/// Values are as the file has them: the first of EXIF, XMP and IPTC that has one.
public struct MetadataSummary: Hashable, Sendable {
  /// Whether EXIF, XMP or IPTC say where the image was taken.
  public let hasLocation: Bool
  /// Whether there is a thumbnail or preview in EXIF, XMP or the Photoshop resources.
  public let hasThumbnail: Bool
  /// Whether there are MakerNotes.
  public let hasMakerNotes: Bool
  /// When the image was taken.
  public let captureDate: String?
  /// Maker and model of the camera.
  public let camera: String?
  /// The camera's serial number.
  public let serialNumber: String?
  /// The owner of the camera.
  public let owner: String?
  /// The creator of the image.
  public let creator: String?
  /// The copyright notice.
  public let copyright: String?

  /// Creates the summary of an image's metadata; damaged blocks count as absent.
  public init(_ metadata: Metadata) {
    let block = metadata.exif.flatMap { try? TIFFBlock($0) }
    let packet = metadata.xmp.flatMap { try? XMPPacket($0) }
    let resources = metadata.photoshop.flatMap(PhotoshopResources.init)
    let iptc = resources?.dataSets
    hasMakerNotes = block.map { !$0.entries(0x927c, in: .exif).isEmpty } ?? false
    hasLocation =
      (block?.directories.contains { $0.kind == .gps && !$0.entries.isEmpty } ?? false)
      || (packet?.contains { name, _ in
        FieldTable.xmp(name.namespace, name.local).contains(.location)
      } ?? false)
      || (iptc?.dataSets.contains { set in
        FieldTable.iptc(record: set.record, dataSet: set.number).contains(.location)
      } ?? false)
    hasThumbnail =
      (block?.hasPictures ?? false)
      || (packet?.contains { name, _ in name.local == "Thumbnails" } ?? false)
      || (resources?.resources.contains { resource in
        PhotoshopResources.thumbnails.contains(resource.identifier)
      } ?? false)
    func first(
      _ tags: [(UInt16, TIFFBlock.Directory.Kind)], _ properties: [(String, String)], _ set: UInt8?
    ) -> String? {
      tags.lazy.compactMap { block?.text($0.0, in: $0.1) }.first
        ?? properties.lazy.compactMap { packet?.text($0.0, $0.1) }.first
        ?? set.flatMap { iptc?.text($0) }
    }
    captureDate = first(
      [(0x9003, .exif), (0x9004, .exif)],
      [("exif", "DateTimeOriginal"), ("photoshop", "DateCreated"), ("xmp", "CreateDate")], 55)
    let make = first([(0x010f, .main)], [("tiff", "Make")], nil)
    let model = first([(0x0110, .main)], [("tiff", "Model")], nil)
    let parts = [make, model].compactMap(\.self)
    camera = parts.isEmpty ? nil : parts.joined(separator: " ")
    serialNumber = first(
      [(0xa431, .exif), (0xc62f, .main)],
      [("aux", "SerialNumber"), ("exifEX", "BodySerialNumber")], nil)
    owner = first(
      [(0xa430, .exif)], [("aux", "OwnerName"), ("exifEX", "CameraOwnerName")], nil)
    creator = first([(0x013b, .main)], [("dc", "creator"), ("tiff", "Artist")], 80)
    copyright = first([(0x8298, .main)], [("dc", "rights"), ("tiff", "Copyright")], 116)
  }
}
