// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Damaged tar archives")
struct ArchiveDamageTests {
  private let directory: TemporaryDirectory
  private let picture = TinyPNG.picture(width: 8, height: 5).encoded()

  init() throws { directory = try TemporaryDirectory() }

  private var sample: TinyTar {
    var tar = TinyTar()
    tar.addPax([("path", Array("long/name.png".utf8)), ("comment", [65])])
    tar.add("x", picture)
    tar.add("a.txt", Array("text".utf8))
    tar.add(Array("././@LongLink".utf8), Array("gnu.png\0".utf8), type: "L", magic: .gnu)
    tar.add(Array("y".utf8), picture, magic: .gnu)
    return tar
  }

  /// Converts an archive; returns the error, and checks that an output is left only without one.
  private func failure(_ bytes: [UInt8]) throws -> FileError? {
    let name = directory.file("out.tar")
    defer { try? FileManager.default.removeItem(atPath: name) }
    var archive = ArchiveConversion(try Conversion(.blur(.gaussian(sigma: 1))))
    archive.threads = 2
    do {
      _ = try archive.run(.bytes(bytes, name: "in.tar"), to: .path(name)) { _ in }
      _ = try TinyTar.members(try directory.read("out.tar"))
      return nil
    } catch let error as FileError {
      #expect(try directory.names() == [], "\(error)")
      return error
    }
  }

  @Test("an archive that is cut anywhere before its end is refused")
  func truncationIsFound() throws {
    let whole = sample.encoded
    let ends =
      stride(from: 0, to: whole.count - 512, by: 512).map { $0 } + [1, 511, 513, 700, 1400]
    for end in ends {
      let error = try failure(Array(whole[..<end]))
      #expect(error?.kind == .unreadable, "cut at \(end): \(String(describing: error))")
    }
    // One block of zeros is enough, with a note.
    #expect(try failure(Array(whole.dropLast(512))) == nil)
    #expect(try failure(whole) == nil)
  }

  @Test("bytes changed anywhere crash nothing", arguments: 0..<40)
  func changedBytesAreHandled(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      var bytes = sample.encoded
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      _ = try failure(bytes)
    }
  }

  static let sizes = [
    "77777777777\0", "00000000009 ", "-0000000001\0", "            ", "8888888\0\0\0\0\0",
    "zzzzzzzzzzzz",
  ]

  @Test("sizes that are none, or absurd, are refused", arguments: sizes)
  func absurdSizes(text: String) throws {
    var tar = TinyTar()
    tar.add(Array("a.png".utf8), picture, size: Array(text.utf8))
    _ = try failure(tar.encoded)
    tar = TinyTar()
    tar.add(Array("h".utf8), Array("9 path=a\n".utf8), type: "x", size: Array(text.utf8))
    tar.add("a.png", picture)
    _ = try failure(tar.encoded)
  }

  @Test("base-256 sizes up to the largest number", arguments: [0x80, 0x81, 0xbf, 0xff] as [UInt8])
  func absurdBinarySizes(first: UInt8) throws {
    for byte in [0x00, 0x7f, 0xff] as [UInt8] {
      var tar = TinyTar()
      tar.add(
        Array("a.png".utf8), picture, size: [first] + [UInt8](repeating: byte, count: 11))
      tar.add(
        Array("a.txt".utf8), picture,
        size: [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7))
      #expect(try failure(tar.encoded)?.kind == .unreadable)
    }
  }

  static let pax = [
    "5 path=a\n", "99 path=a\n", "path=a\n", "9 path=a ", "9999999999999999999 path=a\n", "0 =\n",
    "-9 path=a\n", "9 pathaaa\n", "18 size=99999999999\n", "9 size=-1\n",
    "32 size=99999999999999999999999\n",
    "10 size=x\n\n",
  ]

  @Test("malformed pax headers are refused", arguments: pax)
  func malformedPax(text: String) throws {
    var tar = TinyTar()
    tar.add(Array("h".utf8), Array(text.utf8), type: "x")
    tar.add("a.png", picture)
    #expect(try failure(tar.encoded)?.kind == .unreadable)
  }

  @Test("extended headers have at most 1 MiB, alone and together")
  func extendedHeadersAreBounded() throws {
    let large = TinyTar.record("comment", [UInt8](repeating: 65, count: 900_000))
    var one = TinyTar()
    one.add(Array("h".utf8), large, type: "x")
    one.add("a.png", picture)
    #expect(try failure(one.encoded) == nil)
    var two = TinyTar()
    for type in ["g", "x"] as [Character] { two.add(Array("h".utf8), large, type: type) }
    two.add("a.png", picture)
    #expect(try failure(two.encoded)?.reason.hasSuffix("have more than 1 MiB") == true)
    var many = TinyTar()
    for _ in 0..<3000 { many.add("h", type: "g") }
    many.add("a.png", picture)
    #expect(try failure(many.encoded)?.kind == .unreadable)
  }

  @Test("a header without a member, lone zeros, and other files")
  func otherFaults() throws {
    var tar = TinyTar()
    tar.addPax([("path", [97])])
    #expect(try failure(tar.encoded)?.reason.contains("has no member") == true)
    let zeros = [UInt8](repeating: 0, count: 512)
    let lone = sample.bytes + zeros + sample.encoded
    #expect(try failure(lone)?.reason.contains("a single block of zeros") == true)
    #expect(try failure([])?.reason == "tar: the file is empty")
    #expect(try failure(picture + zeros)?.reason == "tar: is not a tar archive")
    #expect(try failure([97, 10])?.reason == "tar: is not a tar archive")
    let compressed = try failure([0x1f, 0x8b] + zeros + zeros)
    #expect(compressed?.reason.hasPrefix("tar: is compressed by gzip") == true)
  }

  @Test("what follows the end is left out, with a note")
  func trailingData() throws {
    let archive = ArchiveConversion(try Conversion(.blur(.gaussian(sigma: 1))))
    let summary = try archive.run(
      .bytes(sample.encoded + sample.encoded, name: "in.tar"), to: .path(directory.file("out.tar"))
    ) { _ in }
    #expect(summary.notes == ["left out trailing data after the end of the archive"])
    #expect(summary.done == 2)
  }
}
