// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
  /// Returns the classes of an XMP property, or of a field inside one, by its namespace and name.
  ///
  /// Source: Adobe, XMP Specification Part 2 (2016); IPTC Photo Metadata Standard 2023.1; PLUS 1.2.1; CIPA DC-010.
  static func xmp(_ namespace: String, _ name: String) -> FieldClasses {
    guard let prefix = XMPNamespace.prefix(of: namespace) else { return [] }
    if let classes = properties["\(prefix):\(name)"] { return classes }
    switch prefix {
    case "exif":
      if name.hasPrefix("GPS") { return .location }
      return name.hasPrefix("DateTime") ? .dates : []
    case "xmp": return name.hasSuffix("Date") ? .dates : []
    case "Iptc4xmpExt":
      if ["Location", "Country", "World"].contains(where: name.hasPrefix) { return .location }
      return name.hasPrefix("PersonInImage") || name.hasPrefix("OrganisationInImage")
        ? .person : .comments
    default: return namespaces[prefix] ?? []
    }
  }

  /// The classes of all properties of a namespace that are not listed one by one.
  private static let namespaces: [String: FieldClasses] = [
    "aux": .device, "exifEX": .device, "xmpMM": .history, "photoshop": .history, "crs": .history,
    "crss": .history, "stEvt": .history, "stRef": .history, "lr": .history, "xmpBJ": .history,
    "xmpRights": .copyright, "plus": .copyright, "cc": .copyright, "Iptc4xmpCore": .comments,
    "mwg-rs": .person, "MP": .person, "MPRI": .person, "MPReg": .person,
    "drone-dji": [.location, .device],
  ]

  /// The classes of single properties.
  private static let properties: [String: FieldClasses] = [
    "exif:GPSTimeStamp": [.location, .dates], "exif:GPSDateStamp": [.location, .dates],
    "exif:PixelXDimension": .structure, "exif:PixelYDimension": .structure,
    "exif:ExifVersion": .structure, "exif:FlashpixVersion": .structure,
    "exif:ComponentsConfiguration": .structure, "exif:ColorSpace": .color, "exif:Gamma": .color,
    "exif:UserComment": .comments, "exif:MakerNote": .opaque, "exif:ImageUniqueID": .device,
    "exif:DeviceSettingDescription": .opaque, "exif:OwnerName": .person,

    "tiff:Make": .device, "tiff:Model": .device, "tiff:Software": .history,
    "tiff:DateTime": .dates, "tiff:Artist": .copyright, "tiff:Copyright": .copyright,
    "tiff:ImageDescription": .comments, "tiff:XResolution": .density,
    "tiff:YResolution": .density, "tiff:ResolutionUnit": .density, "tiff:Orientation": .structure,
    "tiff:ImageWidth": .structure, "tiff:ImageLength": .structure,
    "tiff:BitsPerSample": .structure, "tiff:SamplesPerPixel": .structure,
    "tiff:PhotometricInterpretation": .structure, "tiff:YCbCrSubSampling": .structure,
    "tiff:YCbCrPositioning": .structure, "tiff:PrimaryChromaticities": .color,
    "tiff:WhitePoint": .color, "tiff:TransferFunction": .color,

    "xmp:CreatorTool": .history, "xmp:Label": .comments, "xmp:Nickname": .comments,
    "xmp:Identifier": .history, "xmp:BaseURL": .history,

    "dc:creator": .copyright, "dc:rights": .copyright, "dc:publisher": .copyright,
    "dc:description": .comments, "dc:title": .comments, "dc:subject": .comments,
    "dc:contributor": .person, "dc:date": .dates, "dc:source": .history,
    "dc:relation": .history, "dc:identifier": .history, "dc:coverage": .location,
    "dc:format": .structure,

    "photoshop:DateCreated": .dates, "photoshop:City": .location, "photoshop:State": .location,
    "photoshop:Country": .location, "photoshop:Credit": .copyright,
    "photoshop:Source": .copyright, "photoshop:AuthorsPosition": .copyright,
    "photoshop:CaptionWriter": .person, "photoshop:Headline": .comments,
    "photoshop:Instructions": .comments, "photoshop:Category": .comments,
    "photoshop:SupplementalCategories": .comments, "photoshop:TransmissionReference": .history,
    "photoshop:ColorMode": .color, "photoshop:ICCProfile": .color,

    "stEvt:when": [.history, .dates],
    "lr:hierarchicalSubject": .comments,
    "aux:OwnerName": .person,
    "exifEX:CameraOwnerName": .person, "exifEX:Photographer": .copyright,
    "exifEX:ImageEditor": [.person, .history], "exifEX:ImageTitle": .comments,
    "exifEX:Gamma": .color, "exifEX:InteroperabilityIndex": .color,

    "Iptc4xmpCore:Location": .location, "Iptc4xmpCore:CountryCode": .location,
    "Iptc4xmpCore:CreatorContactInfo": [.person, .copyright],
    "Iptc4xmpExt:City": .location, "Iptc4xmpExt:ProvinceState": .location,
    "Iptc4xmpExt:Sublocation": .location, "Iptc4xmpExt:AddlModelInfo": .person,
    "Iptc4xmpExt:DigitalSourceType": .history,

    "MicrosoftPhoto:DateAcquired": .dates, "MicrosoftPhoto:LastKeywordXMP": .comments,
    "MicrosoftPhoto:LastKeywordIPTC": .comments, "MicrosoftPhoto:CameraSerialNumber": .device,
    "MicrosoftPhoto:LensManufacturer": .device, "MicrosoftPhoto:LensModel": .device,
    "MicrosoftPhoto:CreatorAppID": .history, "MicrosoftPhoto:CreatorOpenWithUIOptions": .history,

    "xmpDM:shotLocation": .location, "xmpDM:shotDate": .dates, "xmpDM:artist": .copyright,
    "xmpDM:copyright": .copyright, "xmpDM:logComment": .comments,

    "GCamera:HdrPlusMakernote": .opaque, "GCamera:hdrp_makernote": .opaque,
    "GCamera:shot_log_data": .opaque,
  ]
}
