// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Batches on the command line")
struct BatchCommandTests {
  let directory: TemporaryDirectory
  private let picture = TinyPNG.picture().encoded()

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func run(_ line: String) throws -> Run {
    try Command.run(line.split(separator: " ").map(String.init), in: directory)
  }

  private func files(in name: String) throws -> [String] {
    try directory.tree().filter { $0.hasPrefix(name + "/") && $0.hasSuffix(".png") }
  }

  @Test("odd names go through a batch")
  func oddNames() throws {
    let names = [
      " a b .png", "-x.png", "--sigma.png", "a\nb.png", "é😀.png", "'\"$(id).png", "*.png",
      String(repeating: "n", count: 251) + ".png", String(repeating: "😀", count: 62) + "abc.png",
    ]
    for name in names { try directory.add("in/" + name, picture) }
    let run = try run("mix --preset invert in out --verbose")
    #expect(run.code == 0 && run.lines.count == names.count + 1, "\(run.messages)")
    #expect(try files(in: "out").count == names.count)
    #expect(Set(try files(in: "out")) == Set(names.map { "out/" + $0 }))
    for name in names {
      try directory.add("single.png", [])
      let one = try Command.run(
        ["mix", "--preset", "invert", "--", "in/" + name, "single.png"], in: directory)
      #expect(one.code == 0, "\(one.messages)")
      #expect(try directory.read("single.png") == directory.read("out/" + name))
    }
  }

  #if os(Linux)
    @Test("names that are no UTF-8: as arguments, in directories, in lists, in messages")
    func namesThatAreNotUTF8() throws {
      try directory.add("good.png", picture)
      let script = """
        bad=$(printf 'b\\377d\\303.png'); other=$(printf 'b\\376d\\303.png')
        mkdir in && cp good.png "in/$bad" && cp good.png "in/$other" && cp good.png "$bad"
        set -e
        "$imgconv" mix --preset invert "$bad" "out-$bad"
        "$imgconv" mix --preset invert good.png out-good.png
        cmp "out-$bad" out-good.png
        "$imgconv" mix --preset invert in tree --quiet
        cmp "tree/$bad" out-good.png; cmp "tree/$other" out-good.png
        printf '%s\\0' "in/$bad" | "$imgconv" mix --preset invert --files-from - -0 listed --quiet
        cmp "listed/in/$bad" out-good.png
        "$imgconv" mix --preset invert --in-place --backup "$(printf '.\\377')" "$bad"
        cmp "$bad" out-good.png; cmp "$bad$(printf '.\\377')" good.png
        "$imgconv" info "$bad" | head -1
        "$imgconv" blur "none-$bad" x.png
        """
      let run = try Command.shell(script, in: directory)
      #expect(run.code == 65, "\(run.messages)")
      #expect(run.text == "b\\xffd\\xc3.png\n")
      #expect(run.messages == "imgconv: none-b\\xffd\\xc3.png: no such file or directory\n")
    }
  #endif

