// SPDX-License-Identifier: Apache-2.0

import CDeflate
import CImageIO
import Foundation
import TestSupport
import Testing

/// What one way of reading makes of a file.
private struct Outcome: Equatable {
  var samples: Samples?
  var status: ic_status
  var message: String

  var isAccepted: Bool { samples != nil }
}

@Suite("PNG by our own code and by libpng alone")
struct PNGControlTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "the same samples of every kind, filter and width", arguments: TinyPNG.ColorType.allCases,
    [false, true])
  func samplesEqualLibpng(type: TinyPNG.ColorType, isInterlaced: Bool) throws {
    for depth in type.bitDepths {
      for width in 1...70 {
        var png = Self.random(type, depth, width, 1 + width % 9, seed: width)
        png.isInterlaced = isInterlaced
        png.filters = (0..<5).compactMap { TinyFilter(rawValue: ($0 * 2 + width) % 5) }
        if width % 2 == 0 { png.deflate = Self.deflated }
        if width % 3 == 0 { png.chunkSize = width }
        let (own, libpng) = try bothWays(png.encoded())
        #expect(own == libpng && own.isAccepted, "\(type) \(depth), \(width): \(own.message)")
      }
    }
  }

  @Test("the same samples of rows and pictures larger than the buffers, filter by filter")
  func largeRowsEqualLibpng() throws {
    for (width, height) in [(50_000, 3), (3, 20_000), (300, 300)] {
      for filter in TinyFilter.allCases {
        var png = Self.random(.rgb, 8, width, height, seed: filter.rawValue)
        png.filters = [filter]
        if filter != .up { png.deflate = Self.deflated }
        let (own, libpng) = try bothWays(png.encoded())
        #expect(own == libpng && own.isAccepted, "\(width) x \(height), \(filter)")
      }
    }
  }

  @Test("a transparent color", arguments: [TinyPNG.ColorType.gray, .rgb])
  func transparentColor(type: TinyPNG.ColorType) throws {
    for depth in type.bitDepths {
      var png = Self.random(type, depth, 9, 5, seed: depth)
      let key = png.samples.prefix(type.samples)
      png.chunksBefore = [("tRNS", key.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })]
      let (own, libpng) = try bothWays(png.encoded())
      #expect(own == libpng && own.samples?.channels == type.samples + 1)
    }
  }

  @Test("image data cut into chunks at every byte, with empty chunks between", arguments: 0..<2)
  func imageDataMayBeCutAnywhere(deflated: Int) throws {
    let png = Self.small(deflated == 1)
    let stream = png.stream()
    let (whole, _) = try bothWays(png.encoded())
    #expect(whole.isAccepted)
    let parts = (0...stream.count).map { at in
      [Array(stream[..<at]), [], Array(stream[at...]), []]
    }
    for part in parts + [stream.map { [$0] }] {
      let (own, libpng) = try bothWays(png.encoded(imageData: part.map { ("IDAT", $0) }))
      #expect(own == whole && libpng == whole, "\(part.map(\.count)): \(own.message)")
    }
  }

  @Test("a file cut before its IEND is refused in the same words", arguments: 0..<2)
  func truncatedFilesAreRefusedAlike(deflated: Int) throws {
    var png = Self.small(deflated == 1)
    png.chunkSize = 40
    let file = png.encoded()
    for count in 0..<file.count {
      let (own, libpng) = try bothWays(Array(file.prefix(count)))
      #expect(own == libpng, "\(count): \(own.message), \(libpng.message)")
      #expect(own.isAccepted == (count >= file.count - 12), "\(count): \(own.message)")
    }
  }

  @Test(
    "damaged streams in sound chunks: what we take, libpng takes and reads alike", arguments: 0..<4)
  func damagedStreamsAreReadAlike(seed: Int) throws {
    var generator = generator(seed)
    let png = Self.small(seed % 2 == 1)
    let stream = png.stream()
    for _ in 0..<400 {
      var bytes = stream
      for _ in 0..<generator.int(1...2) {
        bytes[generator.int(0...(bytes.count - 1))] ^= 1 << generator.int(0...7)
      }
      if generator.int(0...4) == 0 { bytes.removeLast(generator.int(1...10)) }
      if generator.int(0...4) == 0 { bytes.append(UInt8(generator.int(0...255))) }
      let cut = generator.int(0...bytes.count)
      let (own, libpng) = try bothWays(
        png.encoded(imageData: [("IDAT", Array(bytes[..<cut])), ("IDAT", Array(bytes[cut...]))]))
      if own.isAccepted {
        // Where the rows end before the stream, libpng inflates on and may find damage.
        #expect(own == libpng || !libpng.isAccepted, "\(libpng.message)")
      } else if libpng.isAccepted {
        #expect(Self.stricter.contains(own.message), "\(own.message)")
      }
      #expect(own.isAccepted || own.status == IC_CORRUPT)
    }
  }

  /// Why we may refuse what libpng takes.
  private static let stricter = [
    "PNG: IDAT: incorrect data check", "PNG: Not enough image data",
  ]

  @Test("bytes missing, a wrong check and other chunks between are refused, bytes too many are not")
  func malformedImageDataIsRefused() throws {
    for isDeflated in [false, true] {
      var png = Self.small(isDeflated)
      let stream = png.stream()
      let good = try bothWays(png.encoded()).own
      func message(_ chunks: [(name: String, data: [UInt8])]) throws -> String {
        try bothWays(png.encoded(imageData: chunks)).own.message
      }
      for count in 1...9 {
        let surplus = Array(repeating: UInt8(7), count: count)
        for chunks in [[("IDAT", stream + surplus)], [("IDAT", stream), ("IDAT", surplus)]] {
          let (own, libpng) = try bothWays(png.encoded(imageData: chunks))
          #expect(own == good && libpng == good, "\(count): \(own.message), \(libpng.message)")
        }
      }
      for count in 1...4 {
        #expect(try message([("IDAT", stream.dropLast(count))]) == "PNG: Not enough image data")
      }
      let half = stream.count / 2
      #expect(
        try message([
          ("IDAT", Array(stream[..<half])), ("tEXt", Array("a\0b".utf8)),
          ("IDAT", Array(stream[half...])),
        ]) == "PNG: Not enough image data")
      png.trailingData = 1
      #expect(try bothWays(png.encoded()).own == good)
      png.trailingData = 0
      png.adlerError = 1
      #expect(
        try bothWays(png.encoded()).own.message == "PNG: IDAT: incorrect data check")
    }
  }

  @Test("what stands behind the image data is read and checked")
  func chunksAfterImageDataAreChecked() throws {
    var png = Self.small(false)
    png.chunksAfter = [("tEXt", Array("Title\0behind".utf8)), ("teSt", [1, 2, 3])]
    let path = try directory.write(png.encoded(), to: "text.png")
    for onlyLibpng in [false, true] {
      let handle = try #require(FileHandle(forReadingAtPath: path))
      var limits = ic_limits(max_pixels: 1000, only_libpng: onlyLibpng, lenient: false)
      var reader: OpaquePointer?
      #expect(ic_reader_open(handle.fileDescriptor, ic_bytes(), &limits, &reader, nil) == IC_OK)
      defer { ic_reader_close(reader) }
      let planes = Planes(channels: 3, width: png.width)
      for _ in 0..<png.height {
        #expect(ic_reader_next_row(reader, planes.pointers, nil) == IC_OK)
      }
      #expect(ic_reader_text_count(reader) == 1)
      #expect(ic_reader_finish(reader, nil) == IC_OK)
      #expect(ic_reader_text_count(reader) == 1)
      #expect(ic_reader_segment_count(reader) == 1 && ic_reader_note_count(reader) == 0)
    }
    var damaged = png.encoded()
    damaged[damaged.count - 18] ^= 1  // in teSt
    let (own, libpng) = try bothWays(damaged)
    #expect(own == libpng && own.isAccepted)
    png.chunksAfter = []
    let stream = png.stream()
    let (split, splitLibpng) = try bothWays(
      png.encoded(imageData: [("IDAT", stream), ("teSt", []), ("IDAT", [])]))
    #expect(try split == splitLibpng && split == bothWays(png.encoded()).own)
  }

  @Test("nobody waits for what may come after the image in a pipe that stays open")
  func openPipe() throws {
    var png = Self.small(true)
    png.chunksAfter = [("tEXt", Array("a\0b".utf8))]
    for trailingData in [0, 5] {
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(
        contentsOf: Data(png.encoded() + Array(repeating: 1, count: trailingData)))
      var error = ic_error()
      #expect(readSamples(pipe.fileHandleForReading.fileDescriptor, &error) != nil)
      try pipe.fileHandleForWriting.close()
    }
  }

  @Test("files that we write and that libpng writes hold the same", arguments: 1...4, [255, 65535])
  func writtenFilesEqualLibpng(channels: Int, maximum: Int) throws {
    for (index, compression) in [IC_FASTEST, IC_FAST, IC_BALANCED, IC_SMALL].enumerated() {
      for (height, width) in [(1, 1), (9, 40), (400, 300)] {
        var samples = Samples.random(
          channels: channels, height: height, width: width, maximum: maximum, seed: index)
        for i in samples.integers.indices where i % 1000 < 700 {
          samples.integers[i] = i / 1000 % 4
        }
        for onlyLibpng in [false, true] {
          let file = try encodedPNG(samples, compression, onlyLibpng: onlyLibpng, in: directory)
          let (own, libpng) = try bothWays(file)
          #expect(own == libpng && own.samples == samples)
        }
      }
    }
  }

  /// The limits are for `fastest`, `fast`, `balanced` and `small`: the sizes as they are, and 2 % for another zlib.
  ///
  /// Strips of photos are deflated by runs, so `fast` and `balanced` are alike; those of drawings by strings, which
  /// `fast` does not look for.
  @Test(
    "how large files are beside libpng's of zlib's level 8",
    arguments: [
      ("scene", [1.12, 1.11, 1.11, 1.035]), ("grainy", [1.025, 1.02, 1.02, 1.02]),
      ("zone-plate", [1.05, 1.04, 1.04, 1.03]), ("chart", [2.15, 1.75, 1.03, 0.88]),
      ("gradient16", [2.6, 2.03, 1.07, 1.03]), ("sprite", [2.4, 1.38, 1.08, 1.02]),
    ])
  func filesAreAsSmallAsLibpng(name: String, limits: [Double]) throws {
    let handle = try #require(FileHandle(forReadingAtPath: Self.sample(name)))
    var error = ic_error()
    let samples = try #require(readSamples(handle.fileDescriptor, &error))
    let libpng = try encodedPNG(samples, IC_SMALL, onlyLibpng: true, in: directory).count
    for (compression, limit) in zip([IC_FASTEST, IC_FAST, IC_BALANCED, IC_SMALL], limits) {
      let size = try encodedPNG(samples, compression, in: directory).count
      #expect(Double(size) <= limit * Double(libpng), "\(size) bytes, libpng's are \(libpng)")
    }
  }

  private static func sample(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../samples/\(name).png").path
  }

  private func bothWays(_ file: [UInt8]) throws -> (own: Outcome, libpng: Outcome) {
    let path = try directory.write(file, to: "in.png")
    func outcome(_ onlyLibpng: Bool) throws -> Outcome {
      let handle = try #require(FileHandle(forReadingAtPath: path))
      var error = ic_error()
      let samples = readSamples(handle.fileDescriptor, &error, onlyLibpng: onlyLibpng)
      return Outcome(samples: samples, status: error.status, message: CImageIOTests.message(error))
    }
    return (try outcome(false), try outcome(true))
  }

  private static func small(_ isDeflated: Bool) -> TinyPNG {
    var png = random(.rgb, 8, 7, 6, seed: 3)
    png.filters = TinyFilter.allCases
    if isDeflated {
      // Fewer values, so that there are matches and codes of several lengths.
      png.samples = png.samples.map { $0 % 3 * 40 }
      png.deflate = deflated
    }
    return png
  }

  private static func random(
    _ type: TinyPNG.ColorType, _ depth: Int, _ width: Int, _ height: Int, seed: Int
  ) -> TinyPNG {
    var generator = SeededGenerator(seed: seed)
    let most = (1 << depth) - 1
    var sample = 0
    // Near neighbours, so that each filter predicts something.
    let samples = (0..<width * height * type.samples).map { _ in
      sample = (sample + generator.int(0...min(most, 40))) & most
      return sample
    }
    var png = TinyPNG(
      width: width, height: height, colorType: type, bitDepth: depth, samples: samples)
    if type == .palette {
      png.chunksBefore = [("PLTE", (0..<3 << depth).map { UInt8($0 * 7 % 256) })]
    }
    return png
  }

  @Sendable private static func deflated(_ data: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: cd_deflate_bound(data.count))
    let deflater = cd_deflater_create()
    defer { cd_deflater_free(deflater) }
    let count = cd_deflate(deflater, &out, data, data.count, CD_MATCH_STRINGS, true)
    return Array(out.prefix(count))
  }

  private func generator(_ seed: Int) -> SeededGenerator { SeededGenerator(seed: seed) }
}
