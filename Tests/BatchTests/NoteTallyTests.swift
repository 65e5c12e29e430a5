// SPDX-License-Identifier: Apache-2.0

import Batch
import Testing

@Suite("A note shared by many files is printed once")
struct NoteTallyTests {
  private func lines(_ notes: [(file: String, notes: [String])]) -> [String] {
    var tally = NoteTally()
    for (file, notes) in notes { tally.add(notes, of: file) }
    return tally.lines
  }

  @Test("a note of one file names it; one of several has a count and the first name")
  func notesHaveACountAndTheFirstName() {
    #expect(lines([]) == [])
    #expect(lines([("a.png", ["x"])]) == ["a.png: note: x"])
    #expect(
      lines([("c.png", ["x"]), ("a.png", ["y", "x"]), ("b.png", ["x"])])
        == ["note: x (in 3 files, such as a.png)", "a.png: note: y"])
  }

  @Test(
    "notes that differ in numbers alone are one kind; the text is that of the file that is named")
  func notesDifferingInNumbersAreOneKind() {
    #expect(
      lines([("b.png", ["12.5 % clamped"]), ("a.png", ["3 % clamped"])])
        == ["note: 3 % clamped (or similar, in 2 files, such as a.png)"])
    #expect(lines([("a", ["1 a"]), ("b", ["1 b"])]).count == 2)
    #expect(lines([("a", ["at 1."]), ("b", ["at 2."])]).count == 1)
  }

  @Test("a kind counts once for a file")
  func kindCountsOncePerFile() {
    #expect(lines([("a", ["drops 1", "drops 2"])]) == ["a: note: drops 1"])
  }

  @Test("more than 50 kinds are only counted")
  func kindsOverFiftyAreOnlyCounted() {
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let notes = letters.flatMap { first in letters.map { "\(first)\($0)" } }
    var tally = NoteTally()
    for note in notes { tally.add([note], of: "f") }
    tally.add(["aa"], of: "g")
    #expect(tally.lines.count == 50)
    #expect(tally.lines[0] == "note: aa (in 2 files, such as f)")
    #expect(tally.leftOut == 626)
  }
}
