// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Which files a batch takes")
struct WalkTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The inputs below `in`.
  private func found(_ change: (inout WalkOptions) throws -> Void = { _ in }) throws -> [String] {
    var options = PlanOptions()
    try change(&options.walk)
    let plan = try Plan(
      [.directory(Path(directory.file("in")))], to: Path(directory.file("out")), options)
    #expect(plan.unusable.isEmpty)
    return plan.jobs.map { String($0.input.name.dropFirst(directory.file("in").count + 1)) }
  }

  @Test("the order is that of the whole paths' bytes")
  func filesAreInByteOrderOfPaths() throws {
    let names = ["a/b.png", "a-b.png", "a.png", "a0.png", "a/.b/c.png", "B/a.png", "a/b/c.png"]
    for name in names { try directory.add("in/" + name) }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(try found { $0.takesHidden = true } == sorted)
  }

  @Test("files of other kinds are counted, those that an option keeps out are not")
  func filesOfOtherKindsAreCounted() throws {
    for name in ["a.png", "b.webp", "c", "s/d.txt", "s/e.jfif", ".h.txt", ".g/i.txt", "n.npy"] {
      try directory.add("in/" + name)
    }
    try directory.add("out/o.txt")
    let input = PlanInput.directory(Path(directory.file("in")))
    func others(
      _ inputs: [PlanInput], _ change: (inout WalkOptions) throws -> Void = { _ in }
    ) throws -> Int {
      var options = PlanOptions()
      try change(&options.walk)
      return try Plan(inputs, to: Path(directory.file("in/out")), options).otherFiles
    }
    #expect(try others([input]) == 4)
    #expect(try others([input, input, .directory(Path(directory.file("in/s")))]) == 4)
    #expect(try others([input]) { $0.excluding = [try Glob("*.txt")] } == 3)
    #expect(try others([input]) { $0.including = [try Glob("*.npy")] } == 5)
    #expect(try others([input]) { $0.isRecursive = false } == 3)
    #expect(try others([input]) { $0.takesHidden = true } == 6)
    #expect(try others([.file(Path(directory.file("in/c")))]) == 0)
  }

  @Test("a directory that cannot be read is an error alone, and one failed file among several")
  func unreadableDirectory() throws {
    try directory.add("in/a.png")
    let missing = PlanInput.directory(Path(directory.file("missing")))
    let output = Path(directory.file("out"))
    let error = #expect(throws: PlanError.self) { try Plan([missing], to: output) }
    #expect(error.map { RunStatus($0) } == .unreadable)
    let plan = try Plan([missing, .directory(Path(directory.file("in")))], to: output)
    #expect(plan.jobs.count == 1)
    #expect(
      plan.unusable.map(\.description) == [
        directory.file("missing") + ": no such file or directory"
      ])
  }

  @Test("not recursive, hidden things, links to directories")
  func walkOptionsSelectFiles() throws {
    for name in ["a.png", ".h.png", "s/b.png", ".g/c.png"] { try directory.add("in/" + name) }
    try directory.add("far/d.png")
    try directory.link("in/l", to: "../far")
    #expect(try found() == ["a.png", "s/b.png"])
    #expect(try found { $0.isRecursive = false } == ["a.png"])
    #expect(try found { $0.takesHidden = true } == [".g/c.png", ".h.png", "a.png", "s/b.png"])
    #expect(try found { $0.followsLinks = true } == ["a.png", "l/d.png", "s/b.png"])
  }

  @Test(
    "followed links make no loop, be they to a parent, to itself or to each other",
    .timeLimit(.minutes(1)))
  func followedLinksMakeNoLoop() throws {
    for name in ["a.png", "s/t/b.png"] { try directory.add("in/" + name) }
    try directory.link("in/s/t/up", to: "../../../in")
    try directory.link("in/s/self", to: "self")
    try directory.link("in/s/here", to: ".")
    try directory.link("in/ping", to: "pong")
    try directory.link("in/pong", to: "ping")
    // A second way to a directory that is not above it is a second copy.
    try directory.link("in/twice", to: "s/t")
    #expect(
      try found { $0.followsLinks = true } == ["a.png", "s/t/b.png", "twice/b.png"])
  }

  @Test("patterns replace the extensions, exclusion wins, and excluded directories are not entered")
  func patternsReplaceExtensions() throws {
    for name in ["a.png", "b.npy", "s/c.png", "s/raw/d.png", "s/raw/e.npy"] {
      try directory.add("in/" + name)
    }
    func globs(_ texts: String...) throws -> [Glob] { try texts.map { try Glob($0) } }
    #expect(try found { $0.including = try globs("*.npy") } == ["b.npy", "s/raw/e.npy"])
    #expect(try found { $0.including = try globs("*.npy", "/a*") }.count == 3)
    #expect(try found { $0.excluding = try globs("raw") } == ["a.png", "s/c.png"])
    #expect(try found { $0.excluding = try globs("s/*.png") } == ["a.png", "s/raw/d.png"])
    #expect(
      try found {
        $0.including = try globs("*")
        $0.excluding = try globs("**/*.png")
      } == ["b.npy", "s/raw/e.npy"])
  }

  @Test("temporary files of a run are never taken")
  func temporaryFilesAreNeverTaken() throws {
    try directory.add("in/a.png")
    try directory.add("in/.a.png.imgconv-1-1.tmp")
    #expect(
      try found {
        $0.takesHidden = true
        $0.including = [try Glob("*")]
      } == ["a.png"])
  }

  @Test("directories and files together: each directory's tree, each file's name")
  func directoriesAndFilesTogether() throws {
    for name in ["one/a/x.png", "two/b/y.png", "z/c.png"] { try directory.add(name) }
    let inputs = ["two", "z/c.png", "one"].map { Path(directory.file($0)) }
    let plan = try Plan(
      [.directory(inputs[0]), .file(inputs[1]), .directory(inputs[2])],
      to: Path(directory.file("out")))
    #expect(
      plan.jobs.map(\.output.name)
        == ["b/y.png", "c.png", "a/x.png"].map { directory.file("out/" + $0) })
    #expect(plan.inputDirectory == nil)
  }

  @Test("lists keep the directories that they name", arguments: [UInt8(ascii: "\n"), 0])
  func listsKeepDirectories(end: UInt8) throws {
    let separator = String(UnicodeScalar(end))
    let names = ["a/x.png", "./b//y.png", "/abs/z.png", "../up/w.png", "plain"]
    let odd = end == 0 ? "new\nline.png" : "nul-free.png"
    let text = (names + ["", odd]).joined(separator: separator)
    for ending in ["", separator] {
      let path = try directory.write(Array((text + ending).utf8), to: "list")
      let list = try FileList(reading: .path(path), endedBy: end)
      let plan = try Plan([.list(list)], to: "out")
      #expect(plan.jobs.map(\.input.name) == names + [odd])
      #expect(
        plan.jobs.map(\.output.name) == [
          "out/a/x.png", "out/b/y.png", "out/abs/z.png", "out/up/w.png", "out/plain", "out/" + odd,
        ])
    }
  }

  @Test("a list longer than the parts in which it is read")
  func longList() throws {
    let names = (0..<9000).map { "directory-\($0 % 7)/a name that fills the part \($0).png" }
    let path = try directory.write(Array(names.joined(separator: "\n").utf8), to: "list")
    let list = try FileList(reading: .path(path), endedBy: UInt8(ascii: "\n"))
    #expect(list.map(\.text) == names)
  }
}
