// SPDX-License-Identifier: Apache-2.0

/// The classes of the fields of every kind of metadata.
///
/// A field that is in no table has no class: single classes leave it, allow lists remove it. docs/formats.md lists the
/// tables for users.
enum FieldTable {
  /// Returns the classes of an EXIF entry.
  ///
  /// Source: Exif 2.32 and 3.0 (CIPA DC-008), 4.6; TIFF 6.0; the tags of Windows (0x9C9B...0x9C9F) and of DNG 1.6.
  static func exif(_ tag: UInt16, in kind: TIFFBlock.Directory.Kind) -> FieldClasses {
    switch kind {
    case .main, .picture: main[tag] ?? exif[tag] ?? []
    case .exif: exif[tag] ?? main[tag] ?? []
    // The time and the date of the position.
    case .gps: tag == 0x07 || tag == 0x1d ? [.location, .dates] : .location
    case .interoperability: tag <= 2 ? .color : .structure
    }
  }

  private static let main: [UInt16: FieldClasses] = [
    0x000b: .history,  // ProcessingSoftware
    0x0100: .structure, 0x0101: .structure, 0x0102: .structure, 0x0103: .structure,
    0x0106: .structure, 0x0112: .structure, 0x0115: .structure, 0x011c: .structure,
    0x0211: .structure, 0x0212: .structure, 0x0213: .structure, 0x0214: .structure,
    0x010d: .comments,  // DocumentName
    0x010e: .comments,  // ImageDescription
    0x010f: .device,  // Make
    0x0110: .device,  // Model
    0x011a: .density, 0x011b: .density, 0x0128: .density,
    0x012d: .color, 0x013e: .color, 0x013f: .color,
    0x0131: .history,  // Software
    0x0132: .dates,  // DateTime
    0x013b: .copyright,  // Artist
    0x013c: .device,  // HostComputer
    0x02bc: .opaque,  // an XMP packet
    0x8298: .copyright,  // Copyright
    0x83bb: .opaque,  // IPTC
    0x8649: .opaque,  // Photoshop resources
    0x8773: .icc,
    0x9c9b: .comments, 0x9c9c: .comments, 0x9c9d: [.comments, .person], 0x9c9e: .comments,
    0x9c9f: .comments,  // XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject
    0xc614: .device,  // UniqueCameraModel
    0xc615: .device,  // LocalizedCameraModel
    0xc62f: .device,  // CameraSerialNumber
    0xc634: .opaque,  // DNGPrivateData
  ]

  private static let exif: [UInt16: FieldClasses] = [
    0x9000: .structure,  // ExifVersion
    0x9003: .dates, 0x9004: .dates, 0x9010: .dates, 0x9011: .dates, 0x9012: .dates,
    0x9290: .dates, 0x9291: .dates, 0x9292: .dates,
    0x9101: .structure,  // ComponentsConfiguration
    0x927c: .opaque,  // MakerNote
    0x9286: .comments,  // UserComment
    0xa000: .structure,  // FlashpixVersion
    0xa001: .color,  // ColorSpace
    0xa002: .structure, 0xa003: .structure,  // pixel sizes
    0xa004: .comments,  // RelatedSoundFile
    0xa40b: .opaque,  // DeviceSettingDescription
    0xa420: .device,  // ImageUniqueID
    0xa430: .person,  // CameraOwnerName
    0xa431: .device,  // BodySerialNumber
    0xa432: .device, 0xa433: .device, 0xa434: .device, 0xa435: .device,  // lens
    0xa436: .comments,  // ImageTitle
    0xa437: .copyright,  // Photographer
    0xa438: [.person, .history],  // ImageEditor
    0xa439: .device,  // CameraFirmware
    0xa43a: .history, 0xa43b: .history, 0xa43c: .history,  // software
    0xa500: .color,  // Gamma
    0xfde8: .person, 0xfde9: .device, 0xfdea: .device,  // owner, serial number, lens (Camera Raw)
  ]
}
