// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Harmless irregularities of PNG files are accepted with a note")
struct PNGIrregularTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The ways in which image data is read: unfiltered by our own code, or given to libpng.
  enum Kind: CaseIterable {
    case rgb, gray4, interlaced

    var png: TinyPNG {
      var png =
        self == .gray4
        ? TinyPNG.picture(colorType: .gray, bitDepth: 4) : TinyPNG.picture()
      png.isInterlaced = self == .interlaced
      png.chunkSize = 100
      return png
    }
  }

  private static let surplusNote = "skipped surplus image data after the last row"
  private static let endNote = "accepted a missing or damaged IEND chunk"

  @Test("more compressed data than the rows take, in the stream, after it and in other chunks")
  func surplusImageData() throws {
    for kind in Kind.allCases {
      let plain = kind.png
      let stream = plain.stream()
      let file = plain.encoded(imageData: [("IDAT", stream + Array(repeating: 7, count: 90))])
      try expect(file, kind, note: Self.surplusNote)
      try expect(
        plain.encoded(imageData: [("IDAT", stream), ("IDAT", [1, 2, 3])]), kind,
        note: Self.surplusNote)
      for count in [1, 70_000] {
        var png = plain
        png.trailingData = count
        try expect(png.encoded(), kind, note: Self.surplusNote)
      }
    }
  }

  @Test("surplus image data is not inflated: damage in it is not seen")
  func surplusIsNotInflated() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunkSize = .max
      // Beyond what an inflater has decoded ahead; then a block of no type.
      png.trailingData = 1_000_000
      png.deflate = { TinyPNG.unfinished($0) + Array(repeating: 0xff, count: 1000) }
      try expect(png.encoded(), kind, note: Self.surplusNote)
      // Where the rows end, it is.
      png.trailingData = 0
      #expect(try failure(png.encoded())?.kind == .unreadable)
    }
  }

  @Test("image data after other chunks, whose CRC must be right")
  func lateImageData() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunksAfter = [("tEXt", ascii("a\0b")), ("IDAT", [1, 2, 3])]
      let file = png.encoded()
      try expect(file, kind, note: Self.surplusNote)
      var damaged = file
      damaged[damaged.count - 13] ^= 1  // the CRC of the late IDAT
      #expect(try failure(damaged)?.reason == "PNG: IDAT: CRC error")
    }
  }

  @Test("a missing, cut or damaged IEND")
  func damagedEnd() throws {
    for kind in Kind.allCases {
      let file = kind.png.encoded()
      for count in 1...12 {
        try expect(Array(file.dropLast(count)), kind, note: Self.endNote)
      }
      var wrongCRC = file
      wrongCRC[file.count - 1] ^= 1
      try expect(wrongCRC, kind, note: Self.endNote)
      var long = file
      long[file.count - 9] = 3  // bytes of content
      try expect(long, kind, note: Self.endNote)
      // A byte less, and the CRC of the image data is cut.
      #expect(try failure(Array(file.dropLast(13)))?.reason == "PNG: truncated data")
      // What is there is another chunk.
      #expect(
        try failure(Array(file.dropLast(12)) + [0, 0, 1])?.reason == "PNG: truncated data")
    }
  }

  @Test("a cut chunk and an unknown critical chunk after the image data are damage")
  func damageAfterTheImage() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunksAfter = [("tEXt", ascii("a\0bcd"))]
      let file = png.encoded()
      #expect(try failure(Array(file.dropLast(12 + 5)))?.reason == "PNG: truncated data")
      png.chunksAfter = [("tESt", []), ("TESt", [])]
      #expect(
        try failure(png.encoded())?.reason == "PNG: TESt: not a chunk for after the image data")
    }
  }

  @Test("PLTE and tRNS after the image data are left out")
  func lateCriticalChunks() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunksAfter = [("PLTE", [1, 2, 3])]
      try expect(png.encoded(), kind, note: "left out a misplaced PLTE chunk")
      png.chunksAfter = [("tRNS", [0, 1, 0, 2, 0, 3])]
      try expect(
        png.encoded(), kind, note: "left out an invalid, misplaced or repeated tRNS chunk")
    }
  }

  @Test("invalid and repeated ancillary chunks, and those with a wrong CRC")
  func ancillaryChunks() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunksBefore = [("gAMA", [0, 0, 0, 0])]
      try expect(png.encoded(), kind, note: "left out invalid PNG chunks: gAMA")
      png.chunksBefore = Array(repeating: ("pHYs", [0, 0, 0, 1, 0, 0, 0, 2, 0]), count: 2)
      try expect(png.encoded(), kind, note: "left out repeated PNG chunks: pHYs")
      png.chunksBefore = [("gAMA", [0, 0, 177, 143])]
      var file = png.encoded()
      file[33 + 8 + 4] ^= 1  // the CRC of the first chunk after IHDR
      try expect(file, kind, note: "left out PNG chunks with a wrong CRC: gAMA")
    }
  }

  @Test("a wrong CRC of a critical chunk is damage, and so is a wrong check of the image data")
  func wrongChecks() throws {
    for kind in Kind.allCases {
      var png = kind.png
      png.chunkSize = .max
      var file = png.encoded()
      file[file.count - 13] ^= 1
      #expect(try failure(file)?.reason == "PNG: IDAT: CRC error")
      file = png.encoded()
      file[20] ^= 1
      #expect(try failure(file)?.reason == "PNG: IHDR: CRC error")
      png.adlerError = 1
      #expect(try failure(png.encoded())?.reason == "PNG: IDAT: incorrect data check")
      png.adlerError = 0
      let stream = png.stream()
      for count in [1, 4, 5, 40] {
        let cut = png.encoded(imageData: [("IDAT", Array(stream.dropLast(count)))])
        #expect(try failure(cut)?.reason == "PNG: Not enough image data")
      }
    }
  }

  // MARK: - Material

  /// Reads a file that must give the picture of the undamaged file, and this note alone.
  private func expect(_ bytes: [UInt8], _ kind: Kind, note: String) throws {
    let plain = try readImage(directory.write(kind.png.encoded(), to: "plain.png")).image
    var paths = [try directory.write(bytes, to: "in.png")]
    if kind == .rgb { paths.append(try directory.pipe(bytes)) }
    for path in paths {
      let (image, reader) = try readImage(path)
      #expect(image == plain, "\(kind)")
      #expect(reader.notes == [note], "\(kind)")
    }
    let result = try Conversion(.blur(.gaussian(sigma: 1))).run(
      .path(directory.file("in.png")), to: .path(directory.file("out.png")))
    #expect(result.notes == [note])
  }

  private func failure(_ bytes: [UInt8]) throws -> FileError? {
    #expect(throws: FileError.self) {
      try Conversion(.blur(.gaussian(sigma: 1))).run(
        .path(directory.write(bytes, to: "bad.png")), to: .path(directory.file("bad.png.png")))
    }
  }
}
