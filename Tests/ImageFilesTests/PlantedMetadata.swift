// SPDX-License-Identifier: Apache-2.0

import ImageFiles
import TestSupport

/// A text that must not be found in an output from which its classes are stripped, and must be found in others.
struct Secret: Sendable {
  let text: String
  let bytes: [UInt8]
  /// The classes of fields that strip it.
  let classes: Set<MetadataClass>
  /// The containers that strip it.
  let containers: Set<MetadataClass>
  /// Whether `--strip private` keeps it.
  let isPrivate: Bool
  /// Whether it stands in a block that is dropped as a whole: then it may go together with other secrets.
  let isInRawProfile: Bool

  /// Whether an output keeps it; `nil` if both are right.
  func isKept(stripping name: MetadataClass) -> Bool? {
    if name == .all { return false }
    if name == .private { return !isPrivate }
    if classes.contains(name) || containers.contains(name) { return false }
    return isInRawProfile ? nil : true
  }
}

/// Metadata with a secret for every class in every container.
struct PlantedMetadata {
  private(set) var secrets: [Secret] = []
  var metadata = Metadata()
  static let opaque: Set<MetadataClass> = [
    .location, .device, .person, .dates, .comments, .history, .copyright,
  ]
  /// Bytes that look like a thumbnail; no output may hold them.
  static let thumbnail: [UInt8] = [0xff, 0xd8, 0xff, 0xdb] + Array("THUMBNAIL-OF-A-FACE".utf8)
  /// The coordinates' numbers.
  static let latitude = [(48, 1), (0x1234_5678, 0x0001_e240), (0, 1)]

