// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("What outputs would destroy is found before any work")
struct CollisionTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func plan(
    _ inputs: [PlanInput]? = nil, to output: String = "out", _ options: PlanOptions = .init()
  ) throws -> Plan {
    let before = try directory.tree()
    defer { #expect((try? directory.tree()) == before) }
    return try Plan(
      inputs ?? [.directory(Path(directory.file("in")))], to: Path(directory.file(output)), options)
  }

  @Test("two of many names are told, the first pair in the order of the jobs")
  func firstPairOfTwinsIsReported() throws {
    for index in 0..<50 { try directory.add("in/\(index).png") }
    try directory.add("in/s/7.png")
    try directory.add("in/t/7.png")
    var options = PlanOptions()
    options.name = try NameTemplate("{stem}{ext}")
    #expect(
      throws: PlanError.sameOutput(
        first: directory.file("in/7.png"), second: directory.file("in/s/7.png"),
        output: directory.file("out/7.png"))
    ) { try plan(nil, to: "out", options) }
    options.name = try NameTemplate("{dir}-{stem}{ext}")
    #expect(try plan(nil, to: "out", options).jobs.count == 52)
  }

  @Test("links between outputs' directories and outputs")
  func linksBetweenOutputDirectoriesCollide() throws {
    try directory.add("in/a/x.png")
    try directory.add("in/b/x.png")
    try directory.makeDirectory("out/a")
    try directory.link("out/b", to: "a")
    #expect(throws: PlanError.self) { try plan() }
    try directory.makeDirectory("out2/a")
    try directory.add("out2/a/x.png", [1])
    try directory.makeDirectory("out2/b")
    try directory.link("out2/b/x.png", to: "../a/x.png")
    #expect(throws: PlanError.self) { try plan(to: "out2") }
  }

  @Test("names that differ in case only, where the directory does not tell case")
  func namesDifferingOnlyInCaseCollide() throws {
    try directory.add("in/a.png")
    try directory.add("in/A.png")
    try directory.add("in/ä/b.png")
    try directory.add("in/Ä/b.png")
    try #require(try directory.tree().count == 7, "a file system that tells case")
    var options = PlanOptions()
    #expect(try plan(nil, to: "out", options).jobs.count == 4)
    options.foldsCase = true
    let error = #expect(throws: PlanError.self) { try plan(nil, to: "out", options) }
    #expect(
      error
        == .sameButForCase(
          first: directory.file("in/A.png"), second: directory.file("in/a.png"),
          output: directory.file("out/a.png")))
    #expect(error.map { RunStatus($0) } == .usage)
    options.walk.excluding = [try Glob("A.png")]
    #expect(throws: PlanError.self) { try plan(nil, to: "out", options) }
    options.walk.excluding.append(try Glob("Ä"))
    #expect(try plan(nil, to: "out", options).jobs.count == 2)
  }

  @Test("an output that is an input but for case, where the directory does not tell case")
  func lettersOfInputs() throws {
    try directory.add("in/a.png", [1])
    try directory.add("IN/A.png", [2])
    try #require(try directory.tree().count == 4, "a file system that tells case")
    var options = PlanOptions()
    #expect(try plan(nil, to: "IN", options).jobs.count == 1)
    options.foldsCase = true
    // The name is not taken on this file system, so nothing is lost.
    #expect(try plan(nil, to: "IN", options).jobs.count == 1)
    try directory.add("IN/a.png", [3])
    #expect(throws: PlanError.outputIsInput(output: directory.file("IN/a.png"))) {
      try plan(nil, to: "IN", options)
    }
    #expect(try plan(nil, to: "IN").jobs.count == 1)
  }

  @Test("two spellings of a name are two files where the directory tells case")
  func caseSensitiveDirectoriesKeepBothSpellings() throws {
    try directory.add("in/a.png", [1])
    try #require(!FileManager.default.fileExists(atPath: directory.file("in/A.png")), "tells case")
    let (lower, upper) = (Path(directory.file("in/a.png")), Path(directory.file("in/A.png")))
    #expect(!Plan.foldsToSame(lower, upper))
    // Both spellings are there, and both are listed.
    try directory.add("in/A.png", [2])
    #expect(!Plan.foldsToSame(lower, upper))
  }

  @Test("an output that is an input by a symbolic or hard link, or another input's output")
  func outputThatIsAnInputCollides() throws {
    try directory.add("in/a.png", [1])
    try directory.add("in/b.png", [2])
    try directory.makeDirectory("soft")
    try directory.link("soft/b.png", to: "../in/a.png")
    let soft = directory.file("soft/b.png")
    #expect(throws: PlanError.outputIsInput(output: soft)) { try plan(to: "soft") }
    try directory.makeDirectory("hard")
    let hard = directory.file("hard/b.png")
    try FileManager.default.linkItem(atPath: directory.file("in/a.png"), toPath: hard)
    #expect(throws: PlanError.outputIsInput(output: hard)) { try plan(to: "hard") }
    // An old output of the same name is none.
    try directory.add("fine/b.png", [2])
    #expect(try plan(to: "fine").jobs.count == 2)
  }

  @Test("an input directory in the output directory, and outputs that come into it")
  func inputDirectoryInsideOutputDirectory() throws {
    try directory.add("all/in/a.png")
    let input = PlanInput.directory(Path(directory.file("all/in")))
    #expect(try plan([input], to: "all").jobs.count == 1)
    try directory.add("all/in/in/b.png")
    let output = directory.file("all/in")
    #expect(
      throws: PlanError.outputAmongInputs(output: output, directory: directory.file("all/in"))
    ) { try plan([input], to: "all") }
    // The whole output directory in the input directory is passed over when searching.
    #expect(try plan([input], to: "all/in/out").jobs.count == 2)
  }

  @Test(
    "an output directory in a file, or in its place", arguments: ["file", "file/x", "file/x/y"])
  func inFile(output: String) throws {
    try directory.add("in/a.png")
    try directory.add("file")
    let error = #expect(throws: PlanError.self) { try plan(to: output) }
    #expect(error.map { RunStatus($0) } == .cannotCreate)
    #expect(error.map { "\($0)".contains("not a directory") } == true)
  }

  @Test("in place an input that is also named by a link is refused")
  func inPlace() throws {
    let path = Path(try directory.add("a.png"))
    try directory.link("b.png", to: "a.png")
    #expect(throws: PlanError.self) {
      try Plan([.file(path), .file(Path(directory.file("b.png")))], to: nil)
    }
    #expect(throws: PlanError.self) {
      try Plan([.file(path), .directory(Path(directory.path))], to: nil)
    }
    let plan = try Plan([.file(path)], to: nil)
    #expect(plan.jobs.map(\.output.name) == [path.text] && plan.outputDirectory == nil)
  }

  @Test("outputs that exist: replaced, skipped, skipped unless older, failed")
  func existingOutputsFollowThePolicy() throws {
    for (name, age) in [("old", 100.0), ("same", 50), ("new", 0), ("none", 0)] {
      let input = try directory.add("in/\(name).png")
      let output = name == "none" ? nil : try directory.add("out/\(name).png")
      for (path, age) in [(input, 50), (output ?? input, age)] {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceReferenceDate: 1000 - age)], ofItemAtPath: path)
      }
    }
    func names(_ existing: ExistingOutputs) throws -> (jobs: [String], skipped: Int, failed: Int) {
      var options = PlanOptions()
      options.existing = existing
      let plan = try plan(nil, to: "out", options)
      let names = plan.jobs.map { String($0.input.name.dropFirst(directory.file("in/").count)) }
      return (names, plan.skipped, plan.unusable.count)
    }
    #expect(try names(.replace) == (["new.png", "none.png", "old.png", "same.png"], 0, 0))
    #expect(try names(.skip) == (["none.png"], 3, 0))
    #expect(try names(.update) == (["none.png", "old.png"], 2, 0))
    #expect(try names(.fail) == (["none.png"], 0, 3))
  }
}
