// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("imgconv report on the command line")
struct ReportCommandTests {
  let directory: TemporaryDirectory

  /// A batch of three images, one of them torn, and its report `r.jsonl`.
  init() throws {
    directory = try TemporaryDirectory()
    let picture = TinyPNG.picture(width: 64, height: 64).encoded()
    try directory.add("in/a.png", picture)
    try directory.add("in/b.png", picture)
    try directory.add("in/torn.png", Array(picture.prefix(99)))
    let run = try Command.run(
      ["blur", "in", "out", "--report", "r.jsonl", "--quiet"], in: directory)
    #expect(run.code == 1)
  }

  private func run(_ line: String) throws -> Run {
    try Command.run(line.split(separator: " ").map(String.init), in: directory)
  }

  @Test("a page of a batch, in a file or on standard output")
  func pageOfABatch() throws {
    let run = try run("report r.jsonl --html p.html")
    #expect(run.code == 0 && run.output == [])
    #expect(run.messages == "imgconv: p.html: 2 done, 1 failed; 2 with thumbnails\n")
    let page = try directory.read("p.html")
    let text = String(decoding: page, as: UTF8.self)
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(text.components(separatedBy: "<img src=\"data:image/").count == 5)
    #expect(text.contains("<code>imgconv blur in out --report r.jsonl --quiet</code>"))
    #expect(text.contains("Made by imgconv 0."))
    let piped = try self.run("report r.jsonl --html -")
    #expect(piped.code == 0 && piped.messages == "" && piped.output == page)
    let quiet = try self.run("report r.jsonl --html p.html --quiet --thumbnails 0 --rows 1 -j 1")
    #expect(quiet.code == 0 && quiet.messages == "")
    let short = String(decoding: try directory.read("p.html"), as: UTF8.self)
    #expect(!short.contains("<img src") && short.contains("the first 1 of 2"))
  }

  @Test(
    "what cannot be done has one line and its code, and changes nothing",
    arguments: [
      ("report none.jsonl --html p.html", 65, "none.jsonl: no such file or directory"),
      ("report in/a.png --html p.html", 65, "in/a.png: is not an imgconv report"),
      ("report in --html p.html", 65, "in: is not a regular file"),
      ("report r.jsonl --html none/p.html", 73, "none/p.html: the directory none does not exist"),
      ("report r.jsonl --html in", 73, "in: is a directory"),
      ("report r.jsonl --html r.jsonl", 73, "r.jsonl: is the report itself; choose"),
      ("report r.jsonl --html in/torn.png", 73, "is an input of this report; choose"),
      ("report r.jsonl --html out/a.png", 73, "is an output of this report; choose"),
      ("report r.jsonl", 64, "--html"),
      ("report r.jsonl --html p.html --thumbnails -1", 64, "--thumbnails"),
      ("report r.jsonl --html p.html --rows -1", 64, "--rows"),
      ("report r.jsonl --html p.html -j 0", 64, "--jobs is 0; it must be positive"),
    ])
  func impossiblePagesAreRefused(line: String, code: Int32, words: String) throws {
    let before = try directory.tree()
    let report = try directory.read("r.jsonl")
    let run = try run(line)
    #expect(run.code == code && run.lines.count == 1, "\(run.messages)")
    #expect(run.messages.contains(words), "\(run.messages)")
    #expect(try directory.tree() == before && directory.read("r.jsonl") == report)
  }

  #if os(Linux)
    @Test("a full disk, and a reader that goes away, end with 74")
    func fullDiskEndsWith74() throws {
      let full = try run("report r.jsonl --html /dev/full")
      #expect(full.code == 74 && full.lines.count == 1, "\(full.messages)")
      #expect(full.messages.hasPrefix("imgconv: /dev/full: writing failed: no space left"))
      let gone = try Command.shell(
        "{ \"$imgconv\" report r.jsonl --html -; echo $? > code; } | true", in: directory)
      #expect(gone.messages == "")
      #expect(
        ["0\n", "74\n"].contains(String(decoding: try directory.read("code"), as: UTF8.self)))
    }

    @Test("names that are no UTF-8 are shown as messages show them, pictures and all")
    func namesThatAreNotUTF8AreShown() throws {
      let run = try Command.shell(
        """
        cp in/a.png "in/$(printf 'b\\377c').png" && rm in/torn.png
        "$imgconv" blur in "$(printf 'o\\376')" --report "$(printf 'r\\375')" --quiet
        test -s "$(printf 'r\\375')" || exit 99
        "$imgconv" report "$(printf 'r\\375')" --html "$(printf 'p\\374')"
        """, in: directory)
      #expect(run.code == 0, "\(run.messages)")
      #expect(run.messages == "imgconv: p\\xfc: 3 done, 0 failed; 3 with thumbnails\n")
      let page = try Command.shell("cat \"$(printf 'p\\374')\"", in: directory).text
      #expect(page.contains("alt=\"Before: in/b\\xffc.png\""))
      #expect(page.contains("alt=\"After: o\\xfe/b\\xffc.png\""))
      #expect(page.contains("<title>imgconv report: r\\xfd</title>"))
    }
  #endif

  @Test("the help has examples, and the overview lists the command")
  func helpHasExamples() throws {
    let help = try run("report --help")
    #expect(help.code == 0 && help.text.contains("imgconv report run.jsonl --html run.html"))
    #expect(try run("help").text.contains("\n  report "))
  }
}
