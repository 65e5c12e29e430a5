// SPDX-License-Identifier: Apache-2.0

import Batch
import Testing
import imgconv

@Suite("Progress in words")
struct ProgressTextTests {
  /// 1043 done, 2 failed and 957 left after 10 seconds.
  private let text: ProgressText = {
    let start = ContinuousClock.now
    var meter = ProgressMeter(total: 2002, at: start)
    var summary = Summary()
    summary.done = 1043
    summary.failed = 2
    summary.inputBytes = 1_234_000_000
    meter.take(summary, at: start)
    return ProgressText(meter.progress(at: start + .seconds(10)))
  }()

  @Test(
    "the line is what fits",
    arguments: [
      (
        120,
        "━━━━━━━━━━━━━━━━━━━━────────────────────  52 %  1043 done, 2 failed, 957 left  105 img/s  123 MB/s  0:10 to go"
      ),
      (80, "━━━━━─────  52 %  1043 done, 2 failed, 957 left  105 img/s  123 MB/s  0:10 to go"),
      (79, "━━───  52 %  1043 done, 2 failed, 957 left  105 img/s  123 MB/s  0:10 to go"),
      (74, "━━━━━─────  52 %  1043 done, 2 failed, 957 left  105 img/s  0:10 to go"),
      (64, "━━━━━━━────────  52 %  1043 done, 2 failed, 957 left  0:10 to go"),
      (42, "━━───  52 %  1043 done, 2 failed, 957 left"),
      (36, " 52 %  1043 done, 2 failed, 957 left"),
      (11, " 52 %  1043"), (0, ""),
    ])
  func lineFitsItsWidth(width: Int, line: String) {
    #expect(text.line(width: width) == line)
  }

  @Test("no line is longer than its width", arguments: 0...130)
  func noLineIsTooLong(_ width: Int) {
    #expect(text.line(width: width).count <= width)
  }

  @Test("without UTF-8 the bar is ASCII")
  func barIsASCIIWithoutUTF8() {
    var text = text
    text.isUnicode = false
    #expect(text.line(width: 42) == "##---  52 %  1043 done, 2 failed, 957 left")
  }

  @Test("colors change no letter and no width")
  func colorsChangeNoLetter() {
    var colored = text
    colored.isColored = true
    for width in 0...130 {
      let line = colored.line(width: width)
      let plain = line.replacing(/\u{1b}\[[0-9]*m/, with: "")
      #expect(plain == text.line(width: width))
      if width >= 42 { #expect(line.contains("\u{1b}[31m2 failed\u{1b}[0m")) }
    }
  }

  @Test(
    "one image: the name goes first, then the time, then the bar",
    arguments: [
      (60, "━━━━━━━───────────────────────  25 %  in.png  0:30 to go"),
      (45, "━━━────────────  25 %  in.png  0:30 to go"), (30, "━━────────  25 %  0:30 to go"),
      (20, "━━────────  25 %"), (12, "━────  25 %"), (9, " 25 %"), (3, " 25"), (0, ""),
    ])
  func oneImageDropsPartsInOrder(width: Int, line: String) {
    let text = ImageProgressText(name: "in.png", share: 0.25, elapsed: .seconds(10))
    #expect(text.line(width: width) == line)
    #expect(text.plain == "in.png: 25 %, 0:30 to go")
  }

  @Test("one image before its first row: no time, and a name on one line")
  func imageBegins() {
    let text = ImageProgressText(name: "a\nb.png", share: 0, elapsed: .seconds(3))
    #expect(text.plain == "a\\nb.png: 0 %")
    for width in 0...130 { #expect(text.line(width: width).count <= width) }
    #expect(ImageProgressText(name: "", share: 1, elapsed: .zero).plain == ": 99 %, 0:00 to go")
  }

  @Test("in a log there is no bar")
  func logHasNoBar() {
    #expect(
      text.plain
        == "1045 of 2002: 1043 done, 2 failed, 957 left, 105 img/s, 123 MB/s, 0:10 to go")
  }

  @Test(
    "times",
    arguments: [
      (0, "0:00"), (0.2, "0:01"), (59.5, "1:00"), (3599, "59:59"), (360_000, "100:00:00"),
    ]
  )
  func timesAreWritten(seconds: Double, words: String) {
    #expect(ProgressText.clock(.seconds(seconds)) == words)
  }
}
