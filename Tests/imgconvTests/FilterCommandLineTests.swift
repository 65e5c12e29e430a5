// SPDX-License-Identifier: Apache-2.0

import Foundation
import Recipes
import TestSupport
import Testing
import imgconv

/// The plain twin is ArgumentParser: what both read must be equal, and what it refuses must be left to it.
@Suite("Command lines read without ArgumentParser")
struct FilterCommandLineTests {
  /// An option or flag, as ArgumentParser describes it.
  private struct Described {
    let words: [String]
    let isFlag: Bool
    let isShared: Bool
    let values: [String]

    init?(_ json: [String: Any]) {
      guard let kind = json["kind"] as? String, kind != "positional" else { return nil }
      isFlag = kind == "flag"
      isShared = !["Filter", "Recipe"].contains(json["sectionTitle"] as? String)
      values = json["allValues"] as? [String] ?? []
      words = (json["names"] as? [[String: Any]] ?? []).compactMap { name in
        guard let text = name["name"] as? String, let kind = name["kind"] as? String else {
          return nil
        }
        return (kind == "short" ? "-" : "--") + text
      }
    }
  }

  /// Texts that are values of some option and not of others.
  private static let texts = [
    "1", "2", "16", "90", "0.5", "3,4", "1.5,2", "101", "0", "1x2", "640x480", "50%", "1/3",
    "10,10,20,20", "1 2 1; 2 4 2; 1 2 1", "0.1,0.2,0.3", "gray", "saturate=1.3", "keep", "*.png",
    "{stem}.png", "{", "[", "2/3", "4/3", "512M", "90s", "mtime", "location", "all,gps",
    "copyright",
    "a b", "nonsense", "A=B", "jpeg", "-1", "-", "", "--quiet", "é",
  ]

