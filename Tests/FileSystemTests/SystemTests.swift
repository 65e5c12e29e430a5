// SPDX-License-Identifier: Apache-2.0

import FileSystem
import Foundation
import TestSupport
import Testing

@Suite("The gate to the operating system")
struct SystemTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func path(_ name: String) -> Path { Path(directory.file(name)) }

  @Test("a status says what a path leads to, and what it is itself")
  func status() throws {
    try directory.add("file", [1, 2, 3])
    try directory.makeDirectory("directory")
    try directory.link("link", to: "file")
    try directory.link("dangling", to: "nothing")
    let file = try #require(try FileStatus(path("file")))
    #expect(file.type == .regular && file.size == 3)
    #expect(try FileStatus(path("directory"))?.type == .directory)
    #expect(try FileStatus(path("link")) == file)
    #expect(FileStatus(withoutFollowing: path("link"))?.type == .link)
    #expect(try FileStatus(path("dangling")) == nil)
    #expect(FileStatus(withoutFollowing: path("dangling"))?.type == .link)
    #expect(try FileStatus(Path("/dev/null"))?.type == .other)
    #expect(throws: System.Failure.self) { try FileStatus(path("file/below")) }
  }

  @Test("two names of one file have one identity, and a copy has another")
  func identity() throws {
    try directory.add("file", [1])
    try directory.add("copy", [1])
    try System.linkOrRename(path("file"), to: path("second"))
    let file = try FileStatus(path("file"))?.identity
    #expect(try FileStatus(path("second"))?.identity == file)
    #expect(try FileStatus(path("copy"))?.identity != file)
    #expect(throws: System.Failure.self) {
      try System.linkOrRename(path("file"), to: path("copy"))
    }
    System.restore(path("file"), from: path("second"))
    #expect(try directory.names() == ["copy", "file"])
  }

  @Test("a directory's entries, with the kinds that links lead to")
  func entries() throws {
    try directory.add("file", [1])
    try directory.makeDirectory("directory")
    try directory.link("to-file", to: "file")
    try directory.link("to-directory", to: "directory")
    try directory.link("dangling", to: "nothing")
    try directory.link("to-device", to: "/dev/null")
    var kinds: [String: Directory.Entry.Kind] = [:]
    try Directory.read(Path(directory.path)) { entry in
      kinds[String(decoding: entry.name, as: UTF8.self)] = entry.kind
    }
    #expect(
      kinds == [
        "file": .file, "directory": .directory, "to-file": .file, "dangling": .file,
        "to-directory": .linkedDirectory, "to-device": .other,
      ])
  }

  @Test("small files are read whole up to the limit", arguments: [0, 1, 4095, 4096, 4097, 20_000])
  func contents(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try directory.add("file", bytes)
    #expect(System.contents(of: path("file"), limit: count) == bytes)
    if count > 0 { #expect(System.contents(of: path("file"), limit: count - 1) == nil) }
    #expect(System.contents(of: path("missing"), limit: count) == nil)
    #expect(System.contents(of: Path(directory.path), limit: count) == nil)
  }

  @Test("a descriptor reads at an offset and appends")
  func descriptor() throws {
    let file = try Descriptor(path("log"), for: .appending)
    try file.write(Array("first".utf8))
    #expect(try file.writeOnce(Array("second".utf8)) == 6)
    #expect(try file.read(at: 5, count: 100) == Array("second".utf8))
    #expect(file.size() == 11)
    try file.truncate(to: 5)
    try file.write([33])
    #expect(try directory.read("log") == Array("first!".utf8))
    #expect(throws: System.Failure.self) { try Descriptor(path("missing"), for: .reading) }
  }

  @Test("reasons name the parent that is missing or is not a directory")
  func reasons() throws {
    try directory.add("file", [1])
    #expect(AtomicFile.obstacle(to: path("new")) == nil)
    #expect(
      AtomicFile.obstacle(to: path("missing/new"))
        == "the directory \(path("missing")) does not exist; create it first")
    #expect(
      AtomicFile.obstacle(to: path("file/new")) == "\(path("file")) is not a directory")
    #expect(AtomicFile.obstacle(to: Path(directory.path)) == "is a directory")
  }
}
