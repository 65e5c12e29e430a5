// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

/// Files that Netpbm's own tools made: Tests/Fixtures/netpbm/make_netpbm.py.
private let files = [
  "gray8.pgm", "gray16.pgm", "gray10.pgm", "gray100.pgm", "rgb8.ppm", "rgb16.ppm", "rgb12.ppm",
  "gray8-plain.pgm", "gray16-plain.pgm", "gray10-plain.pgm", "gray100-plain.pgm",
  "rgb8-plain.ppm", "rgb16-plain.ppm", "rgb12-plain.ppm",
  "gray8-map.pam", "gray16-map.pam", "gray10-map.pam", "gray100-map.pam", "rgb8-map.pam",
  "rgb16-map.pam", "rgb12-map.pam",
  "gray-alpha8.pam", "rgb-alpha8.pam", "gray-alpha16.pam", "rgb-alpha16.pam",
  "bits.pbm", "bits-plain.pbm", "bits-map.pam",
]

@Suite("Netpbm: reading")
struct NetpbmInputTests {
  /// Reads a file in memory.
  private func image(_ bytes: [UInt8]) throws -> (image: Image, reader: ImageReader) {
    let reader = try ImageReader(.bytes(bytes, name: "a"))
    let image = try Image(collecting: reader)
    try reader.finish()
    return (image, reader)
  }

  private func failure(_ bytes: [UInt8]) -> String? {
    do {
      _ = try image(bytes)
      return nil
    } catch let error as RowError {
      return (error.cause as? FileError)?.reason ?? "\(error)"
    } catch {
      return (error as? FileError)?.reason ?? "\(error)"
    }
  }

  @Test("samples of Netpbm's own files are number / maxval", arguments: files)
  func samples(name: String) throws {
    let base = name.split(separator: ".")[0].split(separator: "-")
    let stem = base.filter { $0 != "plain" && $0 != "map" }.joined(separator: "-")
    let wanted = try readImage(fixture("netpbm/\(stem).npy")).image
    let (image, reader) = try readImage(fixture("netpbm/\(name)"))
    #expect(image == wanted)
    #expect(reader.header.format == (name.hasSuffix("pam") ? .pam : .pnm))
    #expect(reader.header.hasAlpha == name.contains("alpha"))
    #expect(reader.notes.isEmpty && reader.metadata == Metadata())
  }

  @Test("the same files through a pipe", arguments: files)
  func pipe(name: String) throws {
    let directory = try TemporaryDirectory()
    let bytes = try WholeFile.bytes(fixture("netpbm/\(name)"), limit: 10_000)
    let (image, _) = try readImage(fixture("netpbm/\(name)"))
    let piped = try readImage(directory.pipe(bytes)).image
    #expect(piped == image)
  }

  @Test("from a pipe, a note says that something follows the image")
  func pipedRest() throws {
    let one = try WholeFile.bytes(fixture("netpbm/gray8.pgm"), limit: 10_000)
    for (rest, note) in [
      (one, "left out the images after the first"), ([7], "left out the bytes after the image"),
    ] {
      let directory = try TemporaryDirectory()
      #expect(try readImage(directory.pipe(one + rest)).reader.notes == [note])
    }
  }

  @Test(
    "the maxval sets the depth", arguments: [(1, 8, 1), (100, 8, 7), (256, 16, 9), (1023, 16, 10)])
  func depth(maxval: Int, read: Int, stored: Int) throws {
    let bytes = Array("P2 1 1 \(maxval) 1".utf8)
    let header = try ImageReader(.bytes(bytes, name: "a")).header
    #expect(header.bitDepth == read && header.storedBitDepth == stored)
    #expect(header.maxValue == maxval)
  }

