// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("Progress and colors on a terminal")
struct ProgressTests {
  let directory: TemporaryDirectory
  private let line = ["blur", "in", "out"]

  init() throws {
    directory = try TemporaryDirectory()
    let picture = TinyPNG.picture(width: 64, height: 64).encoded()
    for index in 0..<4 { try directory.add("in/\(index).png", picture) }
    try directory.add("in/bad.png", [1, 2, 3])
  }

  private func shown(
    _ options: [String] = [], columns: Int = 100, environment: [String: String] = [:]
  ) throws -> Shown {
    try PseudoTerminal(columns: columns)
      .run(line + options, in: directory, environment: environment)
  }

  @Test("a bar is drawn, messages stand above it, and nothing is left of it at the end")
  func barIsDrawnAndRemoved() throws {
    let shown = try shown(environment: ["NO_COLOR": "1"])
    #expect(shown.frames.first?.hasSuffix("─   0 %  0 done, 0 failed, 5 left") == true)
    try #require(shown.lines.count == 3 && shown.lines.last == "", "\(shown.lines)")
    #expect(shown.lines.first?.hasPrefix("imgconv: in/bad.png: ") == true)
    #expect(shown.lines[1].hasPrefix("imgconv: 4 done, 1 failed, in "))
  }

  @Test("the line keeps within the terminal", arguments: [30, 60, 200])
  func lineKeepsWithinTheTerminal(columns: Int) throws {
    let frames = try shown(columns: columns).frames
    #expect(!frames.isEmpty && frames.allSatisfy { $0.count < columns })
  }

  @Test("a terminal that cannot draw, and options, leave the bar away")
  func noBar() throws {
    for environment in [["TERM": "dumb"], ["TERM": ""]] {
      #expect(try shown(environment: environment).frames.isEmpty)
    }
    #expect(try shown(["--progress", "never"]).frames.isEmpty)
    #expect(try shown(["--quiet"]).lines.count == 2)
    let log = try shown(["--progress", "always"], environment: ["TERM": "dumb"])
    #expect(log.lines.first == "imgconv: 0 of 5: 0 done, 0 failed, 5 left", "\(log.lines)")
  }

  @Test("colors go by NO_COLOR and --color")
  func colorsFollowEnvironmentAndOption() throws {
    let red = "\u{1b}[31mimgconv:\u{1b}[0m in/bad.png: "
    let green = "\u{1b}[32m"
    let plain = try shown(environment: ["NO_COLOR": "1"]).text
    #expect(!plain.contains(/\u{1b}\[[0-9]*m/))
    #expect(!(try shown(["--color", "never"]).text.contains(/\u{1b}\[[0-9]*m/)))
    let colored = try shown().text
    #expect(colored.contains(red) && colored.contains(green))
    #expect(try shown(["--color", "always"], environment: ["NO_COLOR": "1"]).text.contains(red))
    #expect(try shown(environment: ["TERM": "dumb"]).text.contains(red) == false)
  }

  @Test("outside a UTF-8 locale the bar is ASCII")
  func barIsASCIIOutsideUTF8() throws {
    let frames = try shown(environment: ["LC_ALL": "C"]).frames
    #expect(frames.first?.hasPrefix("----------") == true, "\(frames)")
  }

  @Test("one image shows its progress once it has taken 2 s, and nothing is left of it at the end")
  func oneImage() throws {
    let picture = try directory.read("in/0.png")
    try directory.add("half", Array(picture.prefix(picture.count / 2)))
    try directory.add("rest", Array(picture.dropFirst(picture.count / 2)))
    #expect(try Command.shell("mkfifo pipe.png", in: directory).code == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "{ cat half; sleep 4; cat rest; } > pipe.png"]
    writer.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    try writer.run()
    let slow = try PseudoTerminal(columns: 80).run(["blur", "pipe.png", "out.png"], in: directory)
    writer.waitUntilExit()
    #expect(!slow.frames.isEmpty && slow.frames.allSatisfy { $0.contains(" %  pipe.png") })
    #expect(slow.lines == [""])
    #expect(try directory.names().contains("out.png"))
    let quick = try PseudoTerminal(columns: 80).run(["blur", "in/0.png", "out.png"], in: directory)
    #expect(quick.text == "")
  }

  @Test("without a terminal there is nothing but what is asked for")
  func logsHaveNoProgress() throws {
    let silent = try Command.run(line, in: directory)
    #expect(silent.lines.count == 2 && !silent.messages.contains("\u{1b}"))
    let log = try Command.run(line + ["--progress", "always"], in: directory)
    #expect(log.lines.count == 3 && log.lines.first == "imgconv: 0 of 5: 0 done, 0 failed, 5 left")
    let colored = try Command.run(line + ["--color", "always"], in: directory)
    #expect(colored.messages.contains("\u{1b}[31mimgconv:\u{1b}[0m in/bad.png: "))
  }

  @Test(
    "options that make no sense",
    arguments: [
      (["--quiet", "--progress", "always"], "--quiet and --progress always exclude"),
      (["--progress", "often"], "'often'"), (["--color", "blue"], "'blue'"),
    ])
  func conflictingProgressOptionsAreRefused(options: [String], words: String) throws {
    let run = try Command.run(line + options, in: directory)
    #expect(run.code == 64 && run.lines.count == 1 && run.messages.contains(words))
  }

  @Test("a report on the same terminal leaves the bar away")
  func reportOnTerminal() throws {
    let terminal = try PseudoTerminal(columns: 80)
    terminal.takesOutput = true
    let shown = try terminal.run(line + ["--report", "-"], in: directory)
    #expect(shown.frames.isEmpty && shown.text.contains("{\"record\":\"summary\""))
  }
}
