// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("The segments of JPEG files")
struct JPEGSegmentsTests {
  let directory: TemporaryDirectory
  private let jpeg: TinyJPEG

  init() throws {
    directory = try TemporaryDirectory()
    let image = randomImage(Shape(channels: 3, height: 8, width: 8), maximum: 255, seed: 2)
    jpeg = try #require(TinyJPEG(encoded(image, Encoding(.jpeg))))
  }

  // MARK: - Carried

  @Test(
    "image resources, extended XMP and unknown segments survive, in the order that readers expect")
  func roundTrip() throws {
    var metadata = Metadata()
    metadata.exif = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    metadata.xmp = xmp(naming: guid)
    metadata.extendedXMP = .init(guid: Array(guid.utf8), bytes: noise(200_000))
    metadata.photoshop = noise(140_000)
    metadata.icc = noise(70_000)
    metadata.segments = [
      .init(name: "APP3", bytes: noise(65533)), .init(name: "APP15", bytes: []),
      .init(name: "APP0", bytes: Array("AVI1".utf8)), .init(name: "APP3", bytes: [1, 2]),
    ]
    metadata.texts = [.init(form: .comment, bytes: [7])]
    let image = randomImage(Shape(channels: 3, height: 8, width: 8), maximum: 255, seed: 2)
    let notes = try writeImage(
      image, to: directory.file("a.jpg"), encoding: Encoding(.jpeg), metadata: metadata)
    #expect(notes == [])
    let written = try #require(TinyJPEG(directory.read("a.jpg")))
    let (_, reader) = try readImage(directory.file("a.jpg"))
    #expect(reader.notes == [])
    metadata.icc = reader.metadata.icc  // whether it is a profile is not asked here
    #expect(reader.metadata == metadata)
    let order = written.segments.prefix { $0.marker >= 0xe0 }.map(\.marker)
    #expect(
      order == [0xe0, 0xe1, 0xe1, 0xe1, 0xe1, 0xe1, 0xe1, 0xed, 0xed, 0xed, 0xe2, 0xe2]
        + [0xe3, 0xef, 0xe0, 0xe3, 0xfe])
    // 75 bytes stand before a part of extended XMP, 14 before one of image resources.
    let parts = written.all(0xe1).filter { $0.has("http://ns.adobe.com/xmp/extension/\0") }
    #expect(parts.map(\.bytes.count) == [65533, 65533, 65533, 200_000 - 3 * 65458 + 75])
    #expect(
      parts[1].bytes[35..<75].elementsEqual(Array(guid.utf8) + [0, 3, 13, 64, 0, 0, 255, 178]))
    #expect(written.all(0xed).allSatisfy { $0.has("Photoshop 3.0\0") })
    #expect(written.all(0xed).flatMap { $0.bytes.dropFirst(14) } == metadata.photoshop)
  }

  @Test("segments without a meaning are kept byte for byte; what the encoder makes itself is not")
  func unknownSegmentsAreKept() throws {
    let kept: [TinyJPEG.Segment] = [
      .init(app: 0, "JFIF"), .init(app: 1, "FLIR\0", [1, 2, 3]), .init(app: 2, "FPXR\0", [4]),
      .init(app: 8, "SPIF"), .init(app: 11, "HDR_RI ver=11"), .init(app: 12, "Ducky", [0, 1]),
      .init(app: 13, "Adobe_CM"), .init(app: 14, "Adob"), .init(0xe5, []),
      .init(app: 11, "JP\0\u{1}\0\0\0\u{1}\0\0\0\u{20}jumb\0\0\0\u{18}jumdjson"),
    ]
    let dropped: [TinyJPEG.Segment] = [
      .init(app: 0, "JFXX\0", [0x10, 0xff, 0xd8]),
      .init(app: 14, "Adobe", [0, 100, 0, 0, 0, 0, 1]),
    ]
    let (metadata, notes) = try read(kept + dropped)
    #expect(metadata.segments.map(\.bytes) == kept.map(\.bytes))
    #expect(metadata.segments.map(\.name) == kept.map { "APP\($0.marker - 0xe0)" })
    #expect(notes == [])
    let result = try convert(to: "out.jpg")
    #expect(result.notes == [])
    let written = try #require(TinyJPEG(directory.read("out.jpg")))
    #expect(written.segments.dropFirst().prefix(kept.count).elementsEqual(kept))
    #expect(written.segments.contains { $0.has("JFXX") || $0.has("Adobe\0") } == false)
  }

  @Test("the thumbnail in a JFIF segment is not written again")
  func jfifThumbnailIsNotWritten() throws {
    var file = jpeg
    file.segments[0].bytes.replaceSubrange(12..<14, with: [2, 1])
    file.segments[0].bytes += [251, 252, 253, 254, 250, 249]
    try directory.add("in.jpg", file.encoded)
    #expect(try convert(to: "out.jpg").notes == [])
    let written = try #require(TinyJPEG(directory.read("out.jpg")))
    #expect(written.segments[0].bytes.count == 14 && written.segments[0].bytes.suffix(2) == [0, 0])
  }

  // MARK: - Extended XMP

  @Test("extended XMP is put together in any order, with parts twice and parts that overlap")
  func extendedXMP() throws {
    let whole = noise(1000)
    func part(_ range: Range<Int>) -> TinyJPEG.Segment { extended(guid, whole, range) }
    let (plain, quiet) = try read([
      .init(app: 1, "", xmpSegment(guid)), part(0..<400), part(400..<1000),
    ])
    #expect(plain.extendedXMP == .init(guid: Array(guid.utf8), bytes: whole))
    #expect(quiet == [])
    let (mixed, _) = try read([
      part(700..<1000), part(300..<700), part(0..<350), part(0..<350),
      .init(app: 1, "", xmpSegment(guid)), part(650..<720),
    ])
    #expect(mixed.extendedXMP == plain.extendedXMP)
    // As an element, as some writers do.
    let element = Array("<x><xmpNote:HasExtendedXMP>\(guid)</xmpNote:HasExtendedXMP></x>".utf8)
    let (other, _) = try read([.init(app: 1, xmpPrefix, element), part(0..<1000)])
    #expect(other.extendedXMP == plain.extendedXMP)
  }

  @Test(
    "extended XMP that is incomplete, unnamed, outside its packet or too large is absent, with a note"
  )
  func brokenXMP() throws {
    let whole = noise(1000)
    func part(_ range: Range<Int>, _ guid: String? = nil) -> TinyJPEG.Segment {
      extended(guid ?? self.guid, whole, range)
    }
    let main = TinyJPEG.Segment(app: 1, "", xmpSegment(guid))
    let outside = TinyJPEG.Segment(
      app: 1, extensionPrefix + guid, [0, 0, 0, 4, 0, 0, 0, 2, 1, 2, 3])
    let huge = TinyJPEG.Segment(
      app: 1, extensionPrefix + guid, [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 2, 3])
    let missing = "left out the extended XMP: parts are missing"
    let cases: [([TinyJPEG.Segment], [String])] = [
      ([main], [missing]),
      ([main, part(0..<999)], [missing]),
      ([main, part(1..<1000)], [missing]),
      ([main, part(0..<500), part(501..<1000)], [missing]),
      (
        [main, outside], ["left out a part of the extended XMP: it is outside the packet", missing]
      ),
      ([main, huge], ["left out extended XMP: it is over 8 MiB or in too many parts", missing]),
      (
        [main, .init(app: 1, extensionPrefix + "short")],
        ["left out a part of the extended XMP: it is too short", missing]
      ),
      (
        [.init(app: 1, xmpPrefix, Array("<x/>".utf8)), part(0..<1000)],
        ["left out extended XMP that the XMP packet does not name"]
      ),
      ([part(0..<1000)], ["left out extended XMP that the XMP packet does not name"]),
    ]
    for (segments, expected) in cases {
      let (metadata, notes) = try read(segments)
      #expect(metadata.extendedXMP == nil)
      #expect(notes == expected)
    }
    let other = String(guid.reversed())
    let (metadata, notes) = try read([main, part(0..<1000), part(0..<1000, other)])
    #expect(metadata.extendedXMP?.bytes == whole)
    #expect(notes == ["left out extended XMP that the XMP packet does not name"])
  }

  @Test("flipped bits in segments never crash")
  func bitFlips() throws {
    let whole = noise(300)
    var file = jpeg
    file.insert([
      .init(app: 1, "Exif\0\0", noise(20)), .init(app: 1, "", xmpSegment(guid)),
      extended(guid, whole, 0..<200), extended(guid, whole, 200..<300),
      .init(app: 13, "Photoshop 3.0\0", noise(20)),
      .init(app: 2, "ICC_PROFILE\0", [1, 1] + noise(20)),
      .init(app: 2, "MPF\0", mpf(2, true)), .init(app: 2, "MPF\0", mpf(2, false)),
      .init(app: 11, "JP\0\u{1}\0\0\0\u{1}\0\0\0\u{20}jumb\0\0\0\u{18}jumdc2pa"),
    ])
    let good = file.encoded
    let end = good.count - file.rest.count
    var generator = SeededGenerator(seed: 9)
    var readable = 0
    for _ in 0..<2000 {
      var bytes = good
      for _ in 0..<generator.int(1...3) {
        bytes[generator.int(2...(end - 1))] ^= 1 << generator.int(0...7)
      }
      try directory.add("in.jpg", bytes)
      do throws(FileError) {
        let reader = try ImageReader(
          .path(directory.file("in.jpg")), limits: ReadLimits(maxPixels: 1 << 20))
        try reader.finish()
        readable += 1
      } catch {
        #expect(error.kind == .unreadable || error.kind == .limit)
      }
    }
    #expect(readable > 500)
  }

  // MARK: - What is left out

  @Test("a second EXIF block, XMP packet or profile part is left out with a note")
  func secondBlocksAreANote() throws {
    let (metadata, notes) = try read([
      .init(app: 1, "Exif\0\0", [1]), .init(app: 1, "Exif\0\0", [2]),
      .init(app: 1, xmpPrefix, [3]), .init(app: 1, xmpPrefix, [4]),
      .init(app: 2, "ICC_PROFILE\0", [1, 2, 5]), .init(app: 2, "ICC_PROFILE\0", [1, 2, 6]),
      .init(app: 2, "ICC_PROFILE\0", [9, 2, 6]),
    ])
    #expect(metadata.exif == [1] && metadata.xmp == [3] && metadata.icc == nil)
    #expect(
      notes == [
        "left out a second EXIF segment", "left out a second XMP packet",
        "left out a second part of the ICC profile",
        "left out a part of an ICC profile: its number is wrong",
        "left out the ICC profile: parts are missing",
      ])
  }

  @Test("what is over 8 MiB together is left out with a note")
  func tooLarge() throws {
    let many = 130  // of 65533 bytes
    let (metadata, notes) = try read(
      Array(repeating: .init(app: 13, "Photoshop 3.0\0", noise(65519)), count: many)
        + Array(repeating: .init(0xe9, noise(65533)), count: many)
        + Array(repeating: .init(0xfe, noise(65533)), count: many))
    #expect(metadata.photoshop == nil)
    #expect(metadata.segments.count == 128 && metadata.texts.count < 129)
    #expect(
      notes == [
        "left out the Photoshop image resources: they are over 8 MiB",
        "left out application segments: they are over 8 MiB, or more than 1000",
        "left out comments: they are over 8 MiB, or more than 1000",
      ])
  }

  @Test("further pictures, a gain map and content credentials are counted, not kept")
  func furtherPicturesAreCounted() throws {
    for isLittleEndian in [true, false] {
      let (metadata, notes) = try read([.init(app: 2, "MPF\0", mpf(3, isLittleEndian))])
      #expect(metadata.extras.pictures == 2 && metadata.segments.isEmpty && notes == [])
      for count in 0..<22 {
        let cut = Array(mpf(3, isLittleEndian).prefix(count))
        let (metadata, notes) = try read([.init(app: 2, "MPF\0", cut)])
        #expect(metadata.extras.pictures == 0)
        #expect(notes == ["left out a damaged index of further pictures (MPF)"])
      }
    }
    let wild: [UInt8] = [0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0]
    #expect(try read([.init(app: 2, "MPF\0", wild)]).metadata.extras.pictures == 0)

    let gainMap = TinyJPEG.Segment(app: 2, "urn:iso:std:iso:ts:21496:-1\0", [0, 0, 0, 0])
    let mapped = try read([gainMap]).metadata
    #expect(mapped.extras.hasGainMap && mapped.segments.isEmpty)
    #expect(try !read([]).metadata.extras.hasGainMap)
  }

  @Test(
    "C2PA's boxes are dropped with all their packets, other JUMBF is kept, JPEG XT's layers are dropped"
  )
  func boxesAreDroppedOrKeptByKind() throws {
    func box(_ number: UInt8, _ packet: UInt8, _ type: String, _ content: String)
      -> TinyJPEG.Segment
    {
      .init(app: 11, "JP", [0, number, 0, 0, 0, packet, 0, 0, 1, 0] + Array((type + content).utf8))
    }
    let segments = [
      box(1, 1, "jumb", "\0\0\0\u{30}jumdc2pa rest"), box(1, 2, "jumb", "more"),
      box(2, 1, "jumb", "\0\0\0\u{30}jumdjson rest"), box(2, 2, "jumb", "more"),
      box(3, 1, "RESI", "differences"),
    ]
    let (metadata, notes) = try read(segments)
    #expect(metadata.extras.hasCredentials)
    #expect(metadata.segments.map(\.bytes) == segments[2..<4].map(\.bytes))
    #expect(notes == ["left out layers of JPEG XT"])
    #expect(try !read([segments[2]]).metadata.extras.hasCredentials)
  }

  @Test("bytes behind the image are counted, in files small and large")
  func trailingBytes() throws {
    for count in [0, 1, 1000, 300_000] {
      try directory.add("in.jpg", jpeg.encoded + noise(count))
      let (_, reader) = try readImage(directory.file("in.jpg"))
      #expect(reader.metadata.extras.trailingBytes == count)
    }
    #expect(try convert(to: "out.jpg").notes == ["left out 300000 bytes after the image"])
  }

  // MARK: - Material

  private let guid = "0123456789ABCDEF0123456789ABCDEF"
  private let xmpPrefix = "http://ns.adobe.com/xap/1.0/\0"
  private let extensionPrefix = "http://ns.adobe.com/xmp/extension/\0"

  private func noise(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 * 31 % 251) } }

  private func xmp(naming guid: String) -> [UInt8] {
    Array("<x xmpNote:HasExtendedXMP = \"\(guid)\"/>".utf8)
  }

  private func xmpSegment(_ guid: String) -> [UInt8] { Array(xmpPrefix.utf8) + xmp(naming: guid) }

  private func extended(
    _ guid: String, _ whole: [UInt8], _ range: Range<Int>
  ) -> TinyJPEG.Segment {
    let numbers = [whole.count, range.lowerBound].flatMap { number in
      (0..<4).map { UInt8(number >> (24 - 8 * $0) & 255) }
    }
    return .init(app: 1, extensionPrefix + guid, numbers + whole[range])
  }

  /// An index of so many pictures: a directory with the version and the count.
  private func mpf(_ pictures: UInt8, _ isLittleEndian: Bool) -> [UInt8] {
    let little: [UInt8] =
      [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0]
      + [0, 0xb0, 7, 0, 4, 0, 0, 0, 48, 49, 48, 48] + [
        1, 0xb0, 4, 0, 1, 0, 0, 0, pictures, 0, 0, 0,
      ]
    let big: [UInt8] =
      [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2]
      + [0xb0, 0, 0, 7, 0, 0, 0, 4, 48, 49, 48, 48] + [
        0xb0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, pictures,
      ]
    return isLittleEndian ? little : big
  }

  /// What a file with these segments behind JFIF's says.
  private func read(
    _ segments: [TinyJPEG.Segment]
  ) throws -> (metadata: Metadata, notes: [String]) {
    var file = jpeg
    file.insert(segments)
    try directory.add("in.jpg", file.encoded)
    let (_, reader) = try readImage(directory.file("in.jpg"))
    return (reader.metadata, reader.notes)
  }

  private func convert(to name: String) throws -> ConversionResult {
    try Conversion(.blur(.gaussian(sigma: 1))).run(
      .path(directory.file("in.jpg")), to: .path(directory.file(name)))
  }
}