  @Test("a dry run prints the plan and changes nothing")
  func dryRun() throws {
    try directory.add("in/a.png", picture)
    try directory.add("in/s/b.png", picture)
    try directory.add("in/s/bad.png", Array(picture.prefix(20)))
    try directory.add("in/skip.png", picture)
    try directory.add("out/skip.png", picture)
    try directory.add("out/s/b.png/directory.txt")
    try directory.add("blocked/a.png/directory.txt")
    let before = try directory.tree()
    let run = try run("upsample in out --skip-existing --dry-run")
    #expect(run.code == 1 && run.messages == "")
    #expect(try directory.tree() == before)
    let lines = run.text.split(separator: "\n")
    try #require(lines.count == 3, "\(run.text)")
    #expect(lines[0].hasPrefix("in/a.png -> out/a.png: 3 x 17 x 24 to 3 x 34 x 48, "))
    #expect(lines[1].hasPrefix("in/s/bad.png -> out/s/bad.png: error: PNG: "))
    #expect(
      lines[2]
        == "dry run: nothing written; 1 would be written, 1 cannot, 2 skipped; exit code 1")
    #expect(try self.run("blur in new --dry-run --quiet").lines.isEmpty)
    #expect(try self.run("blur in/a.png a.png --dry-run").code == 0)
    #expect(try self.run("blur in/a.png new/ --dry-run").code == 0)
    #expect(try self.run("blur in/a.png none/a.png --dry-run").code == 73)
    let one = try self.run("blur in/a.png a.png --dry-run").text.split(separator: "\n")
    #expect(one.count == 2 && one[0].hasPrefix("in/a.png -> a.png: 3 x 17 x 24 to "))
    #expect(one.last == "dry run: nothing written")
    let blocked = try self.run("blur in/a.png blocked/ --dry-run").text.split(separator: "\n")
    #expect(blocked[0] == "in/a.png -> blocked/a.png: error: blocked/a.png: is a directory")
    #expect(try self.run("blur in/a.png out/skip.png --skip-existing --dry-run").code == 0)
    #expect(try self.run("blur in/a.png in/a.png/x --dry-run").code == 73)
    #expect(try self.run("atrous --denoise 3 --map normalize in new --dry-run").code == 1)
    #expect(try directory.tree() == before)
  }

  @Test("in place: the inputs are replaced, the backups are the old files and are never replaced")
  func inPlace() throws {
    try directory.add("in/a.png", picture)
    try directory.add("in/s/b.png", picture)
    try directory.add("in/bad.png", Array(picture.prefix(99)))
    let made = try run("mix --preset invert in/a.png made.png")
    #expect(made.code == 0)
    let inverted = try directory.read("made.png")
    let first = try run("mix --preset invert --in-place --backup .old in")
    #expect(first.code == 1 && first.lines.count == 2, "\(first.messages)")
    for name in ["in/a.png", "in/s/b.png"] {
      #expect(try directory.read(name) == inverted)
      #expect(try directory.read(name + ".old") == picture)
    }
    #expect(try directory.read("in/bad.png") == Array(picture.prefix(99)))
    let before = try directory.tree()
    let second = try run("mix --preset invert --in-place --backup .old in/a.png")
    #expect(second.code == 73 && second.messages.contains("in/a.png.old: the name is taken"))
    #expect(try directory.read("in/a.png") == inverted)
    #expect(try directory.read("in/a.png.old") == picture)
    #expect(try directory.tree() == before)
    #expect(try run("mix --preset invert --in-place in/a.png in/s/b.png").code == 0)
    #expect(try directory.read("in/s/b.png") != inverted)
    #expect(try directory.tree() == before)
  }

  @Test("in place a picture keeps its format, whatever its name says, and a link stays a link")
  func inPlaceFormat() throws {
    try directory.add("a.jpg", picture)
    try directory.link("link.png", to: "a.jpg")
    #expect(try run("blur --in-place a.jpg").code == 0)
    #expect(try ImageReader(.path(directory.file("a.jpg"))).header.format == .png)
    #expect(try run("blur --in-place --backup ~ link.png").code == 0)
    #expect(try directory.names() == ["a.jpg", "a.jpg~", "link.png"])
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link.png"))
        == "a.jpg")
  }

  @Test("outputs that exist, of a batch and of one file")
  func existingOutputsOfBatchAndFile() throws {
    for name in ["in/a.png", "in/b.png"] { try directory.add(name, picture) }
    try directory.add("out/a.png", [1])
    let skip = try run("blur in out --skip-existing")
    #expect(skip.code == 0 && skip.messages.hasPrefix("imgconv: 1 done, 0 failed, 1 skipped, in "))
    #expect(try run("blur in out --skip-existing").code == 0)
    #expect(try run("blur in/a.png out/a.png --skip-existing").code == 0)
    #expect(try run("blur in/a.png out/ --update").code == 0)
    #expect(try directory.read("out/a.png") == [1])
    let fail = try run("blur in out --no-clobber")
    #expect(fail.code == 1 && fail.messages.contains("out/a.png: already exists (--no-clobber)"))
    #expect(try run("blur in/a.png out/a.png --no-clobber").code == 73)
    #expect(try run("blur in/a.png out/new.png --no-clobber").code == 0)
    #expect(try directory.read("out/a.png") == [1])
    #expect(try run("blur in out").code == 0)
    #expect(try directory.read("out/a.png") != [1])
  }

  @Test("the outputs are the same, bit for bit, for any number of jobs and every split into shards")
  func sameOutputs() throws {
    for index in 0..<9 {
      let picture = TinyPNG.picture(width: 20 + 7 * index, height: 30 - index)
      try directory.add("in/\(index % 3)/\(index).png", picture.encoded())
    }
    #expect(try run("edge in expected -j 1").code == 0)
    let expected = try contents(of: "expected")
    #expect(expected.count == 9)
    for jobs in [2, 8] {
      #expect(try run("edge in jobs\(jobs) -j\(jobs)").code == 0)
      #expect(try contents(of: "jobs\(jobs)") == expected)
    }
    for count in 2...5 {
      for part in 1...count {
        let code = try run("edge in parts\(count) --shard \(part)/\(count)").code
        #expect(code == 0 || code == 2, "a shard may be empty")
      }
      #expect(try contents(of: "parts\(count)") == expected)
    }
  }

  /// The files below a directory by their paths.
  private func contents(of name: String) throws -> [String: [UInt8]] {
    let pairs = try files(in: name).map {
      (String($0.dropFirst(name.count)), try directory.read($0))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("directories and files, patterns, names and shards")
  func patternsNamesAndShards() throws {
    for name in ["one/a.png", "one/s/b.png", "two/a.png", "c.png"] {
      try directory.add(name, picture)
    }
    let twins = try run("blur one two c.png out/")
    #expect(twins.code == 64 && twins.messages.contains("; give them distinct names with --name"))
    #expect(try run("blur one two c.png out/ --name {root}/{dir}/{stem}-soft{ext}").code == 0)
    #expect(
      try files(in: "out") == [
        "out/c-soft.png", "out/one/a-soft.png", "out/one/s/b-soft.png", "out/two/a-soft.png",
      ])
    #expect(try run("blur one top --no-recursive --include a* --include b*").code == 0)
    #expect(try files(in: "top") == ["top/a.png"])
    #expect(try run("blur one rest --exclude a.png").code == 0)
    #expect(try files(in: "rest") == ["rest/s/b.png"])
    for shard in 1...3 { #expect(try run("blur one parts --shard \(shard)/3").code == 0) }
    #expect(try files(in: "parts") == ["parts/a.png", "parts/s/b.png"])
    let names = Array("one/a.png\none/s/b.png\n".utf8)
    let listed = try Command.run(
      ["blur", "--files-from", "-", "out2"], in: directory, input: names)
    #expect(listed.code == 0)
    #expect(try files(in: "out2") == ["out2/one/a.png", "out2/one/s/b.png"])
  }

  static let faults: [(String, Int32, String)] = [
    ("blur in out --name {stem}{size}", 64, "{size} at character 7"),
    ("blur in out --name ../{stem}", 64, "leaves the output directory"),
    ("blur in out --include [a", 64, "without its ]"),
    ("blur in out --shard 0/3", 64, "'0/3'"),
    ("blur in out --shard 4/3", 64, "'4/3'"),
    ("blur in out --null", 64, "--null is for --files-from"),
    ("blur in out --backup .old", 64, "--backup is for --in-place"),
    ("blur --in-place --backup a/b in", 64, "'a/b'"),
    ("blur --in-place --skip-existing in", 64, "exclude each other"),
    ("blur --in-place --format png in", 64, "--format does not go with --in-place"),
    ("blur --in-place -", 64, "--in-place needs files"),
    ("blur --in-place", 64, "an input is needed"),
    ("blur --files-from list", 64, "an output directory is needed"),
    ("blur --files-from none out", 65, "none: no such file or directory"),
    ("blur --files-from in out", 65, "in: is a directory"),
    ("blur in/a.png a.png --shard 1/2", 64, "--shard is for directories"),
    ("blur in/a.png a.png --hidden", 64, "--hidden is for directories"),
    ("blur in out --include *.npy", 2, "no images"),
    ("blur in in/a.png/out", 73, "in/a.png/out: in/a.png is not a directory"),
    ("blur in none.png out --no-clobber --update", 64, "exclude each other"),
  ]

  @Test("what cannot be done", arguments: faults)
  func impossibleBatchesAreRefused(line: String, code: Int32, words: String) throws {
    try directory.add("in/a.png", picture)
    let before = try directory.tree()
    let run = try run(line)
    #expect(run.code == code, "\(run.messages)")
    #expect(run.lines.count == 1 && run.messages.contains(words), "\(run.messages)")
    #expect(try directory.tree() == before)
  }
}
