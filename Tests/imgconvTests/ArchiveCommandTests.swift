// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("Tar archives on the command line")
struct ArchiveCommandTests {
  private let directory: TemporaryDirectory
  private let picture = TinyPNG.picture(width: 64, height: 64).encoded()

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ line: String, input: [UInt8] = []) throws -> Run {
    try Command.run(line.split(separator: " ").map(String.init), in: directory, input: input)
  }

  /// An archive of 6 images with labels, one of which is damaged.
  private var sample: [UInt8] {
    var tar = TinyTar()
    for index in 0..<6 {
      tar.add("d/\(index).png", index == 4 ? Array(picture.dropLast(30)) : picture)
      tar.add("d/\(index).cls", [UInt8(index)])
    }
    return tar.encoded
  }

  @Test("an archive to an archive, with a line for each failure and a last line")
  func archiveToArchive() throws {
    try directory.add("in.tar", sample)
    let result = try run("blur in.tar out.tar")
    #expect(result.code == 1)
    #expect(result.lines.first == "imgconv: in.tar: d/4.png: PNG: truncated data")
    #expect(result.lines.last?.hasPrefix("imgconv: 5 done, 1 failed, 6 copied, in ") == true)
    #expect(result.lines.count == 2)
    let members = try TinyTar.members(try directory.read("out.tar"))
    #expect(members.count == 11)
    try directory.add("d.png", picture)
    #expect(try run("blur d.png e.png").code == 0)
    #expect(members.first?.contents == (try directory.read("e.png")))
  }

  @Test("standard input is an archive by its content, or by the output's name")
  func archivesThroughPipes() throws {
    try directory.add("in.tar", sample)
    _ = try run("blur in.tar out.tar")
    let expected = try directory.read("out.tar")
    let both = try run("blur - -", input: sample)
    #expect(both.code == 1 && both.output == expected)
    #expect(try run("blur in.tar -").output == expected)
    #expect(try run("blur - named.tar", input: sample).code == 1)
    #expect(try directory.read("named.tar") == expected)
    let piped = try Command.shell("cat in.tar | \"$imgconv\" blur - - | cat", in: directory)
    #expect(piped.output == expected)
    // An image is one still, and a broken one has its old message.
    #expect(try run("blur - -", input: picture).code == 0)
    let none = try run("blur - -", input: Array("no image".utf8))
    #expect(none.code == 65 && none.messages.contains("standard input: neither PNG"))
    #expect(try run("blur - -", input: []).messages.contains("standard input: the file is empty"))
    #expect(try run("blur - - --errors-as-members", input: picture).code == 65)
  }

  @Test("an image through a pipe has the bytes of one from a file, also if filters measure it")
  func imagesThroughPipesAreUnchanged() throws {
    try directory.add("a.png", picture)
    for options in ["blur", "atrous --denoise 3", "edge --map normalize"] {
      #expect(try run("\(options) a.png b.png").code == 0)
      let piped = try Command.shell("cat a.png | \"$imgconv\" \(options) - -", in: directory)
      #expect(try piped.output == directory.read("b.png"), "\(options)")
    }
  }

  static let refusals: [(String, String)] = [
    ("blur in.tar out", "in.tar is an archive, whose output must end in .tar or be -"),
    ("blur in.tar d", "write d/in.tar"),
    ("blur in.tar d/", "write d/in.tar"),
    ("blur in.tar a.png -o out.tar", "in.tar is an archive, which must be the only input"),
    ("blur in.tar in.tar -o d/", "must be the only input"),
    ("blur --files-from list in.tar out.tar", "must be the only input"),
    ("blur a.png out.tar", "out.tar is an archive, which needs a .tar input or -"),
    ("blur d out.tar", "out.tar is an archive, which needs a .tar input or -"),
    ("blur --in-place in.tar", "--in-place does not go with an archive"),
    ("blur in.tar out.tar --shard 1/2", "give each process its own archives"),
    ("blur in.tar out.tar --limit 3", "--limit is for directories and lists, not for an archive"),
    ("blur in.tar out.tar --hidden", "--hidden is for directories"),
    ("blur a.png b.png --errors-as-members", "--errors-as-members is for tar archives"),
    ("atrous in.tar out.tar --write-levels l", "--write-levels takes the levels of one image"),
  ]

  @Test("what does not go with archives", arguments: refusals)
  func impossibleArchivesAreRefused(line: String, words: String) throws {
    try directory.add("in.tar", sample)
    try directory.add("a.png", picture)
    try directory.add("d/a.png", picture)
    try directory.add("list", Array("a.png\n".utf8))
    let before = try directory.tree()
    let result = try run(line)
    #expect(result.code == 64, "\(result.messages)")
    #expect(result.lines.count == 1 && result.messages.contains(words), "\(result.messages)")
    #expect(try directory.tree() == before)
  }

  @Test("a damaged or missing archive, or one that cannot be written, leaves nothing")
  func faultyArchives() throws {
    try directory.add("in.tar", Array(sample.dropLast(2000)))
    let cut = try run("blur in.tar out.tar")
    #expect(cut.code == 65 && cut.messages.contains("in.tar: tar: truncated"), "\(cut.messages)")
    let none = try run("blur none.tar out.tar")
    #expect(none.code == 65 && none.messages == "imgconv: none.tar: no such file or directory\n")
    #expect(try run("blur in.tar no/out.tar").code == 73)
    #expect(try run("blur in.tar in.tar").code == 73)
    #expect(try directory.names() == ["in.tar"])
    try directory.add("pipe.tar", picture)
    #expect(try run("blur pipe.tar out.tar").messages.contains("tar: is not a tar archive"))
  }

  @Test("an archive in a directory is another file")
  func archivesInDirectoriesAreIgnored() throws {
    try directory.add("in/a.tar", sample)
    try directory.add("in/a.png", picture)
    let result = try run("blur in out")
    #expect(result.code == 0 && result.messages.contains("1 other file ignored"))
  }

  @Test("a report lists members and the archive, is verified, and spares what is done")
  func reportsOfArchives() throws {
    var tar = TinyTar()
    for index in 0..<3 { tar.add("\(index).png", picture) }
    try directory.add("in.tar", tar.encoded)
    let line = "blur in.tar out.tar --report r.jsonl"
    #expect(try run(line).code == 0)
    let lines = String(decoding: try directory.read("r.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 6)
    #expect(
      lines[1].hasPrefix(
        #"{"record":"file","input":"in.tar","member":"0.png","output":"out.tar","output_member":"0.png","status":"done""#
      ))
    #expect(lines[4].hasPrefix(#"{"record":"archive","input":"in.tar","output":"out.tar""#))
    #expect(lines[4].contains(#""images":3,"failed_members":0,"copied":0"#))
    #expect(lines[5].contains(#""done":3,"failed":0"#) && lines[5].contains(#""copied":0"#))
    #expect(try run("verify r.jsonl").messages == "imgconv: 4 good, 0 faults\n")
    #expect(try run("report r.jsonl --html p.html").code == 0)
    // Done, then with another recipe, options, or input.
    let skipped = try run(line + " --resume")
    #expect(skipped.code == 0 && skipped.messages.contains("0 done, 0 failed, 1 skipped"))
    #expect(try run(line + " --resume --sigma 3").messages.contains("3 done"))
    #expect(try run(line + " --resume --sigma 3 --errors-as-members").messages.contains("3 done"))
    tar.add("4.png", picture)
    try directory.add("in.tar", tar.encoded)
    #expect(try run(line + " --resume").messages.contains("4 done"))
    #expect(try run("verify r.jsonl").code == 0)
    var bytes = try directory.read("out.tar")
    bytes[700] ^= 1
    try directory.add("out.tar", bytes)
    let changed = try run("verify r.jsonl")
    #expect(changed.code == 1 && changed.messages.contains("out.tar: its CRC-32 is"))
  }

  @Test("an archive with failed members is verified as such, and done again by resuming")
  func reportOfFailures() throws {
    try directory.add("in.tar", sample)
    let line = "blur in.tar out.tar --report r.jsonl --errors-as-members"
    #expect(try run(line).code == 1)
    let verified = try run("verify r.jsonl")
    #expect(verified.code == 1)
    #expect(verified.lines.first == "imgconv: in.tar: d/4.png: failed: PNG: truncated data")
    #expect(try run(line + " --resume").messages.contains("5 done, 1 failed"))
    let page = try run("report r.jsonl --html -")
    #expect(page.text.contains("in.tar: d/4.png") && page.text.contains("is in an archive"))
  }

  @Test("existing outputs, times, failures and dry runs follow the options of every batch")
  func batchOptions() throws {
    let input = try directory.add("in.tar", sample)
    let time = Date(timeIntervalSince1970: 1_500_000_000)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: input)
    let dry = try run("blur in.tar out.tar --dry-run")
    #expect(dry.text.contains("in.tar: d/0.png -> d/0.png: 3 x 64 x 64 to 3 x 64 x 64"))
    #expect(dry.text.contains("dry run: nothing written; 6 would be written, 0 cannot, 6 copied"))
    #expect(
      try run("blur in.tar out.tar --fail-fast").messages.contains("stopped, nothing written"))
    #expect(try directory.names() == ["in.tar"])
    #expect(try run("blur in.tar out.tar --preserve mtime").code == 1)
    let made = try FileManager.default.attributesOfItem(atPath: directory.file("out.tar"))
    #expect(made[.modificationDate] as? Date == time)
    let before = try directory.read("out.tar")
    #expect(try run("edge in.tar out.tar --skip-existing").code == 0)
    #expect(try run("edge in.tar out.tar --update").code == 0)
    #expect(try run("edge in.tar out.tar --no-clobber").code == 73)
    #expect(try directory.read("out.tar") == before)
    var slow = TinyTar()
    slow.add("a.png", TinyPNG.picture(width: 600, height: 600).encoded())
    try directory.add("slow.tar", slow.encoded)
    let late = try run("blur --sigma 20 --exact slow.tar late.tar --timeout 0.001")
    #expect(late.code == 1 && late.messages.contains("slow.tar: a.png: took longer than"))
  }

  @Test("a signal ends a run with its exit code, a line about the archive, and no output")
  func signalsLeaveNothing() throws {
    var tar = TinyTar()
    let large = TinyPNG.picture(width: 900, height: 900).encoded()
    for index in 0..<30 { tar.add("\(index).png", large) }
    try directory.add("in.tar", tar.encoded)
    let run = try Command.shell(
      "\"$imgconv\" blur --sigma 60 --exact in.tar out.tar & sleep 0.5; kill -TERM $!; wait $!",
      in: directory)
    #expect(run.code == 143 && run.messages == "imgconv: in.tar: was interrupted\n")
    #expect(try directory.names() == ["in.tar"])
  }

  @Test("killed at any moment, a run leaves the old archive or the new one", arguments: 1..<5)
  func killedRunsLeaveNoPart(wait: Int) throws {
    var tar = TinyTar()
    let large = TinyPNG.picture(width: 400, height: 400).encoded()
    for index in 0..<40 { tar.add("\(index).png", large) }
    try directory.add("in.tar", tar.encoded)
    let killed = try Command.shell(
      "{ sleep 0.\(wait * wait)5; kill -KILL $$; } & exec \"$imgconv\" blur --sigma 9 -q in.tar out.tar",
      in: directory)
    let left = try directory.names().filter { !$0.hasPrefix(".") }
    #expect(left == ["in.tar"] || left == ["in.tar", "out.tar"])
    if killed.wasKilled && left.count == 1 {
      // The next run removes the temporary file.
      #expect(try run("blur in.tar out.tar -q").code == 0)
      #expect(try directory.names() == ["in.tar", "out.tar"])
    }
    #expect(try TinyTar.members(try directory.read("out.tar")).count == 40)
  }
}
