// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A command and the options that its help lists.
private struct Listed {
  let name: String
  let options: [String]
}

@Suite("Completions and manual pages")
struct ShellTests {
  let directory: TemporaryDirectory
  private let commands: [Listed]

  init() throws {
    let directory = try TemporaryDirectory()
    self.directory = directory
    let help = try Command.run(["help"], in: directory).text.split(separator: "\n")
    let list = help.drop { $0 != "SUBCOMMANDS:" }.dropFirst()
    commands = try list.compactMap { line in
      guard let name = line.wholeMatch(of: #/\ \ ([a-z]+) +[A-Z].*/#)?.1 else { return nil }
      let help = try Command.run(["help", String(name)], in: directory).text
      let rows = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
      let heads = rows.map { row in
        row[..<(row.dropFirst(2).firstRange(of: "  ")?.lowerBound ?? row.endIndex)]
      }
      return Listed(
        name: String(name),
        options: heads.flatMap { $0.matches(of: /--?[a-z0-9][a-z-]*/).map { String($0.output) } })
    }
  }

  private func script(_ shell: String) throws -> String {
    let run = try Command.run(["--generate-completion-script", shell], in: directory)
    #expect(run.code == 0 && run.messages == "")
    return run.text
  }

  @Test("help lists what the other tests here go by")
  func helpListsTheTestedCommands() throws {
    #expect(commands.count >= 13)
    #expect(try #require(commands.first).name == "blur")
    #expect(
      Set(["--sigma", "--no-recursive", "-0", "--null", "-j", "--jobs", "--help"])
        .isSubset(of: try #require(commands.first).options))
  }

  @Test(
    "a completion script has every command, option and value", arguments: ["bash", "zsh", "fish"])
  func completionScriptsHaveEveryOption(shell: String) throws {
    let script = try script(shell)
    for command in commands {
      let place = shell == "fish" ? "\"imgconv \(command.name)\"" : "_imgconv_\(command.name)() {"
      #expect(script.contains(place))
      let start = try #require(script.firstRange(of: place)).lowerBound
      let end = shell == "fish" ? nil : script[start...].firstRange(of: "\n}")?.lowerBound
      let body = script[start..<(end ?? script.endIndex)]
      for option in command.options {
        let isLong = option.hasPrefix("--")
        let fish = "-\(isLong ? "l" : "s") '\(option.drop { $0 == "-" })'"
        #expect(body.contains(shell == "fish" ? fish : option), "\(command.name) \(option)")
      }
    }
    for value in [
      "binomial", "constant=0.5", "scharr", "angle", "keep", "normalize", "422", "small",
      "npy", "lanczos3", "leaky=0.1", "valid", "swap=bgr", "16", "mtime",
    ] {
      #expect(script.contains(value), "\(value)")
    }
  }

  @Test("the scripts have what the parser's library leaves out")
  func completionScriptsAreCorrected() throws {
    let names = commands.map(\.name).joined(separator: " ")
    let zsh = try script("zsh")
    for specification in [
      "'*:subcommands:(\(names))'", "'--kernel=[The kernel.]:kernel:",
      "{--jobs=,-j+}'[Max images at once.", "'*--include=[Take", "'--linear[Filter",
    ] {
      #expect(zsh.contains(specification), "\(specification)")
    }
    #expect(try script("fish").hasSuffix("\"imgconv help\" -ge 1' -fa '\(names)'\n"))
    let bash = try script("bash")
    #expect(bash.hasSuffix("\ncomplete -o filenames -F __imgconv_words imgconv\n"))
    #expect(!bash.hasPrefix("#!"))
    #expect(bash.ranges(of: "\ncomplete ").count == 1)
  }

  @Test("every value that a shell offers for a filter is taken")
  func offeredValuesAreAccepted() throws {
    let script = try script("bash")
    let offers = script.matches(
      of: #/\n_imgconv_explain_([a-z]+)\(\) \{\n(?:[^\n}][^\n]*\n|\n)*\}/#)
    #expect(offers.count == 11)
    var tried = 0
    for offer in offers {
      let needed = [
        "convolve": ["--weights", "1"], "run": ["--recipe", "edge"], "crop": ["--size", "5x3"],
        "resize": ["--size", "4x6"],
      ]
      for list in offer.output.0.matches(
        of: #/'(--[a-z-]+)'\)\n +__imgconv_add_completions -W (.*)\n/#)
      {
        for value in list.2.matches(of: #/'([^']+)'(?:\$'\\n')?/#).map(\.1) where value != "\\n" {
          let words = ["explain", String(offer.1)] + needed[String(offer.1), default: []]
          let run = try Command.run(
            words + [String(list.1), String(value), "--input", "8x8"], in: directory)
          let isMissing = run.messages.contains("either --matrix or --preset")
          let isOfOthers = run.messages.contains("so it has no response value")
          #expect(
            run.code == 0 || isMissing || isOfOthers, "\(words) \(list.1) \(value): \(run.messages)"
          )
          tried += 1
        }
      }
    }
    #expect(tried > 80)
  }

  @Test("an unknown shell is refused by its name")
  func unknownShell() throws {
    let run = try Command.run(["--generate-completion-script", "tcsh"], in: directory)
    #expect(run.code == 64 && run.output == [])
    #expect(run.messages.contains("'tcsh'") && !run.messages.contains("there is no command"))
  }

  /// The pages by name, roff's escapes for characters undone.
  private func pages() throws -> [String: String] {
    let made = try TemporaryDirectory()
    let run = try Command.run(["manual", "--date", "2026-01-31", made.path], in: directory)
    #expect(run.code == 0 && run.messages == "" && run.output == [])
    var pages: [String: String] = [:]
    for name in try made.names() {
      var text = String(decoding: try made.read(name), as: UTF8.self)
      for (escape, character) in ["\\-": "-", "\\(aq": "'", "\\(dq": "\"", "\\(ha": "^"] {
        text = text.replacing(escape, with: character)
      }
      pages[name] = text
    }
    return pages
  }

  @Test("every command has a page; an option stands on it or on the first page")
  func manualHasEveryOption() throws {
    let pages = try pages()
    #expect(pages.count == commands.count + 1)
    let overview = try #require(pages["imgconv.1"])
    for command in commands {
      let page = try #require(pages["imgconv-\(command.name).1"])
      #expect(overview.contains("\\fBimgconv-\(command.name)\\fP(1)\n"))
      for option in command.options {
        let entry = "\\fB\(option)\\fP"
        #expect(page.contains(entry) || overview.contains(entry), "\(command.name) \(option)")
      }
    }
    let blur = try #require(pages["imgconv-blur.1"])
    #expect(blur.contains("\n.TP\n\\fB--sigma\\fP \\fIs[,sx]\\fP\n"))
    #expect(blur.contains("imgconv(1) explains:") && !blur.contains("\\fB--include\\fP"))
    #expect(overview.contains("\n.TP\n\\fB--recursive\\fP, \\fB--no-recursive\\fP\n"))
    #expect(pages["imgconv-explain.1"]?.contains("\\fB--has-alpha\\fP") == true)
  }

  @Test("no page names an option that there is not")
  func onlyOptions() throws {
    let known = Set(
      commands.flatMap(\.options) + [
        "--matrices", "--figure", "--image", "--input", "--channels",
        "--has-alpha", "--version", "--generate-completion-script",
      ])
    for (name, page) in try pages() {
      for option in page.matches(of: #/[^a-z\-](--[a-z][a-z\-]*[a-z])/#) {
        #expect(known.contains(String(option.1)), "\(name): \(option.1)")
      }
    }
  }

  @Test("the lines of the help's tables and examples stay lines; its headings become sections")
  func manualKeepsTablesAndExamples() throws {
    let pages = try pages()
    let blur = try #require(pages["imgconv-blur.1"])
    for text in [
      ".SH BORDERS\n.EX\nzero        00 abcd 00      symmetric   ba abcd dc\nconstant=V",
      ".SH EXAMPLES\n.EX\nimgconv blur in.png out.png\nimgconv blur --sigma 1,5",
      ".SH FORMULA\n.EX\ngaussian  w(x) = exp(-x^2 / (2 S^2))            x = -r...r, r = ceil(4 S)\nbox",
      ".EE\n.PP\nThe weights are divided by their sum.\nThe kernel runs",
      ".TH IMGCONV-BLUR 1 \"2026-01-31\" \"imgconv ",
      ".SH NAME\nimgconv-blur - smooth images\n.SH SYNOPSIS\n\\fBimgconv\\fP \\fBblur\\fP \\fI[options]\\fP",
    ] {
      #expect(blur.contains(text), "\(text)")
    }
    // Too long for a page, so broken as a shell takes it; and not within the quotes.
    let convolve = try #require(pages["imgconv-convolve.1"])
    #expect(
      convolve.contains(
        "imgconv convolve --weights \"1 2 1; 2 4 2; 1 2 1\" --normalize in.png \\e\n    soft.png\n")
    )
    #expect(try #require(pages["imgconv.1"]).contains(".SH EXIT STATUS\n.EX\n0   all done"))
    let requests = Set(["TH", "SH", "SS", "PP", "TP", "EX", "EE"])
    for (name, page) in pages {
      for line in page.split(separator: "\n") where line.first == "." {
        #expect(requests.contains(String(line.dropFirst().prefix(2))), "\(name): \(line)")
      }
    }
  }

  @Test("manual refuses what it cannot do")
  func manualRefuses() throws {
    let date = try Command.run(["manual", "--date", "tomorrow", "."], in: directory)
    #expect(date.code == 64 && date.messages.contains("'tomorrow'"))
    let gone = try Command.run(["manual", "gone"], in: directory)
    #expect(gone.code == 73 && gone.lines.count == 1)
    #expect(!(try Command.run(["help"], in: directory).text.contains("manual  ")))
  }
}
