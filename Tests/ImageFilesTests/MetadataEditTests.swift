// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Editing metadata")
struct MetadataEditTests {
  private static let shape = Shape(channels: 3, height: 3, width: 4)

  /// The metadata after an edit, and the notes.
  private func edited(
    _ metadata: Metadata, strips: Set<MetadataClass> = [], keeps: Set<MetadataClass> = [],
    to shape: Shape = MetadataEditTests.shape, format: FileFormat = .jpeg
  ) -> (result: Metadata, notes: [String]) {
    var edit = MetadataEdit(
      MetadataPolicy(strips: strips, keeps: keeps), from: MetadataEditTests.shape, to: shape,
      format: format)
    let result = edit.apply(metadata)
    return (result, edit.notes)
  }

  private func edited(exif: [UInt8], strips: Set<MetadataClass> = []) -> (Metadata, [String]) {
    var metadata = Metadata()
    metadata.exif = exif
    return edited(metadata, strips: strips)
  }

  private func edited(
    xmp: String, strips: Set<MetadataClass> = [], to shape: Shape = MetadataEditTests.shape
  ) -> (xmp: String?, notes: [String]) {
    var metadata = Metadata()
    metadata.xmp = Array(xmp.utf8)
    let (result, notes) = edited(metadata, strips: strips, to: shape)
    return (result.xmp.map { String(decoding: $0, as: UTF8.self) }, notes)
  }

  private func packet(_ declarations: String, _ content: String, attributes: String = "") -> String
  {
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      + "<rdf:Description rdf:about='' \(declarations) \(attributes)>\(content)"
      + "</rdf:Description></rdf:RDF></x:xmpmeta>"
  }

  // MARK: - EXIF

  @Test("a block without a thumbnail is kept byte for byte", arguments: [false, true])
  func blockWithoutThumbnailIsKept(isLittleEndian: Bool) {
    let block = TinyTIFF.encoded(
      [(0x010f, .ascii("Maker")), (0x8769, .directory([(0x9003, .ascii("2024:01:01 00:00:00"))]))],
      isLittleEndian: isLittleEndian)
    #expect(edited(exif: block).0.exif == block)
    #expect(edited(exif: block + [0, 1, 2, 3, 0]).0.exif == block + [0, 1, 2, 3, 0])
  }

  @Test("the thumbnail goes, at the end by cutting; nothing else moves", arguments: [false, true])
  func thumbnailIsRemoved(isLittleEndian: Bool) throws {
    let note = (0..<50).map { UInt8($0 + 100) }
    let entries: [(UInt16, TinyTIFF.Value)] = [
      (0x0112, .shorts([6])), (0x8769, .directory([(0x927c, .bytes(note))])),
    ]
    let plain = TinyTIFF.encoded(entries, isLittleEndian: isLittleEndian)
    let block = TinyTIFF.encoded(
      entries, thumbnail: PlantedMetadata.thumbnail, isLittleEndian: isLittleEndian)
    #expect(edited(exif: block).0.exif == plain)
    // Behind the thumbnail stands something else: then its bytes become zero.
    let longer = try #require(edited(exif: block + [9]).0.exif)
    #expect(longer == plain + Array(repeating: 0, count: block.count - plain.count) + [9])
  }

  @Test("an entry is removed inside its table, its value cleared", arguments: [false, true])
  func entryIsRemovedInPlace(isLittleEndian: Bool) throws {
    func entries(_ keeps: Bool) -> [(UInt16, TinyTIFF.Value)] {
      (keeps ? [(0x010f, .ascii("Maker of it"))] : []) + [(0x0213, .shorts([2]))]
        + [(0x8298, .ascii("Copyright it"))]
    }
    let block = TinyTIFF.encoded(entries(true), isLittleEndian: isLittleEndian)
    let result = try #require(edited(exif: block, strips: [.device]).0.exif)
    #expect(result.count == block.count)
    #expect(!FileViews.contains(Array("Maker".utf8), in: result))
    // The value of the last entry stays at its place, the entries move up, what they leave is zero.
    #expect(result.suffix(13) == block.suffix(13))
    #expect(result[8..<10].elementsEqual(isLittleEndian ? [2, 0] : [0, 2]))
    #expect(result[10..<34] == block[22..<46])
    #expect(result[34..<62].allSatisfy { $0 == 0 })
  }

