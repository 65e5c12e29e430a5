// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Metadata is handed on")
struct MetadataTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("PNG keeps everything, byte for byte")
  func pngKeepsEverything() throws {
    let metadata = everything
    #expect(try readBack(metadata, .png).metadata == metadata)
  }

  @Test("JPEG keeps blocks of any size that fits, comments and density, byte for byte")
  func jpegKeepsBlocksAndComments() throws {
    var metadata = Metadata()
    metadata.icc = profile("RGB ", size: 150_000)  // three segments
    metadata.exif = exif(orientation: 6) + bytes(60_000)
    metadata.xmp = bytes(65533 - 29)
    metadata.texts = [
      .init(form: .comment, bytes: [0xff, 0, 0x80]), .init(form: .comment, bytes: []),
    ]
    metadata.density = .init(x: 300, y: 150, unit: .perCentimetre)
    let (back, notes) = try readBack(metadata, .jpeg)
    #expect(back == metadata)
    #expect(notes == [])
    metadata.density = .init(x: 4, y: 3, unit: .aspect)
    #expect(try readBack(metadata, .jpeg).metadata.density == metadata.density)
  }

  @Test("PNG to JPEG to PNG carries what JPEG can hold")
  func pngToJPEGToPNGCarriesMetadata() throws {
    let first = try readBack(everything, .jpeg).metadata
    #expect(first.icc == everything.icc)
    #expect(first.exif == everything.exif)
    #expect(first.xmp == everything.xmp)
    #expect(first.density == .init(x: 300, y: 72, unit: .perInch))
    #expect(first.gamma == nil && first.chromaticities == nil && first.srgbIntent == nil)
    #expect(
      first.texts.map(\.string) == ["Title: caf\u{e9}", "zipped", "Titel: \u{1f600}", "T: u"])
    let second = try readBack(first, .png).metadata
    #expect(second.icc == everything.icc)
    #expect(second.exif == everything.exif)
    #expect(second.xmp == everything.xmp)
    #expect(second.density == .init(x: 11811, y: 2835, unit: .perMetre))
    #expect(second.texts.map(\.title) == Array(repeating: "Comment", count: 4))
    #expect(second.texts.map(\.string) == first.texts.map(\.string))
  }

  @Test("a profile of another color space is left out with a note")
  func misfitProfile() throws {
    var metadata = Metadata()
    for format in [FileFormat.png, .jpeg] {
      for (space, channels, fits) in [
        ("RGB ", 3, true), ("GRAY", 1, true), ("CMYK", 3, false), ("RGB ", 1, false),
        ("GRAY", 3, false),
      ] {
        metadata.icc = profile(space, size: 200)
        let (back, notes) = try readBack(metadata, format, channels: channels)
        #expect((back.icc != nil) == fits, "\(space) in \(format), \(channels) channels")
        #expect(notes.isEmpty == fits)
      }
    }
    metadata.icc = profile("CMYK", size: 200)
    #expect(
      metadata.carried(by: .png, channels: 3).notes
        == ["left out the ICC profile: it is for CMYK, the output is RGB"])
    metadata.icc = profile("RGB ", size: 200).dropLast()
    #expect(
      metadata.carried(by: .png, channels: 3).notes
        == ["left out the ICC profile: it is damaged"])
  }

  @Test("what is too long for JPEG is left out with a note")
  func tooLong() throws {
    var metadata = Metadata()
    metadata.exif = bytes(65533 - 5)
    metadata.xmp = bytes(65533 - 28)
    metadata.texts = [.init(form: .comment, bytes: bytes(65534))]
    let (back, notes) = try readBack(metadata, .jpeg)
    #expect(back == Metadata())
    #expect(notes.count == 3)
  }

  @Test("texts are kept up to 8 MB in all")
  func manyTexts() throws {
    var metadata = Metadata()
    metadata.texts = (0..<3).map { index in
      .init(form: .comment, bytes: Array(repeating: UInt8(65 + index), count: 3 << 20))
    }
    let back = try readBack(metadata, .png).metadata
    #expect(back.texts.map(\.bytes.first) == [65, 66])
  }

  @Test("chunks after PNG's image data are known before the rows")
  func behindTheData() throws {
    var png = TinyPNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [7])
    png.chunksAfter = [("eXIf", exif(orientation: 3)), ("tEXt", Array("a\0b".utf8))]
    let reader = try ImageReader(.path(try directory.write(png.encoded(), to: "a.png")))
    #expect(reader.metadata.orientation == 3)
    _ = try Image(collecting: reader)
    try reader.finish()
    #expect(reader.metadata.orientation == 3)
    #expect(reader.metadata.texts.map(\.string) == ["b"])
  }

  @Test("color chunks are not derived from one another")
  func rawChunks() throws {
    var png = TinyPNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [7])
    png.chunksBefore = [("sRGB", [2]), ("gAMA", [0, 0, 0, 1])]
    let reader = try ImageReader(.path(try directory.write(png.encoded(), to: "a.png")))
    #expect(reader.metadata.srgbIntent == 2)
    #expect(reader.metadata.gamma == 1)
    #expect(reader.metadata.chromaticities == nil)
  }

  @Test("the orientation of both byte orders, and of damaged EXIF")
  func orientationOfBothByteOrders() {
    var metadata = Metadata()
    #expect(metadata.orientation == 1)
    for value in 1...8 {
      metadata.exif = exif(orientation: UInt8(value))
      #expect(metadata.orientation == value)
      metadata.exif = bigEndianEXIF(orientation: UInt8(value))
      #expect(metadata.orientation == value)
    }
    for value: UInt8 in [0, 9, 255] {
      metadata.exif = exif(orientation: value)
      #expect(metadata.orientation == 1)
    }
    let whole = exif(orientation: 6)
    for count in 0..<20 {
      metadata.exif = Array(whole.prefix(count))
      #expect(metadata.orientation == 1)
    }
    metadata.exif = [0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff]
    #expect(metadata.orientation == 1)
  }

  // MARK: - Material

  private func readBack(
    _ metadata: Metadata, _ format: FileFormat, channels: Int = 3
  ) throws -> (metadata: Metadata, notes: [String]) {
    let image = randomImage(
      Shape(channels: channels, height: 3, width: 4), maximum: 255, seed: 1)
    let notes = try writeImage(
      image, to: directory.file("m"), encoding: Encoding(format), metadata: metadata)
    return (try readImage(directory.file("m")).reader.metadata, notes)
  }

  private var everything: Metadata {
    var metadata = Metadata()
    metadata.icc = profile("RGB ", size: 3000)
    metadata.exif = exif(orientation: 6) + bytes(100)
    metadata.xmp = Array("<x:xmpmeta>\u{e9}</x:xmpmeta>".utf8)
    metadata.texts = [
      .init(
        form: .latin1(compressed: false), keyword: ascii("Title"), bytes: ascii("caf") + [0xe9]),
      .init(form: .latin1(compressed: true), keyword: ascii("Comment"), bytes: ascii("zipped")),
      .init(
        form: .utf8(compressed: false), keyword: ascii("Titel"), bytes: Array("\u{1f600}".utf8),
        language: ascii("de"), translatedKeyword: ascii("Titel")),
      .init(form: .utf8(compressed: true), keyword: ascii("T"), bytes: ascii("u")),
    ]
    metadata.density = .init(x: 11811, y: 2835, unit: .perMetre)
    metadata.gamma = 100_000
    metadata.chromaticities = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
    return metadata
  }

  private func ascii(_ string: String) -> [UInt8] { Array(string.utf8) }

  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 * 31 % 251) } }

  /// A profile that libpng accepts: a right header and one tag.
  private func profile(_ space: String, size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    func put(_ values: [UInt8], at offset: Int) {
      bytes.replaceSubrange(offset..<offset + values.count, with: values)
    }
    put([0, UInt8(size >> 16), UInt8(size >> 8 & 255), UInt8(size & 255)], at: 0)
    put([4, 0x30, 0, 0], at: 8)
    put(ascii("mntr" + space + "XYZ "), at: 12)
    put(ascii("acsp"), at: 36)
    put([0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d], at: 68)
    put([0, 0, 0, 1] + ascii("desc") + [0, 0, 0, 144, 0, 0, 0, 16], at: 128)
    for index in 160..<size { bytes[index] = UInt8(index * 13 % 256) }
    return bytes
  }

  private func exif(orientation: UInt8) -> [UInt8] {
    [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
      + [0, 0, 0, 0]
  }

  private func bigEndianEXIF(orientation: UInt8) -> [UInt8] {
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
      + [0, 0, 0, 0]
  }
}
