// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("What a batch says")
struct BatchMessageTests {
  let directory: TemporaryDirectory
  private let note = "JPEG has no alpha channel: flattened onto white"

  init() throws {
    directory = try TemporaryDirectory()
    let clear = TinyPNG.picture(colorType: .rgba).encoded()
    for index in 0..<7 { try directory.add("in/\(index).png", clear) }
    try directory.add("in/solid.png", TinyPNG.picture().encoded())
  }

  private func run(_ line: String) throws -> Run {
    try Command.run(line.split(separator: " ").map(String.init), in: directory)
  }

  @Test("a note shared by many files is printed once with a count; the report has them all")
  func sharedNotes() throws {
    let run = try run("blur in out --format jpeg --report r.jsonl -j 2")
    #expect(run.code == 0)
    try #require(run.lines.count == 2, "\(run.messages)")
    #expect(run.lines[0] == "imgconv: note: \(note) (in 7 files, such as in/0.png)")
    #expect(run.lines[1].hasPrefix("imgconv: 8 done, 0 failed, in "))
    let report = String(decoding: try directory.read("r.jsonl"), as: UTF8.self)
    #expect(report.split(separator: "\n").count { $0.contains("\"notes\":[\"\(note)\"]") } == 7)
    let verbose = try self.run("blur in out --format jpeg --verbose")
    #expect(verbose.lines.count == 10 && verbose.messages.components(separatedBy: note).count == 2)
    #expect(try self.run("blur in out --format jpeg --quiet").messages == "")
  }

  @Test("a note of one file among many names it")
  func singleNote() throws {
    let run = try run("blur in out --format jpeg --include 3.png --include solid.png")
    #expect(run.lines.first == "imgconv: in/3.png: note: \(note)", "\(run.messages)")
  }

  @Test("files of other kinds are counted in the last line")
  func otherFiles() throws {
    #expect(try run("blur in out").messages.hasPrefix("imgconv: 8 done, 0 failed, in "))
    try directory.add("in/a.webp")
    #expect(try run("blur in out").messages.contains("0 failed, 1 other file ignored, in "))
    try directory.add("in/s/b.txt")
    #expect(try run("blur in out").messages.contains("0 failed, 2 other files ignored, in "))
    let dry = try run("blur in out --dry-run").text
    #expect(
      dry.hasSuffix(
        "\ndry run: nothing written; 8 would be written, 0 cannot, 0 skipped, "
          + "2 other files ignored; exit code 0\n"))
    try directory.add("texts/c.txt")
    let none = try run("blur texts out")
    #expect(none.code == 2 && none.lines.count == 1)
    #expect(
      none.messages.hasPrefix(
        "imgconv: texts: no images (png, jpg, jpeg, jpe, jfif, pgm, ppm, pam, pnm, or --include)")
        && none.messages.hasSuffix(" found, 1 other file ignored\n"), "\(none.messages)")
  }

  @Test(
    "outputs that stay and that another recipe made are told",
    arguments: ["--skip-existing", "--update"])
  func otherRecipe(option: String) throws {
    let line = "blur in out --report r.jsonl"
    #expect(try run(line + " --sigma 1").code == 0)
    let same = try run(line + " --sigma 1 --resume \(option)")
    #expect(same.lines.count == 1, "\(same.messages)")
    try directory.add("in/new.png", TinyPNG.picture().encoded())
    let other = try run(line + " --sigma 3 --resume \(option)")
    #expect(other.code == 0)
    try #require(other.lines.count == 2, "\(other.messages)")
    #expect(
      other.lines[0]
        == "imgconv: r.jsonl: warning: 8 of the 8 outputs that \(option) skips were made with a "
        + "different recipe; run without \(option) to replace them")
    #expect(other.lines[1].hasPrefix("imgconv: 1 done, 0 failed, 8 skipped, in "))
    let one = try run("blur in/1.png out/1.png --sigma 3 --report r.jsonl \(option)")
    #expect(one.code == 0 && one.lines.count == 1)
    #expect(one.messages.contains("1 of the 1 outputs that \(option) skips was made with"))
    #expect(try run(line + " --sigma 3 --quiet \(option)").messages == "")
    // The report was begun anew, so that nothing is known of what made the outputs.
    #expect(try run(line + " --sigma 4 \(option)").lines.count == 1)
  }

  @Test("--limit is told in the last line, of a dry run too; --no-sync changes no byte")
  func limitInTheLastLine() throws {
    let picture = TinyPNG.picture().encoded()
    for name in ["a", "b", "c"] { try directory.add("limited/\(name).png", picture) }
    let line = ["blur", "limited", "few/", "--limit", "2", "--no-sync", "-v"]
    let run = try Command.run(line, in: directory)
    #expect(run.code == 0)
    #expect(run.messages.contains("\nimgconv: 2 done, 0 failed, limited: 2 of 3, in "))
    let dry = try Command.run(line + ["-n"], in: directory)
    #expect(
      dry.text.hasSuffix(
        "dry run: nothing written; 2 would be written, 0 cannot, 0 skipped, limited: 2 of 3; "
          + "exit code 0\n"))
    #expect(try Command.run(["blur", "limited", "all/"], in: directory).code == 0)
    for name in ["a", "b"] {
      #expect(try directory.read("few/\(name).png") == directory.read("all/\(name).png"))
    }
    for (words, message) in [
      (["--limit", "0"], "--limit is 0; it must be positive"),
      (["--name", "{size}"], "these are: {dir}, {stem}, {ext}, {root}, {width}, {height}"),
    ] {
      let refused = try Command.run(["blur", "limited", "few/"] + words, in: directory)
      #expect(refused.code == 64 && refused.messages.contains(message), "\(refused.messages)")
    }
    let single = try Command.run(
      ["blur", "limited/a.png", "x.png", "--limit", "1"], in: directory)
    #expect(single.code == 64)
    #expect(single.messages.contains("--limit is for directories and several files, not for one"))
  }
}
