// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("Which outputs a command line may name")
struct OutputRulesTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let picture = TinyPNG.picture().encoded()
    for name in ["in.png", "b.png", "photos/a.png", "photos/s/c.png"] {
      try directory.add(name, picture)
    }
    try directory.add("cut.png", Array(picture.prefix(50)))
    try directory.add("list", Array("in.png\n./in.png\nb.png\n".utf8))
    try directory.makeDirectory("dir")
  }

  private static let needed = "need an output directory, and "

  static let refused: [Failure] = [
    // Several inputs: the directory exists or is written with a slash.
    Failure("blur in.png out.png 3", 64, "'3' is a number, not a file"),
    Failure("blur 3 in.png out.jpg", 64, "'3' is a number, not a file"),
    Failure(
      "blur in.png b.png three", 64, "2 inputs (in.png, b.png) \(needed)three does not exist"),
    Failure("blur three in.png out.jpg", 64, "(three, in.png) \(needed)out.jpg does not exist"),
    Failure("blur in.png b.png new", 64, "\(needed)new does not exist; write new/ to create it"),
    Failure("blur in.png b.png cut.png", 64, "\(needed)cut.png is a file"),
    Failure("blur in.png b.png -o list", 64, "\(needed)list is a file"),
    Failure("blur in.png b.png photos cut.png new", 64, "4 inputs (in.png, b.png, photos, ...)"),
    Failure("blur photos in.png new", 64, "2 inputs (photos, in.png)"),
    Failure("blur in.png --files-from list new", 64, "2 inputs (in.png, the files in list)"),
    Failure("blur in.png in.png new", 64, "in.png is given twice, ", "write new/"),
    Failure("blur in.png b.png -", 64, "cannot go to standard output"),
    Failure("blur in.png b.png cut.png/", 73, "cut.png/: is not a directory"),
    Failure("blur in.png b.png none/new/", 73, "none/new/: the directory none does not exist"),
    Failure("blur in.png b.png list/new/", 73, "list/new/: list is not a directory"),
    // A directory or a list alone: the directory may be new unless its name is an image's.
    Failure("blur photos/ out.jpg", 64, "photos/ needs an output directory", "out.jpg/"),
    Failure("blur photos out.WEBP", 64, "photos needs an output directory"),
    Failure("blur photos out.npy", 64, "out.npy/ to create a directory of that name"),
    Failure("blur photos cut.png", 64, "cut.png is a file"),
    Failure("blur photos list", 73, "list: is not a directory"),
    Failure("blur photos -", 64, "cannot go to standard output"),
    Failure("blur photos none/new", 73, "none/new: the directory none does not exist"),
    Failure("blur --files-from list out.png", 64, "the files in list needs"),
    Failure("blur --files-from list -", 64, "cannot go to standard output"),
    Failure("blur --files-from none none/new", 73, "none/new: the directory none does not exist"),
    // One file.
    Failure("blur in.png none/out.png", 73, "none/out.png: the directory none does not exist"),
    Failure("blur in.png none/new/", 73, "none/new/: the directory none does not exist"),
    Failure("blur in.png dir", 73, "dir: is a directory; add a file name, or a slash"),
    Failure("blur in.png list/out.png", 73, "list/out.png: list is not a directory"),
    // Paths come before inputs.
    Failure("blur missing.png none/out.png", 73, "none/out.png: the directory none does not"),
    Failure("blur cut.png none/out.png", 73, "none/out.png: the directory none does not exist"),
    Failure("blur missing.png out.gif", 73, "out.gif: .gif cannot be written"),
    Failure("blur missing.png dir", 73, "dir: is a directory"),
    Failure("blur missing.png out.png", 65, "missing.png: no such file or directory"),
    Failure("blur missing.png new/", 65, "missing.png: no such file or directory"),
    Failure("blur missing/ new", 65, "missing/: no such file or directory"),
    // Standard input and output.
    Failure("blur - in.png dir", 64, "standard input (-) must be the only input"),
    Failure("blur - dir --files-from list", 64, "standard input (-) must be the only input"),
    Failure("blur - - -o dir", 64, "standard input (-) must be the only input"),
    Failure("blur - dir/", 64, "standard input has no name to keep in dir/"),
    Failure("blur - dir", 73, "dir: is a directory"),
    Failure("blur in.png - --report -", 64, "cannot both go to standard output"),
    Failure("blur in.png -o - --report -", 64, "cannot both go to standard output"),
    Failure("blur in.png - --dry-run", 64, "--dry-run lists on standard output"),
    // -o and no input.
    Failure("blur -o out.png", 64, "an input is needed"),
    Failure("blur -o - -", 65, "standard input: the file is empty"),
    Failure("blur", 64, "an input and an output are needed"),
    Failure("blur in.png", 64, "an input and an output are needed"),
    Failure("blur --in-place", 64, "an input is needed"),
    Failure("blur --in-place in.png -o out.png", 64, "--output and --in-place exclude each other"),
  ]

  @Test("refused: one line, the documented exit code, and nothing is created", arguments: refused)
  func isRefused(_ failure: Failure) throws {
    let before = try directory.tree()
    for extra in failure.arguments.contains("--in-place") ? [[]] : [[], ["--quiet"]] {
      let run = try Command.run(failure.arguments + extra, in: directory)
      #expect(run.code == failure.code, "\(run.messages)")
      #expect(run.lines.count == 1, "\(run.messages)")
      #expect(run.output.isEmpty)
      for words in failure.words { #expect(run.messages.contains(words), "\(run.messages)") }
    }
    #expect(try directory.tree() == before)
  }

  /// A command line and what it creates.
  static let allowed: [(String, [String])] = [
    ("blur in.png b.png new/", ["new", "new/b.png", "new/in.png"]),
    ("blur in.png b.png dir", ["dir/b.png", "dir/in.png"]),
    ("blur -o new/ in.png b.png", ["new", "new/b.png", "new/in.png"]),
    ("blur in.png -o soft", ["soft"]),
    ("blur in.png -o soft/", ["soft", "soft/in.png"]),
    ("blur in.png --output=dir/", ["dir/in.png"]),
    ("blur photos new", ["new", "new/a.png", "new/s", "new/s/c.png"]),
    ("blur photos -o new.d", ["new.d", "new.d/a.png", "new.d/s", "new.d/s/c.png"]),
    ("blur photos out.jpg/", ["out.jpg", "out.jpg/a.png", "out.jpg/s", "out.jpg/s/c.png"]),
    ("blur photos in.png new/", ["new", "new/a.png", "new/in.png", "new/s", "new/s/c.png"]),
    ("blur --files-from list new", ["new", "new/b.png", "new/in.png"]),
    ("blur in.png --files-from list new/", ["new", "new/b.png", "new/in.png"]),
    ("blur in.png ./in.png photos/../in.png dir", ["dir/in.png"]),
    ("blur --files-from list --in-place", []),
    ("blur in.png photos/a.png photos --in-place", []),
  ]

  @Test("allowed, and what is created", arguments: allowed)
  func isAllowed(line: String, created: [String]) throws {
    let before = Set(try directory.tree())
    let run = try Command.run(line.split(separator: " ").map(String.init), in: directory)
    #expect(run.code == 0, "\(run.messages)")
    #expect(try directory.tree().filter { !before.contains($0) } == created)
  }

  @Test("a missing or unreadable input is 65 alone, and one failed file among several")
  func missingInput() throws {
    for name in ["missing.png", "cut.png"] {
      let alone = try Command.run(["blur", name, "out.png"], in: directory)
      #expect(alone.code == 65 && alone.lines.count == 1, "\(alone.messages)")
      let among = try Command.run(["blur", name, "in.png", "dir"], in: directory)
      #expect(among.code == 1, "\(among.messages)")
      #expect(among.lines.count == 2 && among.messages.contains("1 done, 1 failed"))
    }
  }

  @Test("a batch of files in a format that is not read names the format")
  func unreadableFormatIsNamed() throws {
    try directory.add("a.gif", Array("GIF89a-----------".utf8))
    let run = try Command.run(["blur", "a.gif", "in.png", "dir"], in: directory)
    #expect(run.code == 1 && run.lines.count == 2)
    #expect(run.messages.hasPrefix("imgconv: a.gif: GIF is not supported; convert it to PNG first"))
    #expect(run.messages.contains("1 done, 1 failed"))
  }

  @Test("what is named twice is counted once")
  func namedTwice() throws {
    let run = try Command.run(
      ["blur", "in.png", "photos", "./in.png", "photos/", "dir"], in: directory)
    #expect(run.code == 0 && run.messages.contains("imgconv: 3 done, 0 failed, in "))
    let missing = try Command.run(["blur", "none.png", "./none.png", "dir"], in: directory)
    #expect(missing.code == 1 && missing.messages.contains("0 done, 1 failed, in "))
  }
}
