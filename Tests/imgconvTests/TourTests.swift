// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A command of the tour of convolutions and what the page shows of its output.
private struct TourCommand {
  let line: String
  /// The lines in order; between two that `...` separates, others may be left out.
  var shown: [Substring] = []

  /// Returns the commands of a page: indented lines that begin with `$`, and the indented lines after each.
  static func all(in page: String) -> [TourCommand] {
    var commands: [TourCommand] = []
    for line in page.split(separator: "\n", omittingEmptySubsequences: false)
    where line.hasPrefix("    ") {
      let text = line.dropFirst(4)
      if text.hasPrefix("$ ") {
        commands.append(TourCommand(line: String(text.dropFirst(2))))
      } else if !commands.isEmpty {
        commands[commands.count - 1].shown.append(text)
      }
    }
    return commands
  }

  /// Returns the first shown line that the output does not have where it should; `nil` if there is none.
  func missing(in output: String) -> Substring? {
    var rest = output.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var mayPass = false
    for line in shown {
      if line == "..." {
        mayPass = true
        continue
      }
      guard let place = rest.firstIndex(of: line), mayPass || place == rest.startIndex else {
        return line
      }
      rest = rest[(place + 1)...]
      mayPass = false
    }
    return nil
  }
}

@Suite("docs/kinds-of-convolution.md")
struct TourTests {
  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func page(_ name: String) throws -> String {
    try String(contentsOf: project.appendingPathComponent("docs/\(name)"), encoding: .utf8)
  }

  @Test("every command prints what the page shows")
  func commandsPrintWhatIsShown() throws {
    let directory = try TemporaryDirectory()
    try directory.link("samples", to: TourTests.project.appendingPathComponent("samples").path)
    let commands = TourCommand.all(in: try TourTests.page("kinds-of-convolution.md"))
    try #require(commands.count > 20)
    for command in commands {
      try #require(command.line.hasPrefix("imgconv "))
      let run = try Command.shell("$" + command.line, in: directory)
      #expect(run.code == 0, "\(command.line): \(run.messages)")
      let missing = command.missing(in: run.text)
      #expect(missing == nil, "\(command.line): not in the output: \(missing ?? "")")
    }
  }

  @Test("the Chinese page has the same commands, outputs and pictures")
  func chinesePageIsTheSame() throws {
    let pages = [
      try TourTests.page("kinds-of-convolution.md"),
      try TourTests.page("zh/kinds-of-convolution.md"),
    ]
    let commands = pages.map { TourCommand.all(in: $0).map { [Substring($0.line)] + $0.shown } }
    #expect(commands[0] == commands[1])
    let pictures = pages.map { page in
      page.matches(of: /\]\((?:\.\.\/)?pictures\/([^)]+)\)/).map { String($0.1) }
    }
    #expect(pictures[0] == pictures[1] && pictures[0].count > 10)
    for name in pictures[0] {
      let path = TourTests.project.appendingPathComponent("docs/pictures/\(name)").path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }
}
