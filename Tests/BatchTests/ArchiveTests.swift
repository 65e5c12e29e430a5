// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("Tar archives")
struct ArchiveTests {
  private let directory: TemporaryDirectory
  private let picture = TinyPNG.picture().encoded()

  init() throws { directory = try TemporaryDirectory() }

  /// The members of the output, the outcomes, and the summary.
  private struct Result {
    let members: [TinyTar.Member]
    let outcomes: [MemberOutcome]
    let summary: ArchiveSummary

    var names: [String] { members.map(\.text) }
    /// The reasons of failed members, by their names.
    var reasons: [String: String] {
      Dictionary(
        outcomes.compactMap { outcome in
          guard case .failure(let error) = outcome.result else { return nil }
          return (String(decoding: outcome.name, as: UTF8.self), error.reason)
        }, uniquingKeysWith: { $1 })
    }
  }

  private func archive(
    _ change: (inout ArchiveConversion) -> Void = { _ in }
  ) throws -> ArchiveConversion {
    var archive = ArchiveConversion(try Conversion(.blur(.gaussian(sigma: 1))))
    change(&archive)
    return archive
  }

  private func run(
    _ bytes: [UInt8], _ change: (inout ArchiveConversion) -> Void = { _ in }
  ) throws -> Result {
    let output = Path(directory.file("out.tar"))
    let outcomes = Locked<[MemberOutcome]>([])
    let summary = try archive(change).run(
      .bytes(bytes, name: "in.tar"), to: .path(output)
    ) { outcome in outcomes.withLock { $0.append(outcome) } }
    return Result(
      members: try TinyTar.members(try directory.read("out.tar")),
      outcomes: outcomes.withLock { $0 }, summary: summary)
  }

  /// What a conversion of the file alone gives.
  private func converted(_ bytes: [UInt8], as format: FileFormat? = nil) throws -> [UInt8] {
    var conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    conversion.encoding.format = format
    let output = MemoryOutput()
    _ = try conversion.run(.bytes(bytes, name: "in"), to: .memory(output))
    return output.bytes
  }

