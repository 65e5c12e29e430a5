// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Reports, limits and signals on the command line")
struct RunOptionsTests {
  let directory: TemporaryDirectory
  private let picture = TinyPNG.picture(width: 64, height: 64).encoded()

  init() throws { directory = try TemporaryDirectory() }

  @Test(
    "options that make no sense",
    arguments: [
      ("--resume", "--resume continues a report; name it with --report"),
      ("--resume --report -", "--resume needs a report in a file"),
      ("--memory 12X", "--memory is '12X'; it must be a size such as 500M or 2G"),
      ("--memory 0", "'0'"), ("--memory -1", "--memory is '-1'"),
      ("--memory 9999999999G", "'9999999999G'"),
      ("--timeout 0", "--timeout is '0'; it must be a positive time such as 30, 90s or 2m"),
      ("--timeout nan", "--timeout is 'nan'"), ("--timeout 1:30", "'1:30'"),
      ("--timeout 9e9", "'9e9'"), ("--timeout 300000h", "'300000h'"),
      ("--max-errors 0", "--max-errors is 0"),
      ("--fail-fast --max-errors 2", "--fail-fast is --max-errors 1"),
      ("--preserve owner", "'owner'"),
    ])
  func conflictingRunOptionsAreRefused(line: String, words: String) throws {
    try directory.add("in.png", picture)
    let run = try Command.run(
      ["blur", "in.png", "out.png"] + line.split(separator: " ").map(String.init), in: directory)
    #expect(
      run.code == 64 && run.lines.count == 1 && run.messages.contains(words), "\(run.messages)")
    #expect(try directory.names() == ["in.png"])
  }

  @Test("what was replaced in place can be verified, and is not filtered twice by resuming")
  func inPlace() throws {
    let directory = try TemporaryDirectory()
    try directory.add("in/a.png", TinyPNG.picture().encoded())
    let line = ["blur", "--in-place", "in", "--report", "r.jsonl"]
    #expect(try Command.run(line, in: directory).code == 0)
    let verified = try Command.run(["verify", "r.jsonl"], in: directory)
    #expect(
      verified.code == 0 && verified.messages == "imgconv: 1 good, 0 faults\n",
      "\(verified.messages)")
    let resumed = try Command.run(line + ["--resume"], in: directory)
    #expect(resumed.code == 64 && resumed.messages.contains("--resume and --in-place exclude"))
    let dry = try Command.run(
      ["blur", "in", "out", "--dry-run", "--report", "d.jsonl"], in: directory)
    #expect(dry.code == 64 && dry.messages.contains("--dry-run writes no report"))
  }

  @Test("names of any bytes go through a report, resuming and verifying")
  func anyBytes() throws {
    let directory = try TemporaryDirectory()
    try directory.add("a.png", TinyPNG.picture().encoded())
    let run = try Command.shell(
      "mkdir in && cp a.png \"in/$(printf 'b\\377c').png\" && \"$imgconv\" blur in out --report r.jsonl "
        + "&& \"$imgconv\" verify r.jsonl && \"$imgconv\" blur in out --report r.jsonl --resume",
      in: directory)
    #expect(run.code == 0, "\(run.messages)")
    #expect(run.lines.contains("imgconv: 1 good, 0 faults"), "\(run.messages)")
    #expect(
      run.lines.last?.hasPrefix("imgconv: 0 done, 0 failed, 1 skipped") == true, "\(run.messages)")
    let report = try directory.read("r.jsonl")
    #expect(
      String(decoding: report, as: UTF8.self).contains("\"input_bytes\":\"aW4vYv9jLnBuZw==\""))
  }

  @Test("a report, a resumed run, a verification")
  func reportResumeVerify() throws {
    try directory.add("in/a.png", picture)
    try directory.add("in/b.png", picture)
    let line = ["blur", "in", "out", "--report", "r.jsonl"]
    #expect(try Command.run(line, in: directory).code == 0)
    let again = try Command.run(line + ["--resume"], in: directory)
    #expect(again.code == 0)
    #expect(again.messages.hasPrefix("imgconv: 0 done, 0 failed, 2 skipped, in "))
    let good = try Command.run(["verify", "r.jsonl"], in: directory)
    #expect(good.code == 0 && good.messages == "imgconv: 2 good, 0 faults\n")
    try directory.add("out/a.png", [1])
    let bad = try Command.run(["verify", "r.jsonl", "--quiet"], in: directory)
    #expect(bad.code == 1 && bad.lines.count == 1)
    #expect(bad.messages.hasPrefix("imgconv: out/a.png: has 1 bytes, "))
    #expect(try Command.run(["verify", "none.jsonl"], in: directory).code == 65)
    #expect(try Command.run(["verify", "in/a.png"], in: directory).code == 65)
    let taken = try Command.run(["blur", "in", "out", "--report", "in/a.png"], in: directory)
    #expect(taken.code == 73 && taken.messages.contains("in/a.png: is not an imgconv report"))
    #expect(try directory.read("in/a.png") == picture)
    let both = try Command.run(["blur", "in/a.png", "-", "--report", "-"], in: directory)
    #expect(both.messages.contains("cannot both go to standard output"))
    #expect(both.code == 64 && both.output == [])
  }

  @Test("one image has a report too, on standard output if wanted")
  func singleImageHasAReport() throws {
    try directory.add("in.png", picture)
    let run = try Command.run(["blur", "in.png", "out.png", "--report", "-"], in: directory)
    #expect(run.code == 0 && run.messages == "")
    let records = run.text.split(separator: "\n")
    #expect(records.count == 3)
    #expect(
      records[0].hasPrefix("{\"record\":\"run\",\"format\":1,") && records[2].contains("\"done\":1")
    )
    let failed = try Command.run(
      ["blur", "missing.png", "out.png", "--report", "r.jsonl"], in: directory)
    #expect(failed.code == 65)
    #expect(try Command.run(["verify", "r.jsonl"], in: directory).code == 1)
  }

  @Test("an image that needs too much is refused with the figure; the others are done")
  func memoryLimitRefusesAnImage() throws {
    try directory.add("in/small.png", picture)
    try directory.add(
      "in/wide.png",
      TinyPNG.flat([1, 2, 3], width: 30000, height: 40, colorType: .rgb).encoded())
    let run = try Command.run(["blur", "in", "out", "--memory", "4M"], in: directory)
    #expect(run.code == 1 && run.lines.count == 2, "\(run.messages)")
    #expect(run.messages.contains("wide.png: needs about ") && run.messages.contains("--memory "))
    let words = run.lines[0].split(separator: " ")
    let enough = try Command.run(
      ["blur", "in", "out", "--memory", String(words[words.count - 1])], in: directory)
    #expect(enough.code == 0, "\(enough.messages)")
  }

  @Test("--fail-fast and --max-errors leave the rest")
  func failFast() throws {
    for index in 0..<9 { try directory.add("in/\(index).png", []) }
    try directory.add("in/z.png", picture)
    let line = ["blur", "in", "out", "--jobs", "1"]
    let fast = try Command.run(line + ["--fail-fast"], in: directory)
    #expect(fast.code == 1 && fast.messages.contains("0 done, 1 failed, 9 not started, in "))
    let third = try Command.run(line + ["--max-errors", "3"], in: directory)
    #expect(third.code == 1 && third.messages.contains("0 done, 3 failed, 7 not started, in "))
    let all = try Command.run(line + ["--max-errors", "10"], in: directory)
    #expect(all.code == 1 && all.messages.contains("1 done, 9 failed, in "))
  }

  @Test("a file that takes too long fails, the others are done")
  func timeoutFailsOneFile() throws {
    try directory.add("in/a.png", TinyPNG.picture(width: 8, height: 8).encoded())
    try directory.add(
      "in/b.png",
      TinyPNG.flat([1, 2, 3], width: 500, height: 2000, colorType: .rgb).encoded())
    let run = try Command.run(
      ["upsample", "--scale", "32", "--kernel", "bilinear", "in", "out", "--timeout", "1"],
      in: directory)
    #expect(run.code == 1 && run.lines.count == 2, "\(run.messages)")
    #expect(
      run.messages.contains("in/b.png: took longer than 1.0 seconds; allow more with --timeout"))
    #expect(try directory.tree().filter { $0.hasPrefix("out/") } == ["out/a.png"])
  }

  @Test("few descriptors are enough for many files, good and bad")
  func fewDescriptorsAreEnough() throws {
    let small = TinyPNG.picture().encoded()
    for index in 0..<300 {
      let bytes = index % 3 == 0 ? Array(small.prefix(index % 100)) : small
      try directory.add("in/\(index % 7)/\(index).png", bytes)
    }
    let run = try Command.shell(
      "ulimit -n 32; exec \"$imgconv\" blur in out -j 8 --quiet --report r.jsonl", in: directory)
    #expect(run.code == 1 && run.lines.count == 100, "\(run.messages)")
    #expect(!run.messages.contains("too many open files"))
    #expect(try directory.tree().count { $0.hasPrefix("out/") } == 207)
  }

  @Test(
    "a signal drops what is in hand, writes the summary and leaves no temporary file",
    arguments: [("INT", Int32(130)), ("TERM", 143)])
  func signalEndsABatchInOrder(name: String, code: Int32) throws {
    for index in 0..<40 {
      try directory.add(
        "in/\(index).png",
        TinyPNG.flat([1, 2, 3], width: 200, height: 200, colorType: .rgb).encoded())
    }
    // In the foreground: a shell's children in the background ignore SIGINT.
    let line = """
      {
        while [ ! -s r.jsonl ] || [ "$(wc -l < r.jsonl)" -lt 3 ]; do sleep 0.02; done
        kill -\(name) $$
      } &
      exec "$imgconv" upsample --scale 4 in out -j 2 --report r.jsonl
      """
    let run = try Command.shell(line, in: directory)
    #expect(run.code == code, "\(run.messages)")
    #expect(
      run.lines.count == 1 && run.messages.hasPrefix("imgconv: interrupted: "), "\(run.messages)")
    let outputs = try directory.tree().filter { $0.hasPrefix("out/") }
    #expect(outputs.count < 40 && outputs.allSatisfy { !$0.contains(".tmp") })
    let report = String(decoding: try directory.read("r.jsonl"), as: UTF8.self)
    let last = try #require(report.split(separator: "\n").last)
    #expect(last.contains("\"status\":\"interrupted\""))
    let rest = try Command.run(
      ["upsample", "--scale", "4", "in", "out", "--report", "r.jsonl", "--resume"], in: directory)
    #expect(
      rest.code == 0 && rest.messages.contains("\(outputs.count) skipped"), "\(rest.messages)")
    #expect(try Command.run(["verify", "r.jsonl"], in: directory).code == 0)
  }

  @Test("killed at any moment and resumed, a batch is whole and right", arguments: 0..<3)
  func killedBatchIsResumed(seed: Int) throws {
    for index in 0..<16 {
      let gray = TinyPNG.flat([index], width: 150, height: 150, colorType: .gray)
      try directory.add("in/\(index).png", gray.encoded())
    }
    let line = ["upsample", "--scale", "3", "in"]
    #expect(try Command.run(line + ["expected"], in: directory).code == 0)
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    for _ in 0..<4 {
      let wait = Int.random(in: 5...99, using: &generator)
      let run = try Command.shell(
        "{ sleep 0.0\(wait); kill -KILL $$; } & exec \"$imgconv\" \(line.joined(separator: " ")) "
          + "out --report r.jsonl --resume -j 2", in: directory)
      if run.wasKilled { kills += 1 }
      for name in try directory.tree() where name.hasPrefix("out/") && !name.hasSuffix(".tmp") {
        #expect(
          try directory.read(name) == directory.read("expected" + name.dropFirst(3)), "\(name)")
      }
    }
    let end = try Command.run(
      line + ["out", "--report", "r.jsonl", "--resume", "-j", "2"], in: directory)
    #expect(end.code == 0, "\(end.messages)")
    let tree = try directory.tree()
    let expected = tree.filter { $0.hasPrefix("expected") }.map { $0.dropFirst(8) }
    #expect(tree.filter { $0.hasPrefix("out") }.map { $0.dropFirst(3) } == expected)
    for name in expected.dropFirst() {
      #expect(try directory.read("out\(name)") == directory.read("expected\(name)"), "\(name)")
    }
    let report = String(decoding: try directory.read("r.jsonl"), as: UTF8.self)
    let done = report.split(separator: "\n").count { $0.contains("\"status\":\"done\"") }
    #expect(done >= 16 && done <= 16 + 2 * kills, "\(done) after \(kills) kills")
  }

  @Test("a signal ends the wait for a pipe, and leaves no temporary file")
  func signalEndsTheWaitForAPipe() throws {
    let bytes = picture.prefix(picture.count / 2)
    try directory.add("half.png", Array(bytes))
    let line = """
      mkfifo pipe; { cat half.png; sleep 9; } > pipe &
      "$imgconv" blur - out.png < pipe & pid=$!
      sleep 0.5; kill -TERM $pid; wait $pid
      """
    let run = try Command.shell(line, in: directory)
    #expect(run.code == 143, "\(run.messages)")
    #expect(try directory.names() == ["half.png", "pipe"])
  }

  @Test("files that dead processes left are removed, by a batch and by one image")
  func staleTemporariesAreRemoved() throws {
    try directory.add("in/a.png", picture)
    try directory.add("out/.a.png.imgconv-1-1.tmp", [1])
    try directory.add(".x.png.imgconv-1-1.tmp", [1])
    #expect(try Command.run(["blur", "in", "out"], in: directory).code == 0)
    #expect(try Command.run(["blur", "in/a.png", "out.png"], in: directory).code == 0)
    #expect(try directory.tree() == ["in", "in/a.png", "out", "out.png", "out/a.png"])
  }

  @Test("the input's time on the output")
  func preserveTimesOfTheInput() throws {
    try directory.add("in.png", picture)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
      ofItemAtPath: directory.file("in.png"))
    #expect(
      try Command.run(["blur", "in.png", "out.png", "--preserve", "mtime"], in: directory).code == 0
    )
    #expect(
      FileStamp(Output.path(directory.file("out.png")))?.modified == 1_000_000_000_000_000_000)
  }

  #if os(Linux)
    @Test("a report on a full disk: the files are done, the failure is told once")
    func fullReport() throws {
      try directory.add("in/a.png", picture)
      try directory.add("in/b.png", picture)
      let run = try Command.run(["blur", "in", "out", "--report", "/dev/full"], in: directory)
      #expect(run.code == 74, "\(run.messages)")
      #expect(run.messages.contains("2 done, 0 failed"))
      let told = run.lines.filter { $0.contains("/dev/full: writing the report failed: no space") }
      #expect(told.count == 1)
    }
  #endif
}