  @Test("bytes that a remaining entry uses too stay")
  func sharedValue() throws {
    var block = TinyTIFF.encoded(
      [(0x010f, .ascii("Shared text")), (0x8298, .ascii("Shared text"))], isLittleEndian: false)
    // Both entries lead to the first text.
    block.replaceSubrange(30..<34, with: block[18..<22])
    let result = try #require(edited(exif: block, strips: [.device]).0.exif)
    #expect(FileViews.contains(Array("Shared text".utf8), in: result))
  }

  @Test("pixel sizes follow the output, SHORT or LONG; an unchanged size is not touched")
  func pixelSizesFollowTheOutput() throws {
    let block = TinyTIFF.encoded(
      [(0x8769, .directory([(0xa002, .shorts([4])), (0xa003, .longs([77]))]))],
      isLittleEndian: false)
    #expect(edited(exif: block).0.exif == block)
    var metadata = Metadata()
    metadata.exif = block
    let small = edited(metadata, to: Shape(channels: 3, height: 9, width: 300)).result
    #expect(
      small.exif
        == TinyTIFF.encoded(
          [(0x8769, .directory([(0xa002, .shorts([300])), (0xa003, .longs([9]))]))],
          isLittleEndian: false))
    let large = edited(metadata, to: Shape(channels: 3, height: 9, width: 70000)).result
    #expect(
      large.exif
        == TinyTIFF.encoded(
          [(0x8769, .directory([(0xa002, .longs([70000])), (0xa003, .longs([9]))]))],
          isLittleEndian: false))
  }

  @Test("the visible orientation always survives, as 26 bytes where nothing else does")
  func orientationAlwaysSurvives() {
    for name in [MetadataClass.all, .exif] {
      let (result, _) = edited(
        exif: TinyTIFF.encoded(
          [(0x010f, .ascii("Maker")), (0x0112, .shorts([8]))], isLittleEndian: true),
        strips: [name])
      #expect(result.exif?.count == 26)
      #expect(result.orientation == 8)
    }
    let upright = TinyTIFF.encoded([(0x0112, .shorts([1]))], isLittleEndian: true)
    #expect(edited(exif: upright, strips: [.all]).0.exif == nil)
  }

  @Test("a damaged block is dropped with a note; a readable orientation survives")
  func damagedBlockIsANote() {
    let block = TinyTIFF.encoded(
      [(0x0112, .shorts([6])), (0x8769, .directory([(0x9286, .ascii("words and words"))]))],
      isLittleEndian: true)
    var loop = block
    loop.replaceSubrange(30..<34, with: [8, 0, 0, 0])
    var outside = block
    outside.replaceSubrange(30..<34, with: [0xff, 0xff, 0, 0])
    var next = block
    next.replaceSubrange(34..<38, with: [8, 0, 0, 0])
    for damaged in [loop, outside, next, Array(block.prefix(40))] {
      let (result, notes) = edited(exif: damaged)
      #expect(result.exif?.count == 26)
      #expect(result.orientation == 6)
      #expect(notes.count == 1 && notes[0].hasPrefix("dropped the EXIF data: it is damaged"))
    }
    #expect(edited(exif: Array("nonsense".utf8)).0.exif == nil)
  }

  // MARK: - XMP

  @Test("a packet without anything to edit is kept byte for byte")
  func untouchedPacket() {
    let xmp = packet(
      "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:unused='urn:u'",
      "<!-- kept --><dc:title>a &amp; b</dc:title>")
    #expect(edited(xmp: xmp).xmp == xmp)
    #expect(edited(xmp: "no XML at all").xmp == "no XML at all")
  }

  @Test("properties that announce other pictures go, the packet stays")
  func announcementsOfPicturesAreRemoved() throws {
    let xmp = packet(
      "xmlns:h='http://ns.adobe.com/hdr-gain-map/1.0/' xmlns:g='http://ns.google.com/photos/1.0/camera/'"
        + " xmlns:c='http://ns.google.com/photos/1.0/container/'"
        + " xmlns:i='http://ns.google.com/photos/1.0/container/item/'"
        + " xmlns:n='http://ns.adobe.com/xmp/note/'"
        + " xmlns:d='http://ns.google.com/photos/1.0/depthmap/' xmlns:dc='http://purl.org/dc/elements/1.1/'",
      "<c:Directory><rdf:Seq><rdf:li><c:Item i:Mime='image/jpeg'/></rdf:li></rdf:Seq></c:Directory>"
        + "<dc:title>Title</dc:title><d:Near>1</d:Near>",
      attributes:
        "h:Version='1.0' g:MotionPhoto='1' g:MicroVideoOffset='99' g:BurstID='kept' n:HasExtendedXMP='AB'"
    )
    var metadata = Metadata()
    metadata.xmp = Array(xmp.utf8)
    let extras = metadata.allExtras
    #expect(extras.hasGainMap && extras.hasVideo && extras.hasDepthMap)
    let result = try #require(edited(xmp: xmp).xmp)
    #expect(result.contains("<dc:title>Title</dc:title>") && result.contains("g:BurstID='kept'"))
    for word in [
      "Version", "Motion", "Micro", "Directory", "Mime", "Near", "HasExtended", "hdr-gain",
    ] {
      #expect(!result.contains(word), "\(word)")
    }
  }

  @Test("a photo whose motion is off announces no video")
  func stillPhotoAnnouncesNoVideo() {
    var metadata = Metadata()
    metadata.xmp = Array(
      packet(
        "xmlns:g='http://ns.google.com/photos/1.0/camera/'", "", attributes: "g:MotionPhoto='0'"
      )
      .utf8)
    #expect(!metadata.allExtras.hasVideo)
  }

  @Test("XMP sizes follow the output, in attribute and element form")
  func sizesInXMP() throws {
    let xmp = packet(
      "xmlns:e='http://ns.adobe.com/exif/1.0/' xmlns:t='http://ns.adobe.com/tiff/1.0/'",
      "<e:PixelYDimension>3</e:PixelYDimension><t:ImageLength>3</t:ImageLength>",
      attributes: "e:PixelXDimension='4' t:ImageWidth='4'")
    let result = try #require(edited(xmp: xmp, to: Shape(channels: 3, height: 60, width: 80)).xmp)
    #expect(
      result
        == packet(
          "xmlns:e='http://ns.adobe.com/exif/1.0/' xmlns:t='http://ns.adobe.com/tiff/1.0/'",
          "<e:PixelYDimension>60</e:PixelYDimension><t:ImageLength>60</t:ImageLength>",
          attributes: "e:PixelXDimension='80' t:ImageWidth='80'"))
    #expect(edited(xmp: xmp).xmp == xmp)
  }

  @Test(
    "what cannot be read is dropped where it must be edited",
    arguments: [
      "<!DOCTYPE x><x:xmpmeta Thumbnails=''/>", "<x:xmpmeta><Thumbnails></x:xmpmeta>",
      "<a b='&unknown;Thumbnails'/>", String(repeating: "<Thumbnails>", count: 500),
      "<Thumbnails xmlns:p='http://www.w3.org/2000/xmlns/'/>",
      "<Thumbnails xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>",
      "<Thumbnails xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
      "<Thumbnails xmlns:xml='http://ns.adobe.com/xap/1.0/'/>",
    ])
  func unreadableBlocksAreDropped(xmp: String) {
    #expect(edited(xmp: xmp).xmp == nil)
    #expect(
      edited(xmp: xmp).notes == [
        "dropped the XMP data: it cannot be parsed and may hold what must be removed"
      ])
    let harmless = xmp.replacing("Thumbnails", with: "Harmless")
    #expect(edited(xmp: harmless).xmp == harmless)
    #expect(edited(xmp: harmless, strips: [.location]).xmp == nil)
  }

  @Test("UTF-16 is kept unless it must be edited")
  func utf16IsKeptUnlessEdited() {
    func wide(_ text: String) -> [UInt8] {
      [0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    }
    var metadata = Metadata()
    metadata.xmp = wide(
      packet("xmlns:dc='http://purl.org/dc/elements/1.1/'", "<dc:title>T</dc:title>"))
    #expect(edited(metadata).result.xmp == metadata.xmp)
    #expect(edited(metadata, strips: [.device]).result.xmp == nil)
    metadata.xmp = wide(packet("xmlns:m='http://ns.adobe.com/xap/1.0/'", "<m:Thumbnails/>"))
    #expect(edited(metadata).result.xmp == nil)
  }

  @Test("the extension goes along untouched from JPEG to JPEG, and its announcement with it")
  func extendedXMPIsCarried() throws {
    var metadata = Metadata()
    metadata.xmp = Array(
      packet(
        "xmlns:n='http://ns.adobe.com/xmp/note/' xmlns:dc='http://purl.org/dc/elements/1.1/'",
        "<dc:title>T</dc:title>", attributes: "n:HasExtendedXMP='0123'"
      ).utf8)
    metadata.extendedXMP = .init(
      guid: Array("0123".utf8),
      bytes: Array(packet("xmlns:v='urn:v'", "<v:a>much</v:a>").utf8))
    #expect(edited(metadata).result == metadata)
    #expect(edited(metadata).notes == [])
    var depth = metadata
    depth.extendedXMP?.bytes = Array(
      packet("xmlns:d='http://ns.google.com/photos/1.0/depthmap/'", "<d:Data>AAAA</d:Data>").utf8)
    #expect(depth.allExtras.hasDepthMap)
    for (result, notes) in [
      edited(metadata, format: .png), edited(depth), edited(metadata, strips: [.location]),
    ] {
      #expect(result.extendedXMP == nil)
      #expect(!FileViews.contains(Array("HasExtendedXMP".utf8), in: try #require(result.xmp)))
      #expect(notes.count == 1 && notes[0].contains("extended XMP"))
    }
  }

  // MARK: - Policies

  @Test("exceptions hold whatever else is stripped, by field and by container")
  func exceptionsHoldByFieldAndContainer() {
    let planted = PlantedMetadata.jpeg(isLittleEndian: true, isAttributeForm: true)
    func texts(strips: Set<MetadataClass>, keeps: Set<MetadataClass>) -> Set<String> {
      let result = edited(planted.metadata, strips: strips, keeps: keeps).result
      let blocks = [result.exif, result.xmp, result.photoshop].compactMap(\.self)
      return Set(
        planted.secrets.filter { secret in
          blocks.contains { FileViews.contains(secret.bytes, in: $0) }
        }.map(\.text))
    }
    func secrets(_ isWanted: (Secret) -> Bool) -> Set<String> {
      Set(planted.secrets.filter(isWanted).map(\.text))
    }
    #expect(
      texts(strips: [.all], keeps: [.copyright]) == secrets { $0.classes == [.copyright] })
    #expect(
      texts(strips: [.exif, .xmp, .iptc], keeps: [.dates])
        .isSuperset(of: secrets { $0.classes == [.dates] }))
    let exif = texts(strips: [.all], keeps: [.exif])
    #expect(exif == secrets { $0.containers == [.exif] })
    // The class that is named wins over the container that is kept.
    #expect(
      texts(strips: [.location], keeps: [.exif])
        .isDisjoint(with: secrets { $0.classes.contains(.location) }))
    #expect(texts(strips: [.dates], keeps: [.dates]) == texts(strips: [], keeps: []))
  }

  @Test("stripping a profile that is not sRGB's tells that colors will look different")
  func strippingAProfileIsANote() {
    func profile(_ name: String) -> [UInt8] {
      [UInt8](repeating: 0, count: 128) + [0, 0, 0, 1] + Array("desc".utf8)
        + [0, 0, 0, 144, 0, 0, 0, UInt8(name.utf8.count)] + Array(name.utf8)
    }
    var metadata = Metadata()
    for (name, count) in [("Display P3", 1), ("sRGB IEC61966-2.1", 0), ("s\0R\0G\0B\0", 0)] {
      metadata.icc = profile(name)
      let (result, notes) = edited(metadata, strips: [.icc])
      #expect(result.icc == nil)
      #expect(notes.count == count, "\(name)")
      #expect(edited(metadata, strips: [.all]).result.icc == metadata.icc)
    }
  }

  @Test("chunks that depend on the pixels go with a note, others stay")
  func pixelDependentChunksAreANote() {
    var metadata = Metadata()
    metadata.segments = [
      .init(name: "prVt", bytes: [1]), .init(name: "prVT", bytes: [2]),
      .init(name: "caBX", bytes: []),
      .init(name: "APP2", bytes: Array("MPF\0".utf8)), .init(name: "APP9", bytes: [3]),
    ]
    let (result, notes) = edited(metadata)
    #expect(result.segments.map(\.name) == ["prVt", "APP9"])
    #expect(notes == ["left out the PNG chunk prVT: it depends on the pixels"])
    #expect(edited(metadata, strips: [.private]).result.segments.isEmpty)
  }

  @Test("one phrase for each thing that is lost")
  func lostThingsHaveOnePhraseEach() {
    var extras = Metadata.Extras()
    extras.pictures = 1
    extras.hasGainMap = true
    extras.trailingBytes = 5000
    #expect(extras.phrases == ["the second picture (gain map)"])
    extras.pictures = 2
    #expect(extras.phrases == ["2 more pictures (MPF), the gain map included"])
    extras = Metadata.Extras()
    extras.pictures = 2
    extras.frames = 1
    extras.hasCredentials = true
    #expect(
      extras.phrases == ["2 more pictures (MPF)", "1 more frame", "the content credentials (C2PA)"])
    extras = Metadata.Extras()
    extras.hasVideo = true
    extras.trailingBytes = 1
    #expect(extras.phrases == ["the video of the motion photo"])
    extras.hasVideo = false
    #expect(extras.phrases == ["1 byte after the image"])
  }
}