  /// What a JPEG holds.
  static func jpeg(isLittleEndian: Bool, isAttributeForm: Bool) -> PlantedMetadata {
    var result = PlantedMetadata()
    result.metadata.exif = result.exif("exif", .exif, isLittleEndian)
    result.metadata.xmp = result.xmp("xmp", .xmp, isAttributeForm)
    result.metadata.photoshop = result.photoshop("iptc", .iptc)
    result.metadata.extendedXMP = .init(
      guid: Array("0123456789ABCDEF0123456789ABCDEF".utf8),
      bytes: Array(
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
          + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
          + "xmlns:v='http://vendor.example/'><v:blob>"
          + result.plant("extended", opaque, [.xmp])
          + "</v:blob></rdf:Description></rdf:RDF></x:xmpmeta>").utf8))
    let comment = result.plant("com", [.comments], [.text])
    result.metadata.texts = [.init(form: .comment, bytes: Array(comment.utf8))]
    let segment = result.plant("app7", opaque, [])
    result.metadata.segments = [.init(name: "APP7", bytes: Array(segment.utf8))]
    return result
  }

  /// What a PNG holds: texts of every form, hexadecimal profiles, chunks.
  static func png(isLittleEndian: Bool, isAttributeForm: Bool) -> PlantedMetadata {
    var result = PlantedMetadata()
    result.metadata.exif = result.exif("exif", .exif, isLittleEndian)
    result.metadata.xmp = result.xmp("xmp", .xmp, isAttributeForm)
    let forms: [Metadata.Text.Form] = [
      .latin1(compressed: false), .latin1(compressed: true), .utf8(compressed: false),
      .utf8(compressed: true),
    ]
    let keywords: [(String, MetadataClass)] = [
      ("Author", .copyright), ("Copyright", .copyright), ("Creation Time", .dates),
      ("Description", .comments), ("Comment", .comments), ("Software", .history),
      ("Source", .device), ("Title", .comments), ("Warning", .comments), ("parameters", .comments),
      ("exif:GPSLatitude", .location), ("date:modify", .dates), ("Owner", .person),
    ]
    for form in forms {
      for (keyword, name) in keywords {
        let text = result.plant("\(keyword)-\(form)", [name], [.text])
        result.metadata.texts.append(
          .init(form: form, keyword: Array(keyword.utf8), bytes: Array(text.utf8)))
      }
      result.plantRawProfiles(form, isLittleEndian)
    }
    let chunk = result.plant("prVt", opaque, [])
    result.metadata.segments = [.init(name: "prVt", bytes: Array(chunk.utf8))]
    return result
  }

  /// A new secret.
  private mutating func plant(
    _ name: String, _ classes: Set<MetadataClass>, _ containers: Set<MetadataClass>,
    isPrivate: Bool = true, isInRawProfile: Bool = false
  ) -> String {
    let text = "SECRET-\(secrets.count)-\(name)."
    secrets.append(
      Secret(
        text: text, bytes: Array(text.utf8), classes: classes, containers: containers,
        isPrivate: isPrivate, isInRawProfile: isInRawProfile))
    return text
  }

  // MARK: - Blocks

  /// EXIF with both sub-directories, MakerNotes and a thumbnail.
  private mutating func exif(
    _ name: String, _ container: MetadataClass, _ isLittleEndian: Bool, isRaw: Bool = false
  ) -> [UInt8] {
    let containers: Set<MetadataClass> = isRaw ? [container, .text] : [container]
    func isKept(_ keeps: Bool) -> Bool { !keeps || isRaw }
    func field(
      _ field: String, _ classes: Set<MetadataClass>, keeps: Bool = false
    ) -> TinyTIFF.Value {
      .ascii(
        plant(
          "\(name)-\(field)", classes, containers, isPrivate: isKept(keeps), isInRawProfile: isRaw))
    }
    let unknown = plant("\(name)-unknown", [], containers, isInRawProfile: isRaw)
    let makerNote = plant(
      "\(name)-maker", PlantedMetadata.opaque, containers, isInRawProfile: isRaw)
    let xp = plant("\(name)-xp", [.comments, .person], containers, isInRawProfile: isRaw)
    if !isRaw {
      let numbers = PlantedMetadata.latitude[1]
      let bytes = [numbers.0, numbers.1].flatMap { number -> [UInt8] in
        let digits = (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        return isLittleEndian ? digits : digits.reversed()
      }
      secrets.append(
        Secret(
          text: "\(name) latitude", bytes: bytes, classes: [.location], containers: containers,
          isPrivate: true, isInRawProfile: false))
    }
    let gps: [(UInt16, TinyTIFF.Value)] = [
      (0x01, .ascii("N")), (0x02, .rationals(PlantedMetadata.latitude)),
      (0x1b, field("gps", [.location])), (0x1d, field("gpsdate", [.location, .dates])),
    ]
    let exif: [(UInt16, TinyTIFF.Value)] = [
      (0x9000, .bytes(Array("0232".utf8))), (0x9003, field("taken", [.dates], keeps: true)),
      (0x9286, field("comment", [.comments])), (0x927c, .bytes(Array(makerNote.utf8))),
      (0xa002, .longs([4])), (0xa003, .shorts([3])),
      (0xa005, .directory([(0x0001, .ascii("R98"))])),
      (0xa430, field("owner", [.person])), (0xa431, field("serial", [.device])),
      (0xa434, field("lens", [.device])), (0xc0de, .bytes(Array(unknown.utf8))),
    ]
    let main: [(UInt16, TinyTIFF.Value)] = [
      (0x010e, field("description", [.comments])), (0x010f, field("make", [.device])),
      (0x0112, .shorts([6])), (0x011a, .rationals([(300, 1)])),
      (0x0131, field("software", [.history])), (0x0132, field("changed", [.dates], keeps: true)),
      (0x013b, field("artist", [.copyright], keeps: true)),
      (0x8298, field("copyright", [.copyright], keeps: true)), (0x8769, .directory(exif)),
      (0x8825, .directory(gps)), (0x9c9d, .bytes(Array(xp.utf8))),
    ]
    return TinyTIFF.encoded(
      main, thumbnail: PlantedMetadata.thumbnail, isLittleEndian: isLittleEndian)
  }

  /// An XMP packet; prefixes are not the usual ones.
  private mutating func xmp(
    _ name: String, _ container: MetadataClass, _ isAttributeForm: Bool, isRaw: Bool = false
  ) -> [UInt8] {
    let containers: Set<MetadataClass> = isRaw ? [container, .text] : [container]
    func secret(
      _ field: String, _ classes: Set<MetadataClass>, keeps: Bool = false
    ) -> String {
      plant(
        "\(name)-\(field)", classes, containers, isPrivate: !keeps || isRaw, isInRawProfile: isRaw)
    }
    let simple: [(String, Set<MetadataClass>, Bool)] = [
      ("e:GPSLatitude", [.location], false), ("e:DateTimeOriginal", [.dates], true),
      ("t:Make", [.device], false), ("t:Software", [.history], false),
      ("m:CreateDate", [.dates], true), ("m:CreatorTool", [.history], false),
      ("p:City", [.location], false), ("p:DateCreated", [.dates], true),
      ("p:Headline", [.comments], false), ("p:History", [.history], false),
      ("a:SerialNumber", [.device], false), ("a:OwnerName", [.person], false),
      ("u:private", [], false), ("r:WebStatement", [.copyright], true),
    ]
    let values = simple.map { ($0.0, secret($0.0, $0.1, keeps: $0.2)) }
    let attributes = values.map { " \($0.0)='\($0.1)'" }.joined()
    let elements = values.map { "<\($0.0)>\($0.1)</\($0.0)>\n" }.joined()
    let creator = secret("creator", [.copyright], keeps: true)
    let title = secret("title", [.comments])
    let subject = secret("subject", [.comments])
    let when = secret("when", [.history, .dates])
    let place = secret("place", [.location])
    let region = secret("region", [.person])
    let packet = """
      <?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>
      <x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='\(secret("toolkit", []))'>
      <!-- \(secret("aside", [])) -->
      <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
      <rdf:Description rdf:about='' xmlns:e="http://ns.adobe.com/exif/1.0/"
       xmlns:t='http://ns.adobe.com/tiff/1.0/' xmlns:m='http://ns.adobe.com/xap/1.0/'
       xmlns:p='http://ns.adobe.com/photoshop/1.0/' xmlns:a='http://ns.adobe.com/exif/1.0/aux/'
       xmlns:u='http://vendor.example/' xmlns:r='http://ns.adobe.com/xap/1.0/rights/'
       xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:mm='http://ns.adobe.com/xap/1.0/mm/'
       xmlns:ev='http://ns.adobe.com/xap/1.0/sType/ResourceEvent#'
       xmlns:x2='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'
       xmlns:regions='http://www.metadataworkinggroup.com/schemas/regions/'
       xmlns:g='http://ns.adobe.com/xap/1.0/g/img/' e:PixelXDimension='4'\(isAttributeForm ? attributes : "")>
      \(isAttributeForm ? "" : elements)<dc:creator><rdf:Seq><rdf:li>\(creator)</rdf:li></rdf:Seq></dc:creator>
      <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>\(title)</rdf:li></rdf:Alt></dc:title>
      <dc:subject><rdf:Bag><rdf:li>\(subject)</rdf:li></rdf:Bag></dc:subject>
      <mm:History><rdf:Seq><rdf:li rdf:parseType='Resource'><ev:when>\(when)</ev:when></rdf:li></rdf:Seq></mm:History>
      <x2:LocationShown><rdf:Bag><rdf:li x2:City='\(place)'/></rdf:Bag></x2:LocationShown>
      <regions:Regions rdf:parseType='Resource'><regions:RegionList><rdf:Bag><rdf:li><rdf:Description regions:Name='\(region)'/></rdf:li></rdf:Bag></regions:RegionList></regions:Regions>
      <m:Thumbnails><rdf:Alt><rdf:li rdf:parseType='Resource'><g:image>\(String(decoding: PlantedMetadata.thumbnail.dropFirst(4), as: UTF8.self))</g:image></rdf:li></rdf:Alt></m:Thumbnails>
      </rdf:Description></rdf:RDF></x:xmpmeta>
      <?xpacket end='w'?>
      """
    return Array(packet.utf8)
  }

  /// Photoshop resources: IPTC, a thumbnail, and others.
  private mutating func photoshop(
    _ name: String, _ container: MetadataClass, isRaw: Bool = false
  ) -> [UInt8] {
    let containers: Set<MetadataClass> = isRaw ? [container, .text] : [container]
    let fields: [(UInt8, Set<MetadataClass>, Bool)] = [
      (5, [.comments], false), (55, [.dates], true), (65, [.history], false),
      (80, [.copyright], true), (90, [.location], false), (101, [.location], false),
      (116, [.copyright], true), (118, [.person], false), (120, [.comments], false),
      (222, [], false),
    ]
    let sets = fields.flatMap { number, classes, keeps in
      let text = plant(
        "\(name)-2:\(number)", classes, containers, isPrivate: !keeps || isRaw,
        isInRawProfile: isRaw)
      return [0x1c, 2, number, 0, UInt8(text.utf8.count)] + Array(text.utf8)
    }
    let caption = plant(
      "\(name)-caption", [.comments], isRaw ? containers : [], isInRawProfile: isRaw)
    let layers = plant(
      "\(name)-layers", PlantedMetadata.opaque, isRaw ? containers : [], isInRawProfile: isRaw)
    return resource(0x0404, sets) + resource(0x03f0, Array(caption.utf8))
      + resource(0x0425, [UInt8](repeating: 7, count: 16))
      + resource(0x0409, PlantedMetadata.thumbnail) + resource(0x040c, PlantedMetadata.thumbnail)
      + resource(0x0408, Array(layers.utf8))
  }

  private func resource(_ identifier: UInt16, _ content: [UInt8]) -> [UInt8] {
    Array("8BIM".utf8) + [UInt8(identifier >> 8), UInt8(identifier & 255), 0, 0]
      + [0, 0, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
      + [UInt8](repeating: 0, count: content.count % 2)
  }

  /// Every kind of hexadecimal profile.
  private mutating func plantRawProfiles(_ form: Metadata.Text.Form, _ isLittleEndian: Bool) {
    let prefix = Array("Exif\0\0".utf8)
    let namespace = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    let profiles: [(String, [UInt8])] = [
      ("exif", prefix + exif("raw-exif", .exif, isLittleEndian, isRaw: true)),
      ("APP1", prefix + exif("raw-app1", .exif, isLittleEndian, isRaw: true)),
      ("xmp", xmp("raw-xmp", .xmp, true, isRaw: true)),
      ("APP1", namespace + xmp("raw-app1-xmp", .xmp, false, isRaw: true)),
      ("8bim", photoshop("raw-8bim", .iptc, isRaw: true)),
      ("iptc", photoshop("raw-iptc", .iptc, isRaw: true)),
    ]
    for (name, bytes) in profiles {
      metadata.texts.append(
        .init(
          form: form, keyword: Array("Raw profile type \(name)".utf8),
          bytes: PlantedMetadata.hexadecimal(name, bytes)))
    }
  }

  /// A block as ImageMagick writes it.
  static func hexadecimal(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    let count = "\(bytes.count)"
    var text = Array("\n\(name)\n".utf8)
    text += Array((String(repeating: " ", count: 8 - count.utf8.count) + count + "\n").utf8)
    for (index, byte) in bytes.enumerated() {
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      if index % 36 == 35 { text.append(0x0a) }
    }
    return text + [0x0a]
  }
}
