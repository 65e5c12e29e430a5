// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Bad input is an error with a reason")
struct DamageTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("a file cut at any byte before the marker of its end", arguments: Kind.allCases)
  func fileCutAtAnyByteIsAnError(kind: Kind) throws {
    let whole = try kind.file()
    #expect(error(reading: whole) == nil)
    let end = whole.count - (kind.isPNG ? 12 : 2)
    for count in end..<whole.count {
      #expect(error(reading: Array(whole.prefix(count))) == nil, "\(count) of \(whole.count)")
    }
    for count in 0..<end {
      let failure = error(reading: Array(whole.prefix(count)))
      #expect(failure?.kind == .unreadable, "\(kind) cut to \(count) of \(whole.count) bytes")
    }
  }

  @Test("flipped bits never crash, and in PNG never pass", arguments: Kind.allCases)
  func bitFlips(kind: Kind) throws {
    let whole = try kind.file()
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<800 {
      var bytes = whole
      let at = generator.int(0...(whole.count - 1))
      bytes[at] ^= 1 << generator.int(0...7)
      let failure = error(reading: bytes)
      // Every bit of a PNG is under a CRC, and a bit of the length or the CRC breaks the chunk; IEND is empty.
      if kind.isPNG && at < whole.count - 12 { #expect(failure != nil, "byte \(at)") }
      if let failure { #expect(failure.kind == .unreadable || failure.kind == .limit) }
    }
  }

  @Test("PNG's data with a repaired CRC: many flips, no crash")
  func repairedFlips() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<1500 {
      var file = smallPNG(isInterlaced: generator.int(0...1) == 1).encoded()
      let chunk = generator.element([8, 33])  // IHDR or IDAT
      let length = file[chunk..<chunk + 4].reduce(0) { $0 << 8 | Int($1) }
      let at = chunk + 8 + generator.int(0...(length - 1))
      file[at] ^= 1 << generator.int(0...7)
      let end = chunk + 8 + length
      let crc = TinyPNG.crc32(Array(file[chunk + 4..<end]))
      file.replaceSubrange(end..<end + 4, with: bigEndian(crc))
      _ = error(reading: file, limits: ReadLimits(maxPixels: 1 << 20))
    }
  }

  @Test("a wrong Adler-32 is an error, surplus image data is not", arguments: [5, 139, 1000])
  func endOfData(chunkSize: Int) throws {
    // Where the check value is in another chunk than the last row's end (139), libpng only warns.
    for isInterlaced in [false, true] {
      var png = smallPNG(isInterlaced: isInterlaced)
      png.chunkSize = chunkSize
      #expect(error(reading: png.encoded()) == nil)
      png.adlerError = 1
      #expect(error(reading: png.encoded())?.reason == "PNG: IDAT: incorrect data check")
      png.adlerError = 0
      for count in [1, 5000] {
        png.trailingData = count
        #expect(error(reading: png.encoded()) == nil)
      }
    }
  }

  @Test("what libjpeg would only warn of is an error: data that ends early before a right end")
  func jpegWarning() throws {
    let whole = try encoded(
      randomImage(Shape(channels: 3, height: 64, width: 64), maximum: 255, seed: 4),
      Encoding(.jpeg))
    let cut = whole.dropLast(whole.count / 4) + [0xff, 0xd9]
    #expect(
      error(reading: Array(cut))?.reason
        == "JPEG: Corrupt JPEG data: premature end of data segment")
  }

  @Test("the reason tells what is wrong")
  func reasonsSayWhatIsWrong() throws {
    let png = try Kind.png.file()
    #expect(error(reading: [])?.reason == "the file is empty")
    #expect(
      error(reading: Array("hello, world\n".utf8))?.reason == "neither PNG, JPEG, NPY nor Netpbm")
    #expect(error(reading: Array(png.dropLast(13)))?.reason == "PNG: truncated data")
    let jpeg = try Kind.jpeg.file()
    #expect(
      error(reading: Array(jpeg.dropLast(4)))?.reason == "JPEG: Premature end of JPEG file")
    var damaged = png
    damaged[20] ^= 1
    #expect(error(reading: damaged)?.reason == "PNG: IHDR: CRC error")
  }

  @Test("the name's extension does not matter")
  func wrongExtension() throws {
    let path = try directory.write(try Kind.jpeg.file(), to: "a.png")
    #expect(try ImageReader(.path(path)).header.format == .jpeg)
  }

  @Test("what is no readable file")
  func notAFile() throws {
    #expect(error(opening: directory.path)?.description == "\(directory.path): is a directory")
    #expect(error(opening: directory.file("none.png"))?.reason == "no such file or directory")
    let file = try directory.write([1], to: "file")
    #expect(error(opening: file + "/a.png")?.reason == "not a directory")
    #expect(error(opening: "/dev/null")?.reason == "the file is empty")
    #expect(error(opening: directory.file("none.png"))?.kind == .unreadable)
  }

  @Test("a limit on pixels names the figure")
  func pixelLimit() throws {
    let png = try Kind.png.file()
    #expect(error(reading: png, limits: ReadLimits(maxPixels: 12 * 9)) == nil)
    let failure = error(reading: png, limits: ReadLimits(maxPixels: 12 * 9 - 1))
    #expect(failure?.kind == .limit)
    #expect(failure?.reason == "12 x 9 are 108 pixels, the limit is 107")
    #expect(failure?.detail == .pixels(count: 108))
  }

  @Test("a header that promises a huge image, or a huge row, is refused")
  func hugeHeadersAreRefused() throws {
    for (width, height, reason) in [
      (0x7fff_ffff, 0x7fff_ffff, "rows of 2147483647 pixels, the limit is 1000000"),
      (1_000_001, 1, "rows of 1000001 pixels, the limit is 1000000"),
      (1_000_000, 0x7fff_ffff, nil),
    ] {
      var file = smallPNG(isInterlaced: true).encoded()
      for (at, side) in [(16, width), (20, height)] {
        file.replaceSubrange(at..<at + 4, with: bigEndian(UInt32(side)))
      }
      file.replaceSubrange(29..<33, with: bigEndian(TinyPNG.crc32(Array(file[12..<29]))))
      let failure = error(reading: file)
      #expect(failure?.kind == .limit)
      if let reason { #expect(failure?.reason == reason) }
    }
  }

  /// Small files, each once.
  enum Kind: CaseIterable {
    case png, png16, tinyPNG, adam7, jpeg, grayJPEG, progressiveJPEG

    var isPNG: Bool { [.png, .png16, .tinyPNG, .adam7].contains(self) }

    func file() throws -> [UInt8] {
      let shape = Shape(channels: self == .grayJPEG ? 1 : 3, height: 9, width: 12)
      let image = randomImage(shape, maximum: 255, seed: 3)
      var jpeg = Encoding(.jpeg)
      switch self {
      case .png: return try encoded(image, Encoding(.png))
      case .png16: return try encoded(image, Encoding(.png, bitDepth: 16))
      case .tinyPNG: return smallPNG(isInterlaced: false).encoded()
      case .adam7: return smallPNG(isInterlaced: true).encoded()
      case .jpeg, .grayJPEG: return try encoded(image, jpeg)
      case .progressiveJPEG:
        jpeg.isProgressive = true
        return try encoded(image, jpeg)
      }
    }
  }

  private func error(
    reading bytes: [UInt8], limits: ReadLimits = ReadLimits()
  ) -> FileError? {
    (try? directory.write(bytes, to: "a")).flatMap { failure(reading: $0, limits: limits) }
  }

  private func error(opening path: String) -> FileError? {
    do {
      _ = try ImageReader(.path(path))
      return nil
    } catch {
      return error
    }
  }
}

/// 7 x 6 pixels of RGB.
private func smallPNG(isInterlaced: Bool) -> TinyPNG {
  var png = TinyPNG(
    width: 7, height: 6, colorType: .rgb, bitDepth: 8, samples: (0..<126).map { $0 * 37 % 256 })
  png.isInterlaced = isInterlaced
  return png
}

private func bigEndian(_ number: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}