  @Test("comments and any whitespace between the fields of a header")
  func comments() throws {
    let text = "P5\n# one\n2# two\n\t 1\r\n#three\n#\n255#the last one ends the header\n"
    #expect(try image(Array(text.utf8) + [0, 255]).image.samples == [0, 1])
    let map = "P7\n# c\n\nHEIGHT 1\n  WIDTH 1 \nMAXVAL 255\nDEPTH 1\nTUPLTYPE GRAYSCALE \nENDHDR\n"
    #expect(try image(Array(map.utf8) + [51]).image.samples == [0.2])
    #expect(
      try image(Array("P3 1 1 #\n9 #r\n9#\n3#\n0".utf8)).image.samples == [1, Float(3) / 9, 0])
    #expect(try image(Array("P1 3 1 0#\n11".utf8)).image.samples == [1, 0, 0])
  }

  @Test("a map without a tuple type is gray or RGB, with alpha for 2 and 4 channels")
  func typeless() throws {
    for depth in 1...4 {
      let text = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH \(depth)\nMAXVAL 255\nENDHDR\n"
      let reader = try image(Array(text.utf8) + Array(repeating: 255, count: depth)).reader
      #expect(reader.header.hasAlpha == depth.isMultiple(of: 2))
      #expect(reader.shape.channels == depth)
    }
  }

  @Test("what is wrong with a file, in one line")
  func faults() {
    let cases: [(String, String)] = [
      ("P5", "Netpbm: truncated data"),
      ("P5\n", "Netpbm: truncated header"),
      ("P5\n2 ", "Netpbm: truncated header"),
      ("P5 1 1 255", "Netpbm: truncated header"),
      ("P5 x 1 255\n", "Netpbm: unexpected byte at offset 3"),
      ("P5 -1 1 255\n", "Netpbm: unexpected byte at offset 3"),
      ("P5 1 1 255x", "Netpbm: unexpected byte at offset 10"),
      ("P5 0 1 255\n", "Netpbm: the width is 0, not from 1 to 2147483647"),
      ("P5 1 1 0\n", "Netpbm: the maxval is 0, not from 1 to 65535"),
      ("P5 1 1 65536\n", "Netpbm: the maxval is 65536, not from 1 to 65535"),
      ("P5 1 99999999999999999999 1\n", "Netpbm: the height is over 9223372036854775807"),
      ("P5 1000001 1 255\n", "rows of 1000001 pixels, the limit is 1000000"),
      ("P5 2 2 255\nabc", "Netpbm: truncated data: 1 of 2 rows"),
      ("P2 2 2 255\n1 2 3", "Netpbm: truncated data: 1 of 2 rows"),
      ("P1 2 2 1 0 1", "Netpbm: truncated data: 1 of 2 rows"),
      ("P1 1 1 2", "Netpbm: unexpected byte at offset 7"),
      ("P2 1 1 7 8", "Netpbm: a sample of row 0 is 8, the maxval is 7"),
      ("P5 1 1 7\n\u{8}", "Netpbm: a sample of row 0 is 8, the maxval is 7"),
      ("P7\nWIDTH 1\n", "Netpbm: truncated header"),
      ("P7\nWIDTH 1\nENDHDR\n", "PAM: the header lacks DEPTH"),
      ("P7\nWIDTH 1\nWIDTH 1\n", "PAM: the header has WIDTH twice"),
      ("P7\nWIDTH\n", "PAM: the header lacks WIDTH"),
      ("P7\nCOLOR 1\n", "PAM: the header has an unknown line 'COLOR'"),
      ("P7\nMAXVAL 0\n", "Netpbm: MAXVAL is 0, not from 1 to 65535"),
      (
        "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n",
        "PAM: TUPLTYPE 'CMYK' of depth 4 is not supported; "
          + "use GRAYSCALE, RGB, GRAYSCALE_ALPHA or RGB_ALPHA"
      ),
    ]
    for (text, reason) in cases { #expect(failure(Array(text.utf8)) == reason, "\(text)") }
  }

  @Test("every truncated file is an error", arguments: files)
  func truncated(name: String) throws {
    let bytes = try WholeFile.bytes(fixture("netpbm/\(name)"), limit: 10_000)
    // The last digits and the final line break of a plain file may be missing.
    let slack = name.contains("plain") ? (name.contains("bits") ? 1 : 6) : 0
    for count in 1..<bytes.count - slack {
      #expect(failure(Array(bytes.prefix(count))) != nil, "\(count) bytes")
    }
  }

  @Test("a pixel limit names the pixels")
  func limit() {
    let reader = {
      try ImageReader(
        .bytes(Array("P5 100 100 255\n".utf8), name: "a"), limits: .init(maxPixels: 99))
    }
    let error = #expect(throws: FileError.self) { try reader() }
    #expect(error?.kind == .limit)
  }

  @Test("more images in a file are frames, other bytes are trailing")
  func frames() throws {
    let one = try WholeFile.bytes(fixture("netpbm/gray8.pgm"), limit: 10_000)
    let map = try WholeFile.bytes(fixture("netpbm/rgb-alpha16.pam"), limit: 10_000)
    let bits = try WholeFile.bytes(fixture("netpbm/bits.pbm"), limit: 10_000)
    let three = try image(one + map + bits)
    #expect(three.image == (try image(one).image))
    #expect(three.reader.metadata.extras.frames == 2)
    #expect(three.reader.metadata.extras.trailingBytes == 0)
    let rest = try image(one + one + [7, 8, 9])
    #expect(rest.reader.metadata.extras.frames == 1)
    #expect(rest.reader.metadata.extras.trailingBytes == 3)
    let cut = try image(one + one.dropLast())
    #expect(cut.reader.metadata.extras.frames == 0)
    #expect(cut.reader.metadata.extras.trailingBytes == one.count - 1)
  }
}

@Suite("Netpbm: writing")
struct NetpbmOutputTests {
  private func written(
    _ image: Image, _ format: FileFormat, bitDepth: Int = 8
  ) throws -> [UInt8] {
    try ImageWriter.bytes(
      of: image.source(), hasAlpha: image.shape.channels.isMultiple(of: 2),
      encoding: Encoding(format, bitDepth: bitDepth), path: "a")
  }

