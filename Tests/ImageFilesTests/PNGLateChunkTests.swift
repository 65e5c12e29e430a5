// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Chunks after the image data of PNG")
struct PNGLateChunkTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private static let late: [Chunk] = [
    ("eXIf", exif(orientation: 6)), ("tEXt", ascii("Title\0a")),
    ("zTXt", ascii("Author\0\0") + TinyPNG.zlib(ascii("b"))),
    ("iTXt", ascii("XML:com.adobe.xmp\0\0\0\0\0<x/>")), ("tIME", [7, 234, 1, 2, 3, 4, 5]),
    ("prVt", [9, 8, 7]),
  ]

  @Test("a file's late chunks are known before its rows, however the image data is cut")
  func lateChunks() throws {
    for chunkSize in [1, 7, 100, 1000, .max] {
      for isInterlaced in [false, true] {
        var png = TinyPNG.picture()
        png.chunkSize = chunkSize
        png.isInterlaced = isInterlaced
        png.chunksAfter =
          Self.late + [("tEXt", ascii("Long\0") + Array(repeating: 65, count: 3000))]
        let path = try directory.write(png.encoded() + [1, 2, 3], to: "late.png")
        let reader = try ImageReader(.path(path))
        let early = reader.metadata
        #expect(early.orientation == 6 && early.texts.map(\.title) == ["Title", "Author", "Long"])
        #expect(early.xmp == ascii("<x/>") && early.modificationTime == [7, 234, 1, 2, 3, 4, 5])
        #expect(early.segments == [.init(name: "prVt", bytes: [9, 8, 7], followsImage: true)])
        #expect(early.extras.trailingBytes == 3)
        _ = try Image(collecting: reader)
        try reader.finish()
        #expect(reader.metadata == early && reader.notes == [])
      }
    }
  }

  @Test("late chunks go to PNG and JPEG from a file; from a pipe to PNG, with a note to JPEG")
  func lateFromPipe() throws {
    var png = TinyPNG.picture()
    png.chunksBefore = [("tEXt", ascii("First\0z"))]
    png.chunksAfter = Self.late
    let (fromFile, notes) = try directory.convert(png.encoded())
    #expect(notes == [] && fromFile.brokenRules == [])
    let path = try directory.pipe(png.encoded())
    let conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    let result = try conversion.run(.path(path), to: .path(directory.file("piped.png")))
    let fromPipe = PNGChunks(try directory.read("piped.png"))
    #expect(result.notes == [] && fromPipe.brokenRules == [])
    #expect(Set(fromPipe.sides.after) == ["eXIf", "tEXt", "zTXt", "iTXt", "tIME", "prVt", "IEND"])
    #expect(
      try readImage(directory.file("piped.png")).reader.metadata
        == readImage(directory.file("out.png")).reader.metadata)

    let file = try directory.write(png.encoded(), to: "late.png")
    let lost = try conversion.run(.path(file), to: .path(directory.file("a.jpg"))).notes
    #expect(
      lost == [
        "left out the time of the last change (tIME): JPEG cannot store it",
        "left out the PNG chunks prVt: JPEG cannot store it",
      ], "\(lost)")
    #expect(try ImageReader(.path(directory.file("a.jpg"))).metadata.orientation == 6)
    let piped = try conversion.run(
      .path(directory.pipe(png.encoded())), to: .path(directory.file("b.jpg")))
    #expect(
      piped.notes == [
        "left out metadata after the image data (EXIF data, XMP data, texts, modification time, other segments): "
          + "the output had begun when it was read; give the input as a file, not a pipe"
      ])
    #expect(
      try ImageReader(.path(directory.file("b.jpg"))).metadata.texts.map(\.string) == ["First: z"])
  }

  @Test("thousands of image data chunks of different lengths: late chunks are found at the end")
  func unevenChunks() throws {
    var png = TinyPNG.picture(width: 120, height: 100)
    png.chunksAfter = Self.late
    let stream = png.stream()
    var pieces: [Chunk] = []
    var place = 0
    while place < stream.count {
      let count = min(stream.count - place, 1 + pieces.count % 2)
      pieces.append(("IDAT", Array(stream[place..<place + count])))
      place += count
    }
    #expect(pieces.count > 10_000)
    let path = try directory.write(png.encoded(imageData: pieces), to: "uneven.png")
    let reader = try ImageReader(.path(path))
    #expect(reader.metadata.exif == nil)
    _ = try Image(collecting: reader)
    try reader.finish()
    #expect(reader.metadata.orientation == 6)
    #expect(try directory.convert(directory.read("uneven.png")).output.sides.after.contains("eXIf"))
  }

  @Test("image data that looks like chunks where the reader guesses them never becomes metadata")
  func fakeChunks() throws {
    // Two IDATs of one length, then a longer one.  In it, at a multiple of that length, stand an IDAT, a text, and a
    // chunk that ends where IEND begins.
    let fake = TinyPNG.chunk("IDAT", []) + TinyPNG.chunk("tEXt", ascii("a\0b"))
    let conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    var deceived = 0
    for width in 180..<260 {
      let start = 100 + width % 3
      var png = TinyPNG.flat([0], width: width, height: 1, colorType: .gray)
      let content = fake + [0, 0, 0, 0] + ascii("prVt")
      png.samples.replaceSubrange(start..<start + content.count, with: content.map(Int.init))
      let stream = png.stream()
      let at = try #require(stream.firstRange(of: fake)).lowerBound
      for length in 30..<at / 2 where (8 + at - 2 * length).isMultiple(of: length + 12) {
        var file = png.encoded(imageData: [
          ("IDAT", Array(stream[..<length])), ("IDAT", Array(stream[length..<2 * length])),
          ("IDAT", Array(stream[(2 * length)...])),
        ])
        let last = try #require(file.firstRange(of: fake)).upperBound
        let size = file.count - 12 - last - 12
        let third = last - fake.count - at + 2 * length - 8
        file.replaceSubrange(last + 2..<last + 4, with: [UInt8(size >> 8), UInt8(size & 255)])
        // The samples have changed: so have the checksums.
        let data = Array(file[third + 8..<file.count - 16])
        let adler = TinyPNG.zlib(Array((Array(stream[..<(2 * length)]) + data)[7...].dropLast(4)))
          .suffix(4)
        let whole = TinyPNG.chunk("IDAT", data.dropLast(4) + adler)
        file.replaceSubrange(third..<file.count - 12, with: whole)
        let path = try directory.write(file, to: "fake.png")
        let isDeceived = try !ImageReader(.path(path)).metadata.texts.isEmpty
        deceived += isDeceived ? 1 : 0
        do throws(FileError) {
          _ = try conversion.run(.path(path), to: .path(directory.file("fake-out.png")))
          #expect(!isDeceived)
        } catch {
          #expect(isDeceived && error.reason == "PNG: the chunks after the image data have changed")
        }
        if isDeceived { #expect(try !directory.names().contains("fake-out.png")) }
        try? FileManager.default.removeItem(atPath: directory.file("fake-out.png"))
      }
    }
    #expect(deceived > 0)
  }
}
