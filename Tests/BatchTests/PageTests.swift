// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("The page of a report: sums, tables, texts, and where it may go")
struct PageTests {
  let directory: TemporaryDirectory
  private let run =
    #"{"record":"run","format":1,"version":"9.8","command":["blur","in","out"],"recipe":"r","#
    + #""folder":"/home","started":"2026-01-02T03:04:05Z","jobs":4}"#

  init() throws { directory = try TemporaryDirectory() }

  private func done(_ name: String, sizes: (Int, Int) = (10, 20), ms: String = "1.5") -> String {
    #"{"record":"file","input":"in/\#(name)","output":"out/\#(name)","status":"done","recipe":"r","#
      + #""input_size":\#(sizes.0),"input_mtime_ns":1,"output_size":\#(sizes.1),"#
      + #""output_crc32":"00000000","input_shape":[3,4,5],"output_shape":[1,8,10],"ms":\#(ms)}"#
  }

  private func failed(_ name: String, kind: String = "unreadable", reason: String = "why") -> String
  {
    #"{"record":"file","input":"in/\#(name)","output":"out/\#(name)","status":"failed","#
      + #""recipe":"r","reason":"\#(reason)","kind":"\#(kind)","exit_code":65,"ms":2}"#
  }

  private func summary(
    _ status: String = "complete", done: Int = 0, counts: (Int, Int, Int) = (0, 0, 0),
    ms: Int = 1000
  ) -> String {
    #"{"record":"summary","status":"\#(status)","done":\#(done),"failed":0,"skipped":\#(counts.0),"#
      + #""dropped":\#(counts.1),"not_started":\#(counts.2),"ms":\#(ms)}"#
  }

  @Test("sums are those of each file's last record, counted by hand")
  func sumsAreOfLastRecords() throws {
    try directory.addReport([
      run, done("a", sizes: (1000, 4000)), failed("b"), failed("c", kind: "limit"),
      done("d", sizes: (7, 9)), summary("interrupted", done: 2, counts: (0, 1, 5), ms: 1500),
      run, done("b", sizes: (500, 500)), failed("d"), done("a", sizes: (2000, 1000)),
      summary("stopped", done: 2, counts: (3, 2, 1), ms: 500),
    ])
    let page = try MadePage(directory)
    #expect(page.result.done == 2 && page.result.failed == 2)
    #expect(page.tile("Done") == "2" && page.tile("Failed") == "2")
    #expect(page.tile("Skipped") == "3" && page.tile("Dropped") == "2")
    #expect(page.tile("Not started") == "1")
    #expect(page.tile("Time") == "2.0 s" && page.tile("Images/s") == "2.0")
    #expect(page.tile("Read") == "2.5 kB")
    #expect(page.tile("Written")?.hasPrefix("1.5 kB ") == true)
    #expect(page.has("<h1>2 of 7 images done</h1>"))
    #expect(page.has("aria-label=\"2 done, 2 failed, 3 left\""))
    #expect(page.has("Stopped by errors</span></div>"))
    #expect(page.has("2 runs, the last started"))
    #expect(page.parts(after: "<summary>", until: "<").map { $0.prefix(5) } == ["Run 1", "Run 2"])
  }

