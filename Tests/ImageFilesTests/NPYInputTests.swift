// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("NPY is read as NumPy wrote it")
struct NPYInputTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "every type, version and rank",
    arguments: NPYFixtures.entries("read").filter { $0.sizes.count < 4 })
  func everyTypeVersionAndRank(entry: NPYFixtures.Entry) throws {
    let (image, reader) = try readImage(entry.path)
    #expect(isSame(image, entry.image))
    let header = reader.header
    #expect(header.format == .npy && header.colorModel == .planes)
    let isFloat = entry.name.hasPrefix("f")
    #expect(header.storedBitDepth == entry.bits)
    #expect(header.bitDepth == (isFloat ? 32 : entry.bits))
    #expect(header.maxValue == (isFloat ? nil : 1 << entry.bits - 1))
    #expect(header.batchSize == nil)
    #expect(!header.hasAlpha && !header.isInterlaced && !header.isHeldWhole)
    #expect(reader.metadata == Metadata())
  }

  @Test("what is refused, and why", arguments: NPYFixtures.entries("refuse"))
  func unsupportedArraysAreRefused(entry: NPYFixtures.Entry) throws {
    let error = failure(reading: entry.path)
    #expect(error?.kind == .unreadable)
    #expect(error?.reason.hasPrefix("NPY: \(entry.reason)") == true, "\(error?.reason ?? "")")
  }

  @Test("there are files of every kind")
  func fixturesCoverEveryKind() {
    #expect(NPYFixtures.entries("read").count == 42)
    #expect(NPYFixtures.entries("weights").count == 9)
    #expect(NPYFixtures.entries("refuse").count == 23)
  }

  @Test(
    "a header in other words that mean the same",
    arguments: [
      "{'shape':(1,2),'fortran_order':False,'descr':'|u1'}",
      "  {\"descr\": \"<u1\",\n\t'fortran_order' : False , 'shape': ( 1 , 2 , ) , } \n",
    ])
  func otherWords(dictionary: String) throws {
    for version: UInt8 in 1...3 {
      let bytes = NPYFixtures.file(dictionary, [51, 255], version: version)
      let image = try readImage(directory.write(bytes, to: "a")).image
      #expect(image == Image(Shape(channels: 1, height: 1, width: 2), samples: [0.2, 1]))
    }
  }

  @Test(
    "a malformed header names its fault",
    arguments: [
      ("", "the header is damaged at its byte 1"),
      ("None", "the header is damaged at its byte 0"),
      ("{}", "the header lacks 'descr'"),
      ("{'descr': '|u1', 'shape': (1, 2)}", "the header lacks 'fortran_order'"),
      ("{'descr': '|u1', 'fortran_order': False}", "the header lacks 'shape'"),
      ("{'descr': '|u1', 'descr': '|u1'}", "the header has 'descr' twice"),
      ("{'descr': '|u1', 'order': 'C'}", "the header has an unknown key 'order'"),
      ("{'shape': (-1, 2)}", "a size of the shape is negative"),
      ("{'shape': (9223372036854775808, 2)}", "a size of the shape is over 9223372036854775807"),
      ("{'shape': (92233720368547758070, 2)}", "a size of the shape is over 9223372036854775807"),
      ("{'shape': (1.0, 2)}", "the header is damaged at its byte 12"),
      ("{'shape': (2)}", "the header is damaged at its byte 12"),
      ("{'shape': [1, 2]}", "the header is damaged at its byte 10"),
      ("{'shape': (1, 2), 'x", "the header is damaged at its byte 20"),
      ("{'fortran_order': 0}", "the header is damaged at its byte 18"),
      ("{'descr': 'a\\x20'}", "the header is damaged at its byte 12"),
      ("{'descr': '\(String(repeating: "a", count: 33))'}", "the header is damaged at its byte 43"),
      (
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2)} x",
        "the header is damaged at its byte 58"
      ),
    ])
  func malformedHeadersNameTheirFault(dictionary: String, reason: String) throws {
    let error = failure(
      reading: try directory.write(NPYFixtures.file(dictionary, [1, 2]), to: "a"))
    #expect(error?.kind == .unreadable)
    #expect(error?.reason == "NPY: \(reason)")
  }

  @Test("an unknown version and a huge header are refused")
  func unknownVersionsAreRefused() throws {
    let entry = try #require(NPYFixtures.entries("read").first)
    var bytes = try entry.bytes()
    for (major, minor) in [(0, 0), (4, 0), (1, 1), (255, 9)] as [(UInt8, UInt8)] {
      bytes.replaceSubrange(6..<8, with: [major, minor])
      let error = failure(reading: try directory.write(bytes, to: "a"))
      #expect(
        error?.reason == "NPY: version \(major).\(minor) is not read, only 1.0, 2.0 and 3.0")
    }
    bytes.replaceSubrange(6..<12, with: [2, 0, 0, 0, 1, 0])
    let error = failure(reading: try directory.write(bytes, to: "a"))
    #expect(error?.reason == "NPY: a header of 65536 bytes, the limit is 65535")
  }

  @Test(
    "sizes over the limits are refused before their data is looked for",
    arguments: [
      ("(1, 1000001)", "rows of 1000001 pixels, the limit is 1000000"),
      ("(9223372036854775807, 9223372036854775807)", "rows of 9223372036854775807 pixels, "),
      ("(9223372036854775807, 2)", "9223372036854775807 rows, the limit is 2147483647"),
      ("(65537, 1, 1)", "65537 channels, the limit is 65536"),
      ("(17, 1, 1000000)", "rows of 17 x 1000000 = 17000000 samples, the limit is 16777216"),
      ("(4611686018427387904, 1, 1, 1)", "an array of shape (4611686018427387904, 1, 1, 1) does"),
      ("(40000, 40000)", "40000 x 40000 are 1600000000 pixels, the limit is 1073741824"),
    ])
  func sizesOverTheLimitsAreRefused(shape: String, reason: String) throws {
    let dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape)}"
    let error = failure(reading: try directory.write(NPYFixtures.file(dictionary, []), to: "a"))
    #expect(error?.kind == .limit)
    #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("more or fewer bytes than the shape asks for")
  func lengthMustFitTheShape() throws {
    let image = Image(Shape(channels: 2, height: 3, width: 2), repeating: 0.5)
    let bytes = NPYFixtures.file(image)
    let short = failure(reading: try directory.write(Array(bytes.dropLast()), to: "a"))
    #expect(short?.reason == "NPY: truncated data: 47 of 48 bytes")
    let long = failure(reading: try directory.write(bytes + [0], to: "a"))
    #expect(long?.reason == "NPY: trailing data after the array")
  }

  @Test("a file cut at any byte is an error")
  func fileCutAtAnyByteIsAnError() throws {
    for name in ["f4-3x4x5-v1.npy", "u2-3x4x5-v2.npy", "u1-5x6-v3.npy"] {
      let entry = try #require(NPYFixtures.entries("read").first { $0.name == name })
      let whole = try entry.bytes()
      for count in 0..<whole.count {
        let cut = try directory.write(Array(whole.prefix(count)), to: "a")
        #expect(failure(reading: cut)?.kind == .unreadable, "\(name) cut to \(count) bytes")
      }
    }
  }

  @Test("a header with any byte changed gives the same array or an error")
  func flippedHeader() throws {
    for name in ["f4-3x4x5-v1.npy", "u2-3x4x5-v2.npy", "u1-5x6-v3.npy"] {
      let entry = try #require(NPYFixtures.entries("read").first { $0.name == name })
      let whole = try entry.bytes()
      let header = whole.count - entry.samples.count * entry.bits / 8
      for at in 0..<header {
        for flip: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
          var bytes = whole
          bytes[at] ^= flip
          let path = try directory.write(bytes, to: "a")
          do {
            let image = try readImage(path).image
            #expect(isSame(image, entry.image), "byte \(at) with \(flip)")
          } catch {
            let error = try #require(error as? FileError)
            #expect(error.kind == .unreadable || error.kind == .limit)
          }
        }
      }
    }
  }

  @Test(
    "strips of many rows, and a last one of few, at several sizes",
    arguments: [(1, 301, 200), (3, 300, 200), (2, 83, 400), (3, 5, 20000), (700, 9, 30)])
  func stripsOfManyAndFewRows(channels: Int, height: Int, width: Int) throws {
    var generator = SeededGenerator(seed: height)
    let image = generator.image(Shape(channels: channels, height: height, width: width))
    let path = try directory.write(NPYFixtures.file(image), to: "a")
    #expect(try readImage(path).image == image)
    // The same from a pipe: one plane streams, several are held.
    let (piped, reader) = try readImage(try directory.pipe(NPYFixtures.file(image)))
    #expect(piped == image)
    #expect(reader.header.isHeldWhole == (channels > 1))
  }

  @Test("from a pipe, too, the length must be right", arguments: [1, 3])
  func pipeLength(channels: Int) throws {
    let image = Image(Shape(channels: channels, height: 300, width: 200), repeating: 1)
    let bytes = NPYFixtures.file(image)
    let needed = channels * 240_000
    let short = failure(reading: try directory.pipe(Array(bytes.dropLast(7))))
    #expect(short?.kind == .unreadable)
    #expect(short?.reason == "NPY: truncated data: \(needed - 7) of \(needed) bytes")
    let long = failure(reading: try directory.pipe(bytes + [0]))
    #expect(long?.reason == "NPY: trailing data after the array")
    let cut = failure(reading: try directory.pipe(Array(bytes.prefix(4))))
    #expect(cut?.reason == "NPY: truncated data")
  }

  @Test("a pipe that promises gigabytes and holds nothing is an error")
  func emptyPipeIsAnError() throws {
    let dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 32768, 16384)}"
    let error = failure(reading: try directory.pipe(NPYFixtures.file(dictionary, [1])))
    #expect(error?.kind == .unreadable || error?.kind == .limit)
  }

  @Test("PNG and JPEG come through a pipe as before", arguments: [FileFormat.png, .jpeg])
  func otherFormatsInPipe(format: FileFormat) throws {
    let image = randomImage(Shape(channels: 3, height: 40, width: 50), maximum: 255, seed: 1)
    let bytes = try encoded(image, Encoding(format))
    let file = try readImage(directory.write(bytes, to: "a")).image
    #expect(try readImage(directory.pipe(bytes)).image == file)
    for count in 1...9 {
      #expect(failure(reading: try directory.pipe(Array(bytes.prefix(count))))?.kind == .unreadable)
    }
  }

  @Test("several readers of one file do not disturb each other")
  func severalReaders() throws {
    var generator = SeededGenerator(seed: 3)
    let image = generator.image(Shape(channels: 2, height: 200, width: 300))
    let path = try directory.write(NPYFixtures.file(image), to: "a")
    let readers = try (0..<3).map { _ in try ImageReader(.path(path)) }
    for reader in readers { #expect(try Image(collecting: reader) == image) }
    for reader in readers { try reader.finish() }
  }
}
