// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("What a batch is going to do")
struct PlanTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The outputs of a plan from `in` to `out`, below `out`.
  private func outputs(format: FileFormat? = nil) throws -> [String] {
    let plan = try Plan(
      directory: directory.file("in"), output: directory.file("out"), format: format)
    for job in plan.jobs {
      // Mirrored: only the root differs, and perhaps the extension.
      #expect(job.input.name.hasPrefix(directory.file("in") + "/"))
      #expect(job.output.name.hasPrefix(directory.file("out") + "/"))
    }
    return plan.jobs.map { String($0.output.name.dropFirst(directory.file("out").count + 1)) }
  }

  @Test("images of all extensions, in the order of their paths")
  func imagesOfAllExtensionsInOrder() throws {
    for name in [
      "b.JPG", "a/z.png", "c.Jpeg", "B.png", "a/b/c/d.jpeg", "a.jpg", "a-1.png", "e.jpe", "f.JFIF",
    ] {
      try directory.add("in/" + name)
    }
    for name in ["a.gif", "a.webp", "n.npy", "png", "b.png.txt", "c.", "noextension", "d.pngx"] {
      try directory.add("in/" + name)
    }
    #expect(
      try outputs() == [
        "B.png", "a-1.png", "a.jpg", "a/b/c/d.jpeg", "a/z.png", "b.JPG", "c.Jpeg",
        "e.jpe", "f.JFIF",
      ])
  }

  @Test(
    "hidden things, links to directories, loops and devices are passed over; links to files are not"
  )
  func passedOver() throws {
    try directory.add("elsewhere/x.png")
    try directory.add("in/.hidden.png")
    try directory.add("in/.git/y.png")
    try directory.add("in/sub/z.png")
    try directory.link("in/linked", to: directory.file("elsewhere"))
    try directory.link("in/sub/loop", to: directory.file("in"))
    try directory.link("in/link.png", to: "../elsewhere/x.png")
    try directory.link("in/nowhere.png", to: "missing")
    try directory.link("in/device.png", to: "/dev/null")
    try directory.makeDirectory("in/directory.png")
    #expect(try outputs() == ["link.png", "nowhere.png", "sub/z.png"])
  }

  @Test("any name that is UTF-8")
  func anyUTF8NameIsPlanned() throws {
    let names = [
      "-rf.png", " x .png", "a\nb.png", "e\u{301}.png", "\u{e9}.png", "\\.png", "\u{1f600}.jpg",
      "*.png",
    ]
    for name in names { try directory.add("in/" + name) }
    let found = try outputs()
    // The two forms of é are equal strings, and different files.
    #expect(Set(found.map { Array($0.utf8) }) == Set(names.map { Array($0.utf8) }))
    #expect(found.count == names.count)
  }

  #if os(Linux)
    @Test("a name that is not UTF-8 keeps its bytes")
    func otherNames() throws {
      try directory.add("in/good.png")
      let name: [CChar] = (directory.file("in") + "/bad").utf8.map { CChar(bitPattern: $0) }
      let descriptor = unsafe creat(
        name + [CChar(bitPattern: 0xff)] + ".png\0".utf8.map { CChar($0) }, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
      #expect(plan.unusable.isEmpty)
      let bytes = Array("bad".utf8) + [0xff] + Array(".png".utf8)
      #expect(
        plan.jobs.map(\.output) == [
          .path(Path(directory.file("out")).appending(bytes)),
          .path(directory.file("out/good.png")),
        ])
      #expect(plan.jobs[0].output.name == directory.file("out/bad\u{10feff}.png"))
    }
  #endif

  @Test(
    "an output directory inside the input is not walked", arguments: ["in/out", "in/out/", "link"])
  func outputInside(output: String) throws {
    try directory.add("in/a.png")
    try directory.add("in/out/old.png")
    try directory.link("link", to: "in/out")
    let plan = try Plan(directory: directory.file("in"), output: directory.file(output))
    #expect(plan.jobs.map(\.input.name) == [directory.file("in/a.png")])
  }

  @Test("a batch into its own directory is refused", arguments: ["in", "in/", "in/../in", "link"])
  func outputIsInput(output: String) throws {
    try directory.add("in/a.png")
    try directory.link("link", to: "in")
    let error = #expect(throws: PlanError.self) {
      try Plan(directory: directory.file("in/"), output: directory.file(output))
    }
    #expect(error.map { RunStatus($0) } == .cannotCreate)
  }

  @Test("an output that is an input under another name is refused")
  func outputLeadsToInput() throws {
    try directory.add("in/a.png", [1])
    try directory.makeDirectory("out")
    try directory.link("out/a.png", to: "../in/a.png")
    #expect(throws: PlanError.outputIsInput(output: directory.file("out/a.png"))) {
      try Plan(directory: directory.file("in"), output: directory.file("out"))
    }
  }

  @Test("two files of one name in one directory are refused")
  func sameNames() throws {
    let files = [try directory.add("a/x.png"), try directory.add("b/x.png")]
    let error = #expect(throws: PlanError.self) {
      try Plan(files: files, output: directory.file("out"))
    }
    #expect(
      error == .sameOutput(first: files[0], second: files[1], output: directory.file("out/x.png")))
    #expect(error.map { RunStatus($0) } == .usage)
  }

  @Test("files keep their names and their order in the output directory")
  func filesKeepNamesAndOrder() throws {
    let plan = try Plan(files: ["z/b.png", "-a.jpg"], output: "out/")
    #expect(plan.jobs.map(\.input.name) == ["z/b.png", "-a.jpg"])
    #expect(plan.jobs.map(\.output.name) == ["out/b.png", "out/-a.jpg"])
  }

  @Test("another format changes the extension, and then two inputs can make one output")
  func formatChangesTheExtension() throws {
    for name in ["a.jpg", "b.JPEG", "c.d.png", "x.y/e.png"] { try directory.add("in/" + name) }
    #expect(try outputs(format: .png) == ["a.png", "b.png", "c.d.png", "x.y/e.png"])
    #expect(try outputs(format: .jpeg) == ["a.jpg", "b.JPEG", "c.d.jpg", "x.y/e.jpg"])
    try directory.add("in/a.png")
    #expect(throws: PlanError.self) { try outputs(format: .png) }
    #expect(try outputs().count == 5)
  }

  @Test("a directory that is missing is an error")
  func missingDirectoryIsAnError() throws {
    let error = #expect(throws: PlanError.self) {
      try Plan(directory: directory.file("in"), output: directory.file("out"))
    }
    #expect(error.map { RunStatus($0) } == .unreadable)
    #expect(error.map { "\($0)" } == directory.file("in") + ": no such file or directory")
  }
}