  @Test("failures are grouped by kind, and only those of last records are shown")
  func failuresAreGroupedByKind() throws {
    try directory.addReport([
      run, failed("b", kind: "limit"), failed("a"), failed("c"), failed("gone"),
      failed("x", kind: "a-later-kind"), done("gone"),
    ])
    let page = try MadePage(directory)
    let titles = page.parts(after: "<caption>", until: "</span>")
    #expect(
      titles == [
        "Unreadable or damaged inputs <span>2", "Over a limit <span>1", "Other failures <span>1",
        "With thumbnails <span>1",
      ])
    let names = page.parts(
      after: "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">", until: "</th>")
    #expect(
      names.map { $0.suffix(13) } == [
        "e\">in/a</bdi>", "e\">in/c</bdi>", "e\">in/b</bdi>", "e\">in/x</bdi>",
      ])
  }

  @Test(
    "how the last run ended",
    arguments: [
      ("complete", "Complete</span></div>"), ("stopped", "Stopped by errors"),
      ("interrupted", "Interrupted"), ("of-a-later-version", "Ended"), ("", "Not finished"),
    ])
  func endOfTheLastRunIsShown(status: String, words: String) throws {
    let ending = status.isEmpty ? [] : [summary(status, done: 1)]
    try directory.addReport([run, done("a")] + ending)
    let page = try MadePage(directory)
    #expect(page.has("\">\(words)"), "\(page.parts(after: "</h1>", until: "</div>"))")
    #expect(page.has("wrote no summary") == status.isEmpty)
    let unknown = status.isEmpty ? "unknown" : "0"
    #expect(page.tile("Skipped") == unknown && page.tile("Not started") == unknown)
    #expect(page.tile("Time") == (status.isEmpty ? "unknown" : "1.0 s"))
  }

  @Test("a run without a summary is followed by another; its records count")
  func runsWithoutSummaryCount() throws {
    try directory.addReport([run, done("a"), run, done("b"), summary(done: 1)])
    let page = try MadePage(directory)
    #expect(page.tile("Done") == "2")
    #expect(page.parts(after: "failed; ", until: "</span>") == ["not finished", "complete"])
    // A run whose first line is torn.
    try directory.addReport([run, done("a"), summary(done: 1), "{\"rec", done("b")])
    let other = try MadePage(directory)
    #expect(other.tile("Done") == "2" && other.has("Run 2 at an unknown time"))
    #expect(other.parts(after: "failed; ", until: "</span>") == ["complete", "not finished"])
  }

  @Test("torn lines are counted and told, their records are not")
  func tornLinesAreCounted() throws {
    try directory.addReport([run, done("a"), "{\"record\":\"fi", "", done("b"), summary(done: 2)])
    let page = try MadePage(directory)
    #expect(page.tile("Done") == "2")
    #expect(page.has("2 lines of the report cannot be understood"))
    try directory.addReport([run, done("a"), summary(done: 1)])
    #expect(try !MadePage(directory).has("cannot be understood"))
  }

  @Test("names, reasons, notes and command lines are text, whatever they are")
  func textsAreEscaped() throws {
    let evil = #"<script>alert('1')<\/script>&amp;\"onerror=x"#
    let shown =
      "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&quot;onerror=x"
    let command =
      #"{"record":"run","command":["\#(evil)"],"folder":"\#(evil)","#
      + #""version":"\#(evil)","started":"\#(evil)","recipe":"\#(evil)"}"#
    try directory.addReport([
      command, failed(evil, reason: evil),
      done("n").replacing("\"ms\"", with: "\"notes\":[\"\(evil)\"],\"ms\""),
      done("d/" + evil),
      #"{"record":"file","input":"i\#u{fffd}","input_bytes":"aTz/Pg==","status":"failed","recipe":""}"#,
      failed(#"line\nbreak\u0007\u2028"#),
    ])
    let page = try MadePage(directory) { $0.version = "<v>" }
    #expect(page.parts(after: "<script", until: ">").count == 1 && !page.has("alert('"))
    #expect(!page.has("\"onerror") && !page.has("<v>"))
    // Directory, version, recipe, start twice; a name and a reason; a note; the names of input and output.
    #expect(page.text.components(separatedBy: shown).count - 1 == 5 + 2 + 1 + 2)
    #expect(
      page.has("imgconv &#39;&lt;script&gt;alert(&#39;\\&#39;&#39;1&#39;\\&#39;&#39;)&lt;/script"))
    #expect(page.has("<bdi class=\"name\">i&lt;\\xff&gt;</bdi>"))
    #expect(page.has("in/line\\nbreak\\u{7}\u{2028}</bdi>"))
    #expect(page.has("no reason was recorded"))
  }

  @Test("a page holds the first files, and says how many there are", arguments: [0, 2, 5, 9])
  func filesOverTheLimitAreCounted(count: Int) throws {
    let names = (0..<5).map { "n\($0)" }
    try directory.addReport([run] + names.map { done($0) } + (0..<4).map { failed("f\($0)") })
    let page = try MadePage(directory) {
      $0.thumbnails = count
      $0.rows = 1
    }
    #expect(page.result.shown == min(count, 5))
    // Neither input nor output is there.
    #expect(page.holes == [String](repeating: "is gone", count: 2 * min(count, 5)))
    var titles = ["Unreadable or damaged inputs <span>the first 1 of 4"]
    if count == 2 { titles.append("With thumbnails <span>the first 2 of 5") }
    if count > 2 { titles.append("With thumbnails <span>5") }
    if count < 5 { titles.append("Without thumbnails <span>the first 1 of \(5 - count)") }
    #expect(page.parts(after: "<caption>", until: "</span>") == titles)
    let rows = page.parts(after: "scope=\"row\" class=\"file\"><bdi class=\"name\">", until: "<")
    #expect(rows == names.prefix(min(count + 1, 5)).map { "in/" + $0 })
    #expect(page.has("<span>5 × 4, RGB</span> <span class=\"to\">10 × 8, gray</span></td>"))
    #expect(page.has("<span>10 B</span> <span class=\"to\">20 B <small>200 %</small></span></td>"))
    #expect(page.has("class=\"time\" data-sort=\"1500\">1.5 ms</td>"))
  }

  @Test("numbers no file has do not end the program")
  func absurdNumbersDoNotTrap() throws {
    let huge = "9223372036854775807"
    try directory.addReport([
      run, done("a", sizes: (.max, .max), ms: "1e300"), done("b", sizes: (.max, .min), ms: "-1"),
      done("c", sizes: (1, .min)), done("d", sizes: (1, .max)),
      #"{"record":"summary","status":"complete","done":\#(huge),"dropped":\#(huge),"ms":1e14}"#,
      #"{"record":"run","jobs":\#(huge)}"#, #"{"record":"run","jobs":-5}"#,
    ])
    let page = try MadePage(directory) { $0.thumbnails = 0 }
    #expect(page.tile("Done") == "4" && page.tile("Read") == "2 B")
  }

  @Test("the command line is cut, and the last runs only are told")
  func longCommandLinesAreCut() throws {
    let words = (0..<1000).map { "\"word-\($0)\"" }.joined(separator: ",")
    let long = #"{"record":"run","command":["blur",\#(words)]}"#
    try directory.addReport([String](repeating: long, count: 30))
    let page = try MadePage(directory)
    #expect(page.parts(after: "<summary>", until: "</summary>").count == 20)
    #expect(page.has("<summary>Run 30 ") && page.has("The last 20 of 30 runs."))
    let command = try #require(page.parts(after: "<code>imgconv ", until: "</dd>").first)
    #expect(command.count < 2100 && command.hasSuffix(" more words"))
    let kept = command.components(separatedBy: "</code>")[0].split(separator: " ").count
    #expect(command.hasSuffix(" and \(1001 - kept) more words"))
  }

  @Test("a page never replaces the report or a file that it names, by whatever name")
  func pageNeverReplacesAFileOfTheReport() throws {
    let picture = TinyPNG.picture().encoded()
    try directory.add("in/a.png", picture)
    try directory.add("in/bad.png", [1])
    try directory.runBatch()
    try FileManager.default.linkItem(
      atPath: directory.file("in/bad.png"), toPath: directory.file("hard.html"))
    try directory.link("soft.html", to: "out/a.png")
    try FileManager.default.removeItem(atPath: directory.file("in/a.png"))
    let before = try directory.tree()
    for (name, words) in [
      ("r.jsonl", "is the report itself"), ("in/bad.png", "is an input of this report"),
      ("hard.html", "is an input of this report"), ("out/a.png", "is an output of this report"),
      ("soft.html", "is an output of this report"),
      ("out/../in/a.png", "is an input of this report"),
    ] {
      let error = #expect(throws: FileError.self) {
        try ReportPage(directory.file("r.jsonl")).write(to: .path(directory.file(name)))
      }
      #expect(
        error?.kind == .cannotCreate && error?.reason == words + "; choose another name", "\(name)")
    }
    #expect(try directory.tree() == before)
    #expect(try directory.read("in/bad.png") == [1])
    // An older page is no such file.
    try directory.add("page.html", [1])
    #expect(try MadePage(directory).text.hasSuffix("</html>\n"))
  }

  @Test(
    "what is no report makes no page",
    arguments: ["", "picture", "{\"record\":\"file\"}\n", "{\"record\":\"run\",\"format\":2}\n"])
  func noReport(content: String) throws {
    try directory.add("r.jsonl", Array(content.utf8))
    let error = #expect(throws: FileError.self) { try MadePage(directory) }
    #expect(error?.kind == .unreadable)
    #expect(try directory.names() == ["r.jsonl"])
  }
}
