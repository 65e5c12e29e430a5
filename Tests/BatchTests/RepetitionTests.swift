// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("A file that is named twice is processed once")
struct RepetitionTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["in/a.png", "in/b.png", "in/s/c.png"] { try directory.add(name) }
  }

  private func file(_ name: String) -> PlanInput { .file(Path(directory.file(name))) }

  private func search(_ name: String) -> PlanInput { .directory(Path(directory.file(name))) }

  private func list(_ names: [String]) throws -> PlanInput {
    let text = names.map { directory.file($0) + "\n" }.joined()
    let path = try directory.write(Array(text.utf8), to: "list")
    return .list(try FileList(reading: .path(path), endedBy: UInt8(ascii: "\n")))
  }

  /// The outputs below `out`.
  private func outputs(
    _ inputs: [PlanInput], name: String? = nil
  ) throws -> [String] {
    var options = PlanOptions()
    if let name { options.name = try NameTemplate(name) }
    let plan = try Plan(inputs, to: Path(directory.file("out")), options)
    return plan.jobs.map { String($0.output.name.dropFirst(directory.file("out/").count)) }
  }

  @Test("by name and by other spellings of the name")
  func otherSpellingsAreRepetitions() throws {
    let names = ["in/a.png", "in/a.png", "in/./a.png", "in//a.png", "in/s/../a.png", "in/b.png"]
    #expect(try outputs(names.map(file)) == ["a.png", "b.png"])
  }

  @Test("by a relative and an absolute name")
  func relativeAndAbsoluteNamesAreRepetitions() throws {
    let current = FileManager.default.currentDirectoryPath
    let inputs: [PlanInput] = [
      .file("none.png"), .file(Path(current + "/none.png")), .file("./none.png"),
    ]
    #expect(
      try Plan(inputs, to: Path(directory.file("out"))).jobs.map(\.input.name) == ["none.png"])
  }

  @Test("by file and by directory: the name that came first counts")
  func fileAndDirectory() throws {
    #expect(try outputs([file("in/a.png"), search("in")]) == ["a.png", "b.png", "s/c.png"])
    #expect(try outputs([file("in/s/c.png"), search("in")]) == ["c.png", "a.png", "b.png"])
    #expect(try outputs([file("in/./s/c.png"), search("in")]) == ["c.png", "a.png", "b.png"])
    #expect(try outputs([search("in"), file("in/s/c.png")]) == ["a.png", "b.png", "s/c.png"])
    #expect(try outputs([search("in"), search("in/s"), search("in/")]).count == 3)
  }

  @Test("in a list, and by a list and a name")
  func listsAndNamesAreRepetitions() throws {
    #expect(try outputs([list(["in/a.png", "in/b.png", "in/a.png"])]).count == 2)
    #expect(try outputs([file("in/a.png"), list(["in/./a.png", "in/b.png"])]).count == 2)
  }

  @Test("links are files of their own, unless they lead to one output through a linked directory")
  func linksAreFilesOfTheirOwn() throws {
    try directory.link("in/soft.png", to: "a.png")
    try FileManager.default.linkItem(
      atPath: directory.file("in/a.png"), toPath: directory.file("in/hard.png"))
    let names = ["in/a.png", "in/soft.png", "in/hard.png"]
    #expect(try outputs(names.map(file)) == ["a.png", "soft.png", "hard.png"])
    try directory.link("linked", to: "in/s")
    #expect(try outputs([file("in/s/c.png"), file("linked/c.png")]) == ["c.png"])
    #expect(
      try outputs([search("in/s"), search("linked")], name: "{root}/{stem}{ext}")
        == ["s/c.png", "linked/c.png"])
  }

  @Test("two hard links of one name still collide")
  func hardLinksOfOneNameCollide() throws {
    try directory.makeDirectory("other")
    try FileManager.default.linkItem(
      atPath: directory.file("in/a.png"), toPath: directory.file("other/a.png"))
    let error = #expect(throws: PlanError.self) {
      try outputs([file("in/a.png"), file("other/a.png")])
    }
    #expect(error.map { RunStatus($0) } == .usage)
  }

  @Test("in place")
  func inPlace() throws {
    try directory.link("linked", to: "in")
    let inputs = [file("in/a.png"), file("in/../in/a.png"), file("linked/a.png"), search("in/s")]
    #expect(
      try Plan(inputs, to: nil).jobs.map(\.output.name)
        == ["in/a.png", "in/s/c.png"].map(directory.file))
  }

  @Test("among many files none is lost")
  func repetitionsAmongManyFiles() throws {
    let names = (0..<500).map { "many/\($0 % 7)/\($0).png" }
    for name in names { try directory.add(name) }
    let plan = try Plan(
      [list(names + names.reversed()), search("many")], to: Path(directory.file("out")))
    #expect(plan.jobs.map(\.input.name) == names.map(directory.file))
  }
}
