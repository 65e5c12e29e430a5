// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Files whose declared work is out of proportion to their bytes")
struct ProportionTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("a few bytes that promise 32768 x 32768 pixels are refused before anything is allocated")
  func hugeImagesInFewBytes() throws {
    for isInterlaced in [false, true] {
      var png = TinyPNG.picture()
      png.isInterlaced = isInterlaced
      for isLenient in [false, true] {
        let error = openingFailure(of: Self.resized(png: png.encoded()), isLenient: isLenient)
        #expect(error?.kind == .unreadable)
        #expect(
          error?.reason.hasPrefix("PNG: truncated data: 32768 x 32768 pixels take at least ")
            == true,
          "\(error?.reason ?? "")")
      }
    }
    for isProgressive in [false, true] {
      var encoding = Encoding(.jpeg)
      encoding.isProgressive = isProgressive
      let picture = randomImage(Shape(channels: 3, height: 16, width: 16), maximum: 255, seed: 1)
      for isLenient in [false, true] {
        let bytes = Self.resized(jpeg: try encoded(picture, encoding))
        let error = openingFailure(of: bytes, isLenient: isLenient)
        #expect(error?.kind == .unreadable)
        #expect(
          error?.reason.hasPrefix("JPEG: truncated data: 32768 x 32768 pixels take at least ")
            == true, "\(error?.reason ?? "")")
      }
    }
  }

  @Test("the smallest files of an image are accepted: nothing in them is out of proportion")
  func smallestFilesAreAccepted() throws {
    // Flat: a gray block takes 2 bits, and deflate repeats a byte 258 times for 2 bits at best.
    let flat = Image(
      Shape(channels: 1, height: 2000, width: 3000),
      samples: Array(repeating: 128 / 255, count: 6_000_000))
    var jpeg = Encoding(.jpeg)
    for isProgressive in [false, true] {
      jpeg.isProgressive = isProgressive
      let bytes = try encoded(flat, jpeg)
      #expect(try readImage(directory.write(bytes, to: "flat.jpg")).reader.notes == [])
    }
    var small = Encoding(.png)
    small.compression = .small
    let png = try encoded(flat, small)
    #expect(try readImage(directory.write(png, to: "flat.png")).image == flat)
  }

  @Test("scans that bring nothing are refused by their work; the message says what would allow it")
  func endlessScans() throws {
    let path = try directory.write(TinyJPEG.manyScans(side: 1024, count: 800), to: "scans.jpg")
    let limits = ReadLimits(maxPixels: 1024 * 1024)
    let error = failure(reading: path, limits: limits)
    #expect(error?.kind == .limit)
    #expect(error?.reason.contains(" scans visit ") == true, "\(error?.reason ?? "")")
    guard case .pixels(let count)? = error?.detail else {
      Issue.record("no number of pixels")
      return
    }
    #expect(count > limits.maxPixels)
    #expect(failure(reading: path, limits: ReadLimits(maxPixels: count)) == nil)
    #expect(failure(reading: path) == nil)
  }

  @Test("compressed chunks that are too large when inflated are left out, and soon not inflated")
  func compressedBombs() throws {
    let text = TinyPNG.zlib(Array(repeating: 65, count: 9 << 20))
    for (name, head) in [
      ("zTXt", ascii("k\0\0")), ("iCCP", ascii("k\0\0")), ("iTXt", ascii("k\0\u{1}\0\0\0")),
    ] {
      var png = TinyPNG.picture()
      // Stored, so not small; but 20 of them are more than is inflated in all.
      png.chunksBefore = Array(repeating: (name, head + text), count: 10)
      png.chunksBefore = png.chunksBefore.map { ($0.name, Array($0.data.prefix(8 << 20 - 64))) }
      let (image, reader) = try readImage(directory.write(png.encoded(), to: "bomb.png"))
      #expect(
        try image == readImage(directory.write(TinyPNG.picture().encoded(), to: "a.png")).image)
      #expect(reader.notes.count == 1 || reader.notes.count == 2)
      #expect(reader.notes.allSatisfy { $0.hasPrefix("left out ") && $0.hasSuffix(name) })
    }
  }

  @Test("at most 1000 segments and comments of a JPEG are kept")
  func manySegments() throws {
    let picture = randomImage(Shape(channels: 1, height: 8, width: 8), maximum: 255, seed: 1)
    var file = try #require(TinyJPEG(encoded(picture, Encoding(.jpeg))))
    file.insert(Array(repeating: .init(app: 9, "x"), count: 3000))
    file.insert(Array(repeating: .init(0xfe, [65]), count: 3000))
    let (_, reader) = try readImage(directory.write(file.encoded, to: "many.jpg"))
    #expect(reader.metadata.segments.count == 1000 && reader.metadata.texts.count == 1000)
    #expect(
      Set(reader.notes) == [
        "left out comments: they are over 8 MiB, or more than 1000",
        "left out application segments: they are over 8 MiB, or more than 1000",
      ])
  }

  // MARK: - Material

  private func openingFailure(of bytes: [UInt8], isLenient: Bool) -> FileError? {
    do {
      let path = try directory.write(bytes, to: "huge")
      _ = try ImageReader(.path(path), limits: ReadLimits(isLenient: isLenient))
      return nil
    } catch {
      return error as? FileError
    }
  }

  /// The file with 32768 rows and columns in its header.
  private static func resized(png: [UInt8]) -> [UInt8] {
    var file = png
    file.replaceSubrange(16..<24, with: [0, 0, 0x80, 0, 0, 0, 0x80, 0])
    let crc = TinyPNG.crc32(Array(file[12..<29]))
    file.replaceSubrange(
      29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: crc >> (24 - 8 * $0)) })
    return file
  }

  private static func resized(jpeg: [UInt8]) -> [UInt8] {
    guard var file = TinyJPEG(jpeg),
      let frame = file.segments.firstIndex(where: { (0xc0...0xc2).contains($0.marker) })
    else { return jpeg }
    file.segments[frame].bytes.replaceSubrange(1..<5, with: [0x80, 0, 0x80, 0])
    return file.encoded
  }
}
