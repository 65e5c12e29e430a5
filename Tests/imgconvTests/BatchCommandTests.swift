// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Batches on the command line")
struct BatchCommandTests {
  let folder: TemporaryFolder
  private let picture = TinyPNG.picture().encoded()

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ line: String) throws -> Run {
    try Command.run(line.split(separator: " ").map(String.init), in: folder)
  }

  private func files(in name: String) throws -> [String] {
    try folder.tree().filter { $0.hasPrefix(name + "/") && $0.hasSuffix(".png") }
  }

  @Test("odd names go through a batch")
  func oddNames() throws {
    let names = [
      " a b .png", "-x.png", "--sigma.png", "a\nb.png", "é😀.png", "'\"$(id).png", "*.png",
      String(repeating: "n", count: 251) + ".png", String(repeating: "😀", count: 62) + "abc.png",
    ]
    for name in names { try folder.add("in/" + name, picture) }
    let run = try run("mix --preset invert in out --verbose")
    #expect(run.code == 0 && run.lines.count == names.count + 1, "\(run.messages)")
    #expect(try files(in: "out").count == names.count)
    #expect(Set(try files(in: "out")) == Set(names.map { "out/" + $0 }))
    for name in names {
      try folder.add("single.png", [])
      let one = try Command.run(
        ["mix", "--preset", "invert", "--", "in/" + name, "single.png"], in: folder)
      #expect(one.code == 0, "\(one.messages)")
      #expect(try folder.read("single.png") == folder.read("out/" + name))
    }
  }

  #if os(Linux)
    @Test("names that are no UTF-8: as arguments, in folders, in lists, in messages")
    func bytes() throws {
      try folder.add("good.png", picture)
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
      let run = try Command.shell(script, in: folder)
      #expect(run.code == 65, "\(run.messages)")
      #expect(run.text == "b\\xffd\\xc3.png\n")
      #expect(run.messages == "imgconv: none-b\\xffd\\xc3.png: no such file or folder\n")
    }
  #endif

  @Test("a dry run prints the plan and changes nothing")
  func dryRun() throws {
    try folder.add("in/a.png", picture)
    try folder.add("in/s/b.png", picture)
    try folder.add("in/s/bad.png", Array(picture.prefix(20)))
    try folder.add("in/skip.png", picture)
    try folder.add("out/skip.png", picture)
    try folder.add("out/s/b.png/folder.txt")
    let before = try folder.tree()
    let run = try run("upsample in out --skip-existing --dry-run")
    #expect(run.code == 1 && run.messages == "")
    #expect(try folder.tree() == before)
    let lines = run.text.split(separator: "\n")
    #expect(lines.count == 3, "\(run.text)")
    #expect(lines[0].hasPrefix("in/a.png -> out/a.png: 3 x 17 x 24 to 3 x 34 x 48, "))
    #expect(lines[1].hasPrefix("cannot: in/s/bad.png: PNG: "))
    #expect(lines[2] == "1 would be written, 1 cannot, 2 skipped; exit code 1")
    #expect(try self.run("blur in new --dry-run --quiet").lines.isEmpty)
    #expect(try self.run("blur in/a.png a.png --dry-run").code == 0)
    #expect(try self.run("blur in/a.png new/ --dry-run").code == 0)
    #expect(try self.run("blur in/a.png none/a.png --dry-run").code == 0)
    #expect(try self.run("blur in/a.png in/a.png/x --dry-run").code == 73)
    #expect(try self.run("atrous --denoise 3 --map normalize in new --dry-run").code == 1)
    #expect(try folder.tree() == before)
  }

  @Test("in place: the inputs are replaced, the backups are the old files and are never replaced")
  func inPlace() throws {
    try folder.add("in/a.png", picture)
    try folder.add("in/s/b.png", picture)
    try folder.add("in/bad.png", Array(picture.prefix(99)))
    let made = try run("mix --preset invert in/a.png made.png")
    #expect(made.code == 0)
    let inverted = try folder.read("made.png")
    let first = try run("mix --preset invert --in-place --backup .old in")
    #expect(first.code == 1 && first.lines.count == 2, "\(first.messages)")
    for name in ["in/a.png", "in/s/b.png"] {
      #expect(try folder.read(name) == inverted)
      #expect(try folder.read(name + ".old") == picture)
    }
    #expect(try folder.read("in/bad.png") == Array(picture.prefix(99)))
    let before = try folder.tree()
    let second = try run("mix --preset invert --in-place --backup .old in/a.png")
    #expect(second.code == 73 && second.messages.contains("in/a.png.old: the name is taken"))
    #expect(try folder.read("in/a.png") == inverted)
    #expect(try folder.read("in/a.png.old") == picture)
    #expect(try folder.tree() == before)
    #expect(try run("mix --preset invert --in-place in/a.png in/s/b.png").code == 0)
    #expect(try folder.read("in/s/b.png") != inverted)
    #expect(try folder.tree() == before)
  }

  @Test("in place a picture keeps its format, whatever its name says, and a link stays a link")
  func inPlaceFormat() throws {
    try folder.add("a.jpg", picture)
    try folder.link("link.png", to: "a.jpg")
    #expect(try run("blur --in-place a.jpg").code == 0)
    #expect(try ImageReader(.path(folder.file("a.jpg"))).header.format == .png)
    #expect(try run("blur --in-place --backup ~ link.png").code == 0)
    #expect(try folder.names() == ["a.jpg", "a.jpg~", "link.png"])
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link.png")) == "a.jpg")
  }

  @Test("outputs that exist, of a batch and of one file")
  func existing() throws {
    for name in ["in/a.png", "in/b.png"] { try folder.add(name, picture) }
    try folder.add("out/a.png", [1])
    let skip = try run("blur in out --skip-existing")
    #expect(skip.code == 0 && skip.messages.hasPrefix("imgconv: 1 done, 0 failed, 1 skipped, in "))
    #expect(try run("blur in out --skip-existing").code == 0)
    #expect(try run("blur in/a.png out/a.png --skip-existing").code == 0)
    #expect(try run("blur in/a.png out/ --update").code == 0)
    #expect(try folder.read("out/a.png") == [1])
    let fail = try run("blur in out --no-clobber")
    #expect(fail.code == 1 && fail.messages.contains("out/a.png: exists already"))
    #expect(try run("blur in/a.png out/a.png --no-clobber").code == 73)
    #expect(try run("blur in/a.png out/new.png --no-clobber").code == 0)
    #expect(try folder.read("out/a.png") == [1])
    #expect(try run("blur in out").code == 0)
    #expect(try folder.read("out/a.png") != [1])
  }

  @Test("the outputs are the same, bit for bit, for any number of jobs and every split into shards")
  func sameOutputs() throws {
    for index in 0..<9 {
      let picture = TinyPNG.picture(width: 20 + 7 * index, height: 30 - index)
      try folder.add("in/\(index % 3)/\(index).png", picture.encoded())
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

  /// The files below a folder by their paths.
  private func contents(of name: String) throws -> [String: [UInt8]] {
    let pairs = try files(in: name).map { (String($0.dropFirst(name.count)), try folder.read($0)) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("folders and files, patterns, names and shards")
  func choices() throws {
    for name in ["one/a.png", "one/s/b.png", "two/a.png", "c.png"] { try folder.add(name, picture) }
    #expect(try run("blur one two c.png out").code == 64)
    #expect(try run("blur one two c.png out --name {root}/{dir}/{stem}-soft{ext}").code == 0)
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
    let listed = try Command.run(["blur", "--files-from", "-", "out2"], in: folder, input: names)
    #expect(listed.code == 0)
    #expect(try files(in: "out2") == ["out2/one/a.png", "out2/one/s/b.png"])
  }

  static let faults: [(String, Int32, String)] = [
    ("blur in out --name {stem}{size}", 64, "{size} at character 7"),
    ("blur in out --name ../{stem}", 64, "leaves the output folder"),
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
    ("blur --files-from none out", 65, "none: no such file or folder"),
    ("blur --files-from in out", 65, "in: is a directory"),
    ("blur in/a.png a.png --shard 1/2", 64, "--shard is for folders"),
    ("blur in/a.png a.png --hidden", 64, "--hidden is for folders"),
    ("blur in out --include *.npy", 2, "no images"),
    ("blur in in/a.png/out", 73, "a part of the path is not a folder"),
    ("blur in none.png out --no-clobber --update", 64, "exclude each other"),
  ]

  @Test("what cannot be done", arguments: faults)
  func fails(line: String, code: Int32, words: String) throws {
    try folder.add("in/a.png", picture)
    let before = try folder.tree()
    let run = try run(line)
    #expect(run.code == code, "\(run.messages)")
    #expect(run.lines.count == 1 && run.messages.contains(words), "\(run.messages)")
    #expect(try folder.tree() == before)
  }
}