  @Test("images are converted, everything else is copied, in order", arguments: [1, 2, 4])
  func membersKeepTheirOrder(threads: Int) throws {
    var tar = TinyTar()
    tar.add("data/", type: "5")
    for index in 0..<20 {
      let other = TinyPNG.picture(width: 10 + 13 * (index % 7), height: 9).encoded()
      tar.add("data/\(index).png", other)
      tar.add("data/\(index).json", Array("{\"k\":\(index)}".utf8))
      tar.add("data/\(index).cls", Array("\(index)".utf8))
    }
    tar.add("data/._1.png", Array("resource fork".utf8))
    tar.add("empty.txt")
    tar.add("data/huge.bin", (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) })
    tar.add("data/last.PNG", picture)
    let before = try TinyTar.members(padded(tar.encoded))
    let result = try run(tar.encoded) { $0.threads = threads }
    #expect(result.names == before.map(\.text))
    for (old, new) in zip(before, result.members) {
      if old.text.lowercased().hasSuffix("png") && !old.text.contains("._") {
        let expected = try converted(old.contents)
        #expect(new.contents == expected, "\(old.text)")
        // Only the size and the checksum differ.
        let kept = Array(new.header[..<124]) + new.header[136..<148] + new.header[156...]
        #expect(kept == Array(old.header[..<124]) + old.header[136..<148] + old.header[156...])
      } else {
        #expect(new == old, "\(old.text)")
      }
    }
    #expect(result.summary.done == 21 && result.summary.failed == 0 && result.summary.copied == 44)
    #expect(result.outcomes.map(\.index) == result.outcomes.map(\.index).sorted())
  }

  @Test("the bytes do not depend on the number of threads, nor on the reader of a pipe")
  func threadsChangeNoByte() throws {
    var tar = TinyTar()
    for index in 0..<30 {
      tar.add(
        "\(index).png", TinyPNG.picture(width: 20 + 50 * (index % 5), height: 30).encoded())
      if index % 4 == 0 { tar.add("\(index).bad.png", Array(picture.dropLast(30))) }
      if index % 9 == 0 { tar.add("\(index).bin", [UInt8](repeating: 7, count: 1_500_000)) }
    }
    func bytes(_ threads: Int, _ input: Input) throws -> [UInt8] {
      let name = directory.file("\(UUID()).tar")
      let archive = try archive {
        $0.threads = threads
        $0.errorsAreMembers = true
      }
      _ = try archive.run(input, to: .path(name)) { _ in }
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: name)))
    }
    let one = try bytes(1, .bytes(tar.encoded, name: "a"))
    #expect(try bytes(4, .bytes(tar.encoded, name: "a")) == one)
    #expect(try bytes(16, .path(directory.pipe(tar.encoded))) == one)
  }

  @Test("unsafe and repeated names fail alone, and nothing leaves the archive")
  func unsafeNamesFail() throws {
    var tar = TinyTar()
    tar.add("/tmp/abs.png", picture)
    tar.add("../up.png", picture)
    tar.add("a/../../b.txt", Array("text".utf8))
    tar.add("ok.png", picture)
    tar.add("./ok.png", picture)
    tar.add("ok.txt", [1])
    tar.add("ok.txt", [2])
    tar.add("d/", type: "5")
    tar.add("d/", type: "5")
    tar.add([], picture)
    let result = try run(tar.encoded)
    #expect(result.names == ["ok.png", "ok.txt", "d/", "d/"])
    #expect(result.members[1].contents == [1])
    #expect(result.summary.failed == 6 && result.summary.done == 1 && result.summary.copied == 3)
    #expect(result.reasons["/tmp/abs.png"] == "the name is absolute")
    #expect(result.reasons["../up.png"] == "the name contains ..")
    #expect(result.reasons["a/../../b.txt"] == "the name contains ..")
    #expect(result.reasons["./ok.png"] == "another member has the same name")
    #expect(result.reasons[""] == "the name is empty")
    #expect(try directory.names() == ["out.tar"])
  }

  @Test("links and special members are copied byte for byte and never followed")
  func linksAreCopied() throws {
    let secret = try directory.add("secret.png", picture)
    var tar = TinyTar()
    tar.add("a.png", picture)
    tar.add(Array("soft.png".utf8), type: "2", link: Array(secret.utf8))
    tar.add(Array("hard.png".utf8), type: "1", link: Array("a.png".utf8))
    for (name, type) in [("c", "3"), ("b", "4"), ("p.png", "6"), ("other.png", "Z")] {
      tar.add(name, type: Character(type))
    }
    let result = try run(tar.encoded) { $0.conversion.encoding.format = .jpeg }
    let before = try TinyTar.members(padded(tar.encoded))
    #expect(result.names.first == "a.jpg")
    #expect(Array(result.members.dropFirst()) == Array(before.dropFirst()))
    #expect(
      result.summary.notes == [
        "hard links were copied unchanged; images that they lead to have other names or are missing"
      ])
  }

  @Test(
    "names: long, split, of GNU tar, in pax headers, not UTF-8",
    arguments: [99, 100, 101, 200, 256, 300, 1000])
  func longNames(count: Int) throws {
    let long =
      Array((String(repeating: "d", count: max(0, count - 60)) + "/").utf8)
      + Array(String(repeating: "n", count: min(count, 60) - 5).utf8) + Array(".png".utf8)
    var tar = TinyTar()
    tar.addPax([("path", long), ("comment", [0xff])])
    tar.add(Array(long.prefix(100)), picture)
    tar.add(
      Array("././@LongLink".utf8), long.map { $0 == 100 ? 101 : $0 } + [0], type: "L", magic: .gnu)
    tar.add(Array(long.prefix(100)), picture, magic: .gnu)
    tar.add([0xe9, 0xff] + Array(".png".utf8), picture, magic: .none)
    let name = try NameTemplate("{dir}/{stem}-\(String(repeating: "x", count: 40)){ext}")
    let result = try run(tar.encoded) { $0.name = name }
    let tail = Array(("-" + String(repeating: "x", count: 40) + ".png").utf8)
    let other = long.map { $0 == 100 ? 101 : $0 }
    let stems: [[UInt8]] = [long.dropLast(4), other.dropLast(4), [0xe9, 0xff]]
    #expect(result.members.map(\.name) == stems.map { $0 + tail })
    #expect(result.summary.failed == 0)
    // Unknown records of a pax header stay.
    let comment = Array("comment=".utf8) + [0xff]
    let bytes = try directory.read("out.tar")
    #expect(bytes.indices.contains { bytes[$0...].starts(with: comment) })
  }

  @Test("a name that a prefix takes is split, and the header needs no pax")
  func splitNames() throws {
    let prefix = String(repeating: "p", count: 120)
    var tar = TinyTar()
    tar.add(Array("a.png".utf8), picture, prefix: Array(prefix.utf8))
    let result = try run(tar.encoded)
    #expect(result.names == ["\(prefix)/a.png"])
    #expect(try directory.read("out.tar")[156] == UInt8(ascii: "0"), "no extended header")
  }

  @Test("global pax headers stay, and sizes may be in base 256 or in pax records")
  func globalHeadersAndSizes() throws {
    var tar = TinyTar()
    tar.addPax([("comment", Array("global".utf8))], isGlobal: true)
    let size: [UInt8] = [
      0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(picture.count >> 8), UInt8(picture.count & 255),
    ]
    tar.add(Array("a.png".utf8), picture, size: size)
    tar.addPax([("size", Array("\(picture.count)".utf8)), ("mtime", Array("1.5".utf8))])
    tar.add(Array("b.png".utf8), picture, size: Array("00000000000\0".utf8))
    tar.addPax([("comment", Array("last".utf8))], isGlobal: true)
    let result = try run(tar.encoded)
    let expected = try converted(picture)
    #expect(result.names == ["a.png", "b.png"])
    #expect(result.members.allSatisfy { $0.contents == expected })
    let text = String(decoding: try directory.read("out.tar"), as: UTF8.self)
    #expect(text.contains("comment=global") && text.contains("comment=last"))
    #expect(text.contains("mtime=1.5") && !text.contains("size="))
  }

  @Test("a failed member is replaced by its error, beside its other files")
  func errorsAreMembers() throws {
    var tar = TinyTar()
    let bad = Array(picture.dropLast(30))
    tar.add("d/1.json", [1])
    tar.add("d/1.left.png", bad)
    tar.add("d/1.right.png", bad)
    tar.add("d/2.png", picture)
    tar.add("../3.png", picture)
    let result = try run(tar.encoded) { $0.errorsAreMembers = true }
    #expect(
      result.names == ["d/1.json", "d/1.error.json", "d/1.2.error.json", "d/2.png", "3.error.json"])
    #expect(
      String(decoding: result.members[1].contents, as: UTF8.self)
        == #"{"member":"d/1.left.png","reason":"PNG: truncated data","kind":"unreadable","exit_code":65}"#
        + "\n")
    #expect(result.summary.failed == 3 && result.summary.done == 1)
    #expect(
      result.outcomes.map { $0.output.map { String(decoding: $0, as: UTF8.self) } }
        == ["d/1.error.json", "d/1.2.error.json", "d/2.png", "3.error.json"])
  }

  @Test("names follow a template with the sizes of outputs, and formats follow names")
  func templateWithSizes() throws {
    var tar = TinyTar()
    tar.add("./d/a.png", picture)
    tar.add("./d/b.tga.png", Array(picture.dropLast(14)))
    let sized = try NameTemplate("{root}/{dir}/{stem}-{width}x{height}.jpg")
    #expect(try run(tar.encoded) { $0.name = sized }.names == ["./d/a-24x17.jpg"])
    let unknown = try NameTemplate("{stem}.tga")
    let result = try run(tar.encoded) { $0.name = unknown }
    #expect(result.names.isEmpty)
    #expect(result.reasons["./d/a.png"]?.hasPrefix(".tga cannot be written") == true)
  }

  @Test("patterns decide which members are images")
  func patterns() throws {
    var tar = TinyTar()
    for name in ["a.png", "a.img", "x/b.png", "y/c.png"] { tar.add(name, picture) }
    let images = try Glob("*.{png,img}")
    let excluded = try Glob("y")
    let result = try run(tar.encoded) { ($0.including, $0.excluding) = ([images], [excluded]) }
    #expect(
      result.outcomes.map { String(decoding: $0.name, as: UTF8.self) } == [
        "a.png", "a.img", "x/b.png",
      ])
    #expect(result.members[3].contents == picture)
    var others = TinyTar()
    for name in ["./a/./b.png", ".c/d.png", "e.png/", "a//f.png"] { others.add(name, picture) }
    let found = try run(others.encoded).outcomes.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(found == ["./a/./b.png", "a//f.png"])
  }

  @Test("members to be skipped fail without being decoded")
  func skippedMembers() throws {
    var tar = TinyTar()
    for name in ["a.txt", "a.png", "b.png"] { tar.add(name, picture) }
    let started = Locked<[Int]>([])
    let archive = try archive { ($0.skipped, $0.skipReason) = ([1], "killed its process") }
    let outcomes = Locked<[Int32]>([])
    _ = try archive.run(
      .bytes(tar.encoded, name: "in.tar"), to: .path(directory.file("out.tar")),
      started: { index, _ in started.withLock { $0.append(index) } },
      ended: { outcome in outcomes.withLock { $0.append(outcome.status.rawValue) } })
    #expect(started.withLock { $0 } == [1, 2])
    #expect(outcomes.withLock { $0 } == [70, 0])
  }

  @Test("sparse members are copied with their maps")
  func sparseMembers() throws {
    var tar = TinyTar()
    tar.addPax([("GNU.sparse.major", [49]), ("GNU.sparse.name", Array("s.png".utf8))])
    tar.add("s.png", Array("1\n0\n".utf8))
    tar.add("after.png", picture)
    let result = try run(tar.encoded)
    #expect(result.names == ["s.png", "after.png"])
    #expect(result.members[0].contents == Array("1\n0\n".utf8))
    #expect(result.summary.notes == ["sparse members were copied, not converted"])
  }

  @Test("an archive without members, and one of copies alone")
  func noImages() throws {
    let empty = try run(TinyTar().encoded)
    #expect(empty.members.isEmpty && empty.summary.done == 0)
    var tar = TinyTar()
    tar.add("a.txt", [1])
    let result = try run(tar.encoded)
    #expect(result.names == ["a.txt"])
    #expect(result.summary.notes.count == 1, "a note says that there is no image")
  }

  @Test("members larger than the memory limit fail alone")
  func memoryLimit() throws {
    var tar = TinyTar()
    tar.add("big.png", picture + [UInt8](repeating: 0, count: 40 << 20))
    for index in 0..<8 { tar.add("\(index).png", picture) }
    let result = try run(tar.encoded) {
      $0.conversion.budget = MemoryBudget(bytes: 64 << 20)
      $0.threads = 4
    }
    #expect(result.summary.done == 8 && result.summary.failed == 1)
    let needed = 2 * (picture.count + (40 << 20))
    #expect(
      result.reasons["big.png"]
        == "needs about \(needed) bytes of memory, the limit is \(64 << 20)")
    // What a conversion lacks is said about the whole limit too.
    let small = try run(tar.encoded) { $0.conversion.budget = MemoryBudget(bytes: 1 << 20) }
    #expect(small.reasons["0.png"]?.hasSuffix("the limit is \(1 << 20)") == true)
  }

  @Test("too many failures stop the run without an output")
  func maxErrors() throws {
    var tar = TinyTar()
    for index in 0..<9 { tar.add("\(index).png", Array(picture.dropLast(index % 2 == 0 ? 30 : 0))) }
    for threads in [1, 4] {
      let archive = try archive { ($0.maxErrors, $0.threads) = (2, threads) }
      let summary = try archive.run(
        .bytes(tar.encoded, name: "in.tar"), to: .path(directory.file("out.tar"))
      ) { _ in }
      #expect(summary.isStopped && summary.failed == 2 && summary.done == 1)
      #expect(try directory.names() == [])
    }
  }

  /// An archive filled to whole records, as the reader demands.
  private func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (10240 - bytes.count % 10240) % 10240)
  }
}
