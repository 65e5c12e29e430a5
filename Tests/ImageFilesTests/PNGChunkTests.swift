// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Ancillary chunks of PNG")
struct PNGChunkTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  // MARK: - From PNG to PNG

  @Test("color, time, offset and unknown chunks that are safe to copy are kept byte for byte")
  func safeChunksAreKept() throws {
    let chunks: [Chunk] = [
      ("cICP", [9, 16, 0, 1]), ("mDCV", (0..<24).map(UInt8.init)),
      ("cLLI", [0, 0, 3, 232, 0, 0, 1, 9]),
      ("gAMA", [0, 0, 0xb1, 0x8f]), ("oFFs", [0, 0, 0, 1, 0, 0, 0, 2, 1]),
      ("tIME", [7, 234, 11, 28, 23, 59, 60]), ("prVt", [1, 2, 3]), ("prVt", []),
      ("caNe", Array(repeating: 7, count: 300)),
    ]
    let (output, notes) = try convert(before: chunks)
    #expect(notes == [] && output.brokenRules == [])
    #expect(output.sides.after == ["IEND"])
    for chunk in chunks { #expect(output[chunk.name].contains(chunk.data), "\(chunk.name)") }
    #expect(output["prVt"] == [[1, 2, 3], []])
    // By the standard's precedence, though any order is allowed.
    #expect(
      output.names
        == [
          "IHDR", "cICP", "mDCV", "cLLI", "gAMA", "tIME", "oFFs", "prVt", "prVt", "caNe", "IDAT",
          "IEND",
        ])
  }

  @Test("an unknown chunk that is safe to copy stays on its side of the image data")
  func unknownChunksStayOnTheirSide() throws {
    let (output, _) = try convert(before: [("prVt", [1])], after: [("prVt", [2]), ("abCd", [3])])
    #expect(output.sides.before == ["IHDR", "prVt"])
    #expect(output.sides.after == ["prVt", "abCd", "IEND"])
    #expect(output["prVt"] == [[1], [2]])
  }

  @Test("chunks that a filter may contradict are left out with one note")
  func unsafeChunks() throws {
    let (output, notes) = try convert(
      before: [
        ("sBIT", [5, 6, 5]), ("bKGD", [0, 1, 0, 2, 0, 3]), ("pCAL", [1]), ("sCAL", [1]),
        ("sTER", [0]),
        ("sPLT", [65, 0, 8]), ("prVT", [1]), ("prVT", [2]),
      ], after: [("abCD", [1])])
    #expect(output.names == ["IHDR", "IDAT", "IEND"])
    #expect(
      notes == [
        "left out PNG chunks that may not fit a filtered image: "
          + "sBIT, bKGD, pCAL, sCAL, sTER, sPLT, prVT, abCD"
      ])
    let many: [Chunk] = "ABCDEFGHIJ".map { ("pr\($0)A", [1]) }
    let note = try #require(try convert(before: many).notes.first)
    #expect(note.hasSuffix(": prAA, prBA, prCA, prDA, prEA, prFA, prGA, prHA, ..."))
  }

  @Test("chunks that say nothing more than the image are dropped without a note")
  func derivedChunks() throws {
    let (output, notes) = try convert(
      before: [("sBIT", [8, 8, 8]), ("iDOT", Array(repeating: 0, count: 28)), ("hIST", [0, 1])])
    #expect(output.names == ["IHDR", "IDAT", "IEND"] && notes == [])
  }

  // MARK: - Duplicates and damage

  /// Chunks that may not count, and a valid one that does.
  private static let invalid: [(bad: [[UInt8]], good: Chunk)] = [
    (
      [[0, 0, 0, 0], [0x80, 0, 0, 0], [1, 2, 3], [0, 0, 0, 1, 0]], ("gAMA", [0, 0, 0xb1, 0x8f])
    ),
    (
      [
        chromaticities([31270, 0, 64000, 33000, 30000, 60000, 15000, 6000]),
        chromaticities([31270, 32900, 64000, 40000, 30000, 60000, 15000, 6000]),
        chromaticities([31270, 32900, 10000, 10000, 20000, 20000, 30000, 30000]),
        chromaticities([31270, 32900, 0x7fff_ffff, 33000, 30000, 60000, 15000, 6000]), [1],
      ], ("cHRM", chromaticities([31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]))
    ),
    ([[7], [4], [], [0, 0]], ("sRGB", [3])),
    ([[9, 16, 1, 1], [9, 16, 0, 2], [9, 16, 0], [9, 16, 0, 1, 0]], ("cICP", [9, 16, 0, 1])),
    ([Array(repeating: 0, count: 23), []], ("mDCV", Array(repeating: 1, count: 24))),
    ([Array(repeating: 0, count: 9)], ("cLLI", Array(repeating: 1, count: 8))),
    (
      [[0, 0, 0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0, 0, 1, 2], [0, 0, 0, 1]],
      ("pHYs", [0, 0, 11, 19, 0, 0, 11, 19, 1])
    ),
    ([[0, 0, 0, 1, 0, 0, 0, 1, 2]], ("oFFs", [0, 0, 0, 1, 0, 0, 0, 1, 0])),
    (
      [
        [7, 234, 13, 1, 0, 0, 0], [7, 234, 1, 0, 0, 0, 0], [7, 234, 1, 1, 24, 0, 0],
        [7, 234, 1, 1, 0, 0],
      ],
      ("tIME", [7, 234, 12, 31, 23, 59, 59])
    ),
    ([[], Array("not a TIFF header".utf8)], ("eXIf", exif(orientation: 6))),
    (
      [ascii("no NUL"), [0, 65], Array(repeating: 65, count: 80) + [0, 65]],
      ("tEXt", ascii("Title\0a"))
    ),
    (
      [
        ascii("a\0\u{1}") + TinyPNG.zlib([1]), ascii("a\0\0") + TinyPNG.zlib([1]).dropLast(),
        ascii("a\0\0zzz"),
      ],
      ("zTXt", ascii("Title\0\0") + TinyPNG.zlib(ascii("b")))
    ),
    (
      [
        ascii("a\0\0\0"), ascii("a\0\u{2}\0\0\0x"), ascii("a\0\u{1}\u{1}\0\0") + TinyPNG.zlib([65]),
      ],
      ("iTXt", ascii("Titel\0\0\0de\0Titel\0\u{e9}"))
    ),
    (
      [
        ascii("p\0\0") + TinyPNG.zlib(ascii("short")), ascii("p\0\0zzz"),
        ascii("p\0\u{1}") + TinyPNG.zlib(profile()),
        ascii("p\0\0") + TinyPNG.zlib(profile().dropLast()),
      ], ("iCCP", ascii("p\0\0") + TinyPNG.zlib(profile()))
    ),
  ]

  @Test(
    "an invalid chunk is not written again and does not keep a valid one out", arguments: 0..<14)
  func invalidChunks(index: Int) throws {
    let (bad, good) = Self.invalid[index]
    for data in bad {
      let alone = try convert(before: [(good.name, data)])
      #expect(alone.output[good.name] == [] && alone.output.brokenRules == [])
      #expect(alone.notes == ["left out invalid PNG chunks: \(good.name)"], "\(data)")
      let both = try convert(before: [(good.name, data), good])
      #expect(both.output[good.name].count == 1)
      #expect(both.notes == ["left out invalid PNG chunks: \(good.name)"])
    }
    let (output, notes) = try convert(before: [good])
    #expect(output[good.name].count == 1 && notes == [])
    if !["iCCP", "zTXt"].contains(good.name) { #expect(output[good.name] == [good.data]) }
  }

  @Test("the first of repeated chunks counts", arguments: 0..<10)
  func repeatedChunks(index: Int) throws {
    let (_, good) = Self.invalid[index]
    var second = good
    switch good.name {
    case "cICP": second.data[0] = 1
    case "sRGB": second.data[0] = 0
    case "eXIf": second.data = exif(orientation: 3)
    case "pHYs", "oFFs": second.data[3] = 2
    case "cHRM": second.data[3] ^= 1
    default: second.data[second.data.count - 1] ^= 1
    }
    for chunks in [[good, second], [second, good]] {
      let (output, notes) = try convert(before: chunks)
      #expect(output[good.name] == [chunks[0].data] && output.brokenRules == [])
      #expect(notes == ["left out repeated PNG chunks: \(good.name)"])
    }
  }

  @Test("a profile and sRGB: the profile counts, as for decoders")
  func twoProfiles() throws {
    let profiles: [Chunk] = [
      ("sRGB", [1]), ("iCCP", ascii("p\0\0") + TinyPNG.zlib(profile())),
    ]
    for chunks in [profiles, profiles.reversed()] {
      let (output, notes) = try convert(before: chunks)
      #expect(output.names == ["IHDR", "iCCP", "IDAT", "IEND"])
      #expect(notes == ["left out repeated PNG chunks: sRGB"])
    }
  }

  @Test("chunks behind the palette or the image data that belong before it are left out")
  func misplacedChunks() throws {
    for (_, good) in Self.invalid {
      let isEarly = ["gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI", "iCCP"].contains(good.name)
      var palette = TinyPNG(width: 2, height: 1, colorType: .palette, bitDepth: 8, samples: [0, 1])
      palette.chunksBefore = [("PLTE", [1, 2, 3, 4, 5, 6]), good]
      let (output, notes) = try convert(palette)
      #expect(output[good.name].isEmpty == isEarly && output.brokenRules == [])
      #expect(notes == (isEarly ? ["left out misplaced PNG chunks: \(good.name)"] : []))
      let isBeforeData = isEarly || ["pHYs", "oFFs"].contains(good.name)
      #expect(try convert(after: [good]).output[good.name].isEmpty == isBeforeData)
    }
  }

  @Test("a wrong CRC of an ancillary chunk is a note; of tRNS, which is the image's, an error")
  func wrongChecksum() throws {
    for isLate in [false, true] {
      var png = TinyPNG.picture()
      let chunks: [Chunk] = [("tEXt", ascii("a\0b")), ("prVt", [1, 2])]
      if isLate { png.chunksAfter = chunks } else { png.chunksBefore = chunks }
      var file = png.encoded()
      for (name, _) in chunks {
        let at = try #require(file.firstRange(of: ascii(name)))
        file[at.upperBound] ^= 1
      }
      let (output, notes) = try convert(file)
      #expect(output.names == ["IHDR", "IDAT", "IEND"])
      #expect(notes == ["left out PNG chunks with a wrong CRC: tEXt, prVt"])
    }
    var png = TinyPNG.picture()
    png.chunksBefore = [("tRNS", [0, 1, 0, 2, 0, 3])]
    var file = png.encoded()
    file[try #require(file.firstRange(of: ascii("tRNS"))).upperBound] ^= 1
    let error = #expect(throws: FileError.self) { try convert(file) }
    #expect(error?.reason == "PNG: tRNS: CRC error")
  }

  @Test("texts: cut at a NUL byte, inflated up to 8 MiB in all, keywords made right")
  func textsAreLimitedAndRepaired() throws {
    let cut = try convert(before: [("tEXt", ascii("a\0b\0c"))])
    #expect(cut.output["tEXt"] == [ascii("a\0b")])
    #expect(cut.notes == ["cut texts at a NUL byte in PNG chunks: tEXt"])
    let bomb = ascii("a\0\0") + TinyPNG.zlib(Array(repeating: 65, count: 8 << 20))
    let large = try convert(before: [("zTXt", bomb), ("tEXt", ascii("b\0c"))])
    #expect(large.output.names == ["IHDR", "tEXt", "IDAT", "IEND"])
    #expect(
      large.notes == [
        "left out PNG chunks over a limit (8 MiB, 1000 texts, 64 MiB inflated in all): zTXt"
      ])
    #expect(
      try convert(before: [("tEXt", ascii("  a  b \0c"))]).output["tEXt"] == [ascii("a b\0c")])
    let xmp = ascii("XML:com.adobe.xmp\0\0\0\0\0")
    let packets = try convert(before: [
      ("iTXt", xmp + ascii("<a/>")), ("iTXt", xmp + ascii("<b/>")),
    ])
    #expect(packets.output["iTXt"] == [xmp + ascii("<a/>")])
    #expect(packets.notes == ["left out repeated PNG chunks: iTXt"])
  }

  @Test("JPEG's prefix before an EXIF block is not PNG's")
  func prefixedEXIF() throws {
    let block = exif(orientation: 6)
    #expect(try convert(before: [("eXIf", ascii("Exif\0\0") + block)]).output["eXIf"] == [block])
  }

  // MARK: - What is not kept at all

  @Test("frames of an animation that are lost are counted")
  func lostFramesAreCounted() throws {
    let control: Chunk = ("fcTL", Array(repeating: 0, count: 26))
    func frames(_ before: [Chunk], _ after: [Chunk] = []) throws -> Int {
      var png = TinyPNG.picture()
      png.chunksBefore = before
      png.chunksAfter = after
      let path = try directory.write(png.encoded(), to: "moving.png")
      let early = try ImageReader(.path(path)).metadata.extras.frames
      #expect(try readImage(path).reader.metadata.extras.frames == early)
      return early
    }
    let data: Chunk = ("fdAT", [0, 0, 0, 1, 2])
    #expect(
      try frames([("acTL", [0, 0, 0, 3, 0, 0, 0, 0]), control], [control, data, control, data]) == 2
    )
    #expect(try frames([control, ("acTL", [0, 0, 0, 3, 0, 0, 0, 0])]) == 2)
    #expect(try frames([("acTL", [0, 0, 0, 3, 0, 0, 0, 0])], [control, data]) == 3)
    #expect(try frames([("acTL", [0, 0, 0, 1, 0, 0, 0, 0]), control]) == 0)
    #expect(try frames([control]) == 0)
    #expect(try frames([("acTL", [0, 0, 0, 0, 0, 0, 0, 0])]) == 0)
    #expect(
      try convert(before: [("acTL", [0, 0, 0, 3, 0, 0, 0, 0]), control], after: [data]).output.names
        == ["IHDR", "IDAT", "IEND"])
  }

  @Test("content credentials and bytes after the image are told of")
  func extraDataIsANote() throws {
    for isLate in [false, true] {
      var png = TinyPNG.picture()
      let chunk: Chunk = ("caBX", [1, 2])
      if isLate { png.chunksAfter = [chunk] } else { png.chunksBefore = [chunk] }
      let path = try directory.write(
        png.encoded() + Array(repeating: 9, count: 70_000), to: "a.png")
      let reader = try ImageReader(.path(path))
      #expect(
        reader.metadata.extras.hasCredentials && reader.metadata.extras.trailingBytes == 70_000)
    }
  }

  // MARK: - All of it at random

  @Test(
    "any chunks in any order: the output is valid and holds the first valid ones", arguments: 0..<60
  )
  func anyChunksGiveAValidOutput(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var png = TinyPNG.picture(colorType: generator.element([.rgb, .palette]))
    var pool: [Chunk] = [
      ("prVt", [1]), ("prVT", [2]), ("bKGD", [0, 0, 0, 0, 0, 0]), ("fdAT", [1]),
    ]
    for (bad, good) in Self.invalid {
      pool += [good, good]
      for data in bad { pool.append((good.name, data)) }
    }
    func some() -> [Chunk] { (0..<generator.int(0...9)).map { _ in generator.element(pool) } }
    let groups = [some(), some(), some()]
    let isPalette = png.colorType == .palette
    if isPalette { png.samples = png.samples.map { $0 % 2 } }
    png.chunksBefore = groups[0] + (isPalette ? [("PLTE", [1, 2, 3, 4, 5, 6])] : []) + groups[1]
    png.chunksAfter = groups[2]
    png.chunkSize = generator.element([3, 50, .max])
    png.isInterlaced = generator.int(0...3) == 0
    let file = png.encoded()
    let (output, _) = try convert(file)
    #expect(output.brokenRules == [])
    for (_, good) in Self.invalid {
      let isEarly = ["gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI", "iCCP"].contains(good.name)
      let isBeforeData = isEarly || ["pHYs", "oFFs"].contains(good.name)
      let allowed =
        groups[0] + (isEarly && isPalette ? [] : groups[1]) + (isBeforeData ? [] : groups[2])
      let found = allowed.filter { $0.name == good.name && $0.data == good.data }.count
      let mayRepeat = good.name.hasSuffix("Xt")
      let isReplaced = good.name == "sRGB" && !output["iCCP"].isEmpty
      #expect(
        output[good.name].count == (mayRepeat ? found : isReplaced ? 0 : min(1, found)),
        "\(good.name)")
      if !["iCCP", "zTXt"].contains(good.name) {
        #expect(output[good.name].allSatisfy { $0 == good.data })
      }
    }
    #expect(output["prVT"] == [] && output["fdAT"] == [])
    #expect(
      output.sides.after.filter { $0 == "prVt" }.count
        == groups[2].filter { $0.name == "prVt" }.count)
    let piped = try readImage(directory.pipe(file)).reader.metadata
    #expect(try readImage(directory.write(file, to: "again.png")).reader.metadata == piped)
  }

  // MARK: - Material

  private func convert(
    before: [Chunk] = [], after: [Chunk] = []
  ) throws -> (output: PNGChunks, notes: [String]) {
    var png = TinyPNG.picture()
    png.chunksBefore = before
    png.chunksAfter = after
    return try convert(png)
  }

  private func convert(_ png: TinyPNG) throws -> (output: PNGChunks, notes: [String]) {
    try convert(png.encoded())
  }

  /// Runs a file through a filter that changes nothing, to out.png.
  private func convert(_ file: [UInt8]) throws -> (output: PNGChunks, notes: [String]) {
    try directory.convert(file)
  }
}

private func chromaticities(_ numbers: [UInt32]) -> [UInt8] {
  numbers.flatMap { number in (0..<4).reversed().map { UInt8(number >> ($0 * 8) & 255) } }
}

/// An RGB profile with one tag.
private func profile() -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 200)
  bytes.replaceSubrange(3..<4, with: [200])
  bytes.replaceSubrange(12..<24, with: ascii("mntrRGB XYZ "))
  bytes.replaceSubrange(36..<40, with: ascii("acsp"))
  return bytes
}