  private func described(_ command: String) throws -> [Described] {
    let run = try Command.run([command, "--experimental-dump-help"], in: try TemporaryDirectory())
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(run.text.utf8)) as? [String: Any])
    let described = try #require(root["command"] as? [String: Any])
    let arguments = try #require(described["arguments"] as? [[String: Any]])
    return arguments.compactMap(Described.init)
  }

  private static let commands = FilterCatalog.names + ["run"]

  /// Returns the words that a command cannot do without.
  private func required(_ filter: String) throws -> [String] {
    if filter == "run" { return [] }
    let parameters = try #require(FilterCatalog.named(filter)).stepParameters
    return parameters.filter { $0.isRequired }.flatMap { parameter in
      ["--\(parameter.name)", parameter.name == "weights" ? "1 2 1" : "1,2,3,4"]
    }
  }

  /// Reads a line in both ways and compares.
  ///
  /// - Returns: whether the line was read without ArgumentParser.
  @discardableResult
  private func compare(_ line: [String], mustBeRead: Bool) -> Bool {
    let expected = (try? FilterCommandLine.parsed(line))?.description
    let found = FilterCommandLine(line)?.description
    if let found {
      #expect(found == expected, "\(line)")
    } else if mustBeRead {
      #expect(expected == nil, "\(line) is left to ArgumentParser, which can read it")
    }
    return found != nil
  }

  @Test("each option in each form, with many values", arguments: commands)
  func singleOptions(filter: String) throws {
    // All commands have the same shared options.
    let options = try described(filter).filter { filter == "blur" || !$0.isShared }
    let required = try required(filter)
    var read: Set<String> = []
    for option in options {
      for word in option.words {
        if option.isFlag {
          let line = [filter, word, "in", "out"] + required
          if compare(line, mustBeRead: true) { read.insert(word) }
          compare([filter, "in", "\(word)=x", "out"] + required, mustBeRead: true)
          continue
        }
        for value in option.values + Self.texts {
          let isOdd = value.isEmpty || value.hasPrefix("--")
          let line = [filter] + required + [word, value, "in", "out"]
          if compare(line, mustBeRead: !isOdd) { read.insert(word) }
          compare(
            [filter, "in"] + required + ["out", "\(word)=\(value)"],
            mustBeRead: !value.isEmpty && word.hasPrefix("--"))
        }
        compare([filter, "in", "out", word] + required, mustBeRead: true)
        compare([filter, "in", "out"] + required + [word], mustBeRead: true)
      }
    }
    // These need another option beside them, or only ArgumentParser takes them.
    let others = [
      "--null", "-0", "--resume", "--backup", "--keep", "--drop-extra-pictures", "--help", "-h",
      "--version",
    ]
    let words = options.flatMap(\.words).filter { !others.contains($0) }
    #expect(words.filter { !read.contains($0) } == [])
  }

  @Test("random lines", arguments: 0..<40)
  func randomLines(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let filter = try #require(Self.commands.randomElement(using: &generator))
    let options = try described(filter)
    let required = try required(filter)
    var count = 0
    for _ in 0..<60 {
      var line = Bool.random(using: &generator) ? required : []
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        guard let option = options.randomElement(using: &generator),
          let word = option.words.randomElement(using: &generator)
        else { continue }
        let values = option.values.isEmpty ? Self.texts : option.values
        let value = values.randomElement(using: &generator) ?? ""
        switch Int.random(in: 0..<8, using: &generator) {
        case _ where option.isFlag: line.append(word)
        case 0: line.append(word)
        case 1...3: line.append("\(word)=\(value)")
        default: line += [word, value]
        }
      }
      line += ["in", "a/b", "in=out", "3", "help"].shuffled(using: &generator)
        .prefix(Int.random(in: 0...3, using: &generator))
      if compare([filter] + line, mustBeRead: false) { count += 1 }
    }
    #expect(count > 5)
  }

  @Test(
    "lines that are left to ArgumentParser",
    arguments: [
      "", "blur", "blur help", "blur in", "blur --help in out", "blur -h in out",
      "blur --version in out", "blur in out --", "blur -- in out", "blur --sigm 2 in out",
      "blur --sigma", "blur --sigma=", "blur --sigma 2 --sigma x in out",
      "blur -qv in out", "blur -q85 in out", "blur -j=4 in out", "blur -oout in",
      "blur -q 85 in out", "blur --quiet=1 in out",
      "blur --depth 7 in out", "blur --quality 0 in out", "blur -q -v in out",
      "blur --null in out", "convolve in out", "Blur in out", "blu in out", "--quiet blur in out",
      "help blur in", "run edge", "runs edge in out", "info in out", "explain blur in",
      "blur --generate-completion-script bash in", "blur --experimental-dump-help in out",
      "blur ---completion in out", "blur --no-sigma in out", "blur -sigma 2 in out",
      "blur –sigma=2 -x in out",
    ])
  func rest(line: String) {
    let words = line.split(separator: " ").map(String.init)
    #expect(FilterCommandLine(words) == nil)
  }

  @Test("several short options in a word, and values that begin with a dash")
  func joinedAndNegative() {
    let read = [
      "-j4", "-vn", "-nv", "-qn", "-vvn", "-o -", "-o -1", "--output -.5", "-j4 -n", "-j4 -j 2",
      "-j04",
    ]
    for words in read {
      let line = ["blur"] + words.split(separator: " ").map(String.init) + ["in", "out"]
      #expect(compare(line, mustBeRead: true), "\(words)")
    }
    #expect(compare(["mix", "--matrix", "-1 0 0; 0 -1 0; 0 0 1", "in", "out"], mustBeRead: true))
    #expect(compare(["sharpen", "--amount", "-0.5", "in", "out"], mustBeRead: true))
    for words in ["-vj4", "-vj 4", "-jv", "-j-4", "-vh", "-n0", "-0n", "-vq", "-4j", "-j", "-ov"] {
      let line = ["blur"] + words.split(separator: " ").map(String.init) + ["in", "out"]
      compare(line, mustBeRead: false)
    }
  }

  @Test("options that are not given have the same defaults", arguments: commands)
  func defaults(filter: String) throws {
    let line = [filter, "in", "out"] + (try required(filter))
    #expect(compare(line, mustBeRead: true))
  }
}