  /// The definition: clamp, multiply, round to nearest, ties to even.
  private func numbers(_ image: Image, maxval: Int, channels: Int) -> [Int] {
    let shape = image.shape
    return (0..<shape.height).flatMap { y in
      (0..<shape.width).flatMap { x in
        (0..<channels).map { channel in
          let sample = image[min(channel, shape.channels - 1), y, x] * Float(maxval)
          return sample.isNaN
            ? 0 : Int(min(max(sample, 0), Float(maxval)).rounded(.toNearestOrEven))
        }
      }
    }
  }

  private static let cases: [(FileFormat, Int, String)] = [
    (.pgm, 1, "P5\n9 4\n"), (.ppm, 1, "P6\n9 4\n"), (.ppm, 3, "P6\n9 4\n"),
    (.pnm, 1, "P5\n9 4\n"), (.pnm, 3, "P6\n9 4\n"),
    (.pam, 1, "GRAYSCALE"), (.pam, 2, "GRAYSCALE_ALPHA"), (.pam, 3, "RGB"), (.pam, 4, "RGB_ALPHA"),
  ]

  @Test("headers and samples by the definition", arguments: cases.indices, [8, 16])
  func bytes(index: Int, bitDepth: Int) throws {
    let (format, channels, start) = NetpbmOutputTests.cases[index]
    var generator = SeededGenerator(seed: index)
    let shape = Shape(channels: channels, height: 4, width: 9)
    var samples = (0..<channels * 36).map { _ in Float.random(in: -0.2...1.2, using: &generator) }
    samples[0] = .nan
    samples[1] = .infinity
    samples[2] = 0.5 / 255
    samples[3] = 1.5 / 255
    let image = Image(shape, samples: samples)
    let maxval = 1 << bitDepth - 1
    let depth = format == .ppm ? 3 : channels
    let header =
      format == .pam
      ? "P7\nWIDTH 9\nHEIGHT 4\nDEPTH \(depth)\nMAXVAL \(maxval)\nTUPLTYPE \(start)\nENDHDR\n"
      : start + "\(maxval)\n"
    let numbers = numbers(image, maxval: maxval, channels: depth)
    let data = numbers.flatMap { number in
      bitDepth == 8 ? [UInt8(number)] : [UInt8(number >> 8), UInt8(number & 255)]
    }
    #expect(try written(image, format, bitDepth: bitDepth) == Array(header.utf8) + data)
  }

  @Test("what is written is read again", arguments: cases.indices, [8, 16])
  func roundTrip(index: Int, bitDepth: Int) throws {
    let (format, channels, _) = NetpbmOutputTests.cases[index]
    // More rows than one block holds.
    let shape = Shape(channels: channels, height: 700, width: 131)
    let image = randomImage(shape, maximum: 1 << bitDepth - 1, seed: index)
    let bytes = try written(image, format, bitDepth: bitDepth)
    let reader = try ImageReader(.bytes(bytes, name: "a"))
    let again = try Image(collecting: reader)
    try reader.finish()
    for channel in 0..<reader.shape.channels {
      for y in stride(from: 0, to: 700, by: 13) {
        let wanted = (0..<131).map { image[min(channel, channels - 1), y, $0] }
        #expect((0..<131).map { again[channel, y, $0] } == wanted)
      }
    }
  }

  @Test("channels that a format cannot hold")
  func refused() {
    func reason(_ format: FileFormat, _ channels: Int, hasAlpha: Bool) -> String? {
      let image = Image(Shape(channels: channels, height: 1, width: 1), repeating: 0)
      let error = #expect(throws: FileError.self) {
        try ImageWriter.bytes(
          of: image.source(), hasAlpha: hasAlpha, encoding: Encoding(format), path: "a")
      }
      return error?.reason
    }
    #expect(
      reason(.pgm, 3, hasAlpha: false) == "PGM holds gray, not 3 color channels; write .png")
    #expect(reason(.pnm, 4, hasAlpha: true) == "PNM has no alpha channel; write PNG")
    #expect(
      reason(.pam, 5, hasAlpha: false) == "PAM holds gray or RGB, not 5 color channels; write .npy")
  }

  @Test("a conversion follows the extension, keeps 16 bits and flattens alpha")
  func conversion() throws {
    let directory = try TemporaryDirectory()
    let image = randomImage(Shape(channels: 4, height: 3, width: 5), maximum: 65535, seed: 1)
    try writeImage(image, to: directory.file("a.png"), encoding: Encoding(.png, bitDepth: 16))
    let conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    func notes(_ name: String) throws -> [String] {
      try conversion.run(.path(directory.file("a.png")), to: .path(directory.file(name))).notes
    }
    #expect(try notes("a.pam").isEmpty)
    #expect(try readImage(directory.file("a.pam")).image == image)
    #expect(try notes("a.ppm") == ["PPM has no alpha channel: flattened onto white"])
    let (flat, reader) = try readImage(directory.file("a.ppm"))
    #expect(flat.shape.channels == 3 && reader.header.maxValue == 65535)
  }

  @Test("names of the formats")
  func names() {
    #expect(FileFormat(fileName: "a.PGM") == .pgm && FileFormat(name: "pam") == .pam)
    #expect(FileFormat(fileName: "a.pbm") == nil)
  }
}
