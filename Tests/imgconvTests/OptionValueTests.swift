// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("Values of options, -o, and the short help")
struct OptionValueTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.add("in.png", TinyPNG.picture(width: 20, height: 15).encoded())
  }

  @Test(
    "a value after a space may begin with - if a digit or a period follows",
    arguments: [
      ["convolve", "--map", "abs", "--weights", "-1 0 1; -2 0 2; -1 0 1"],
      ["convolve", "--weights", "1", "--bias", "-.1"],
      ["sharpen", "--amount", "-0.5"],
      ["mix", "--preset", "gray", "--bias", "-0.1"],
      ["mix", "--preset", "hue=90", "--bias", "-.1,0,0.5"],
    ])
  func valuesMayBeNegative(_ words: [String]) throws {
    let spaced = try Command.run(words + ["in.png", "a.png"], in: directory)
    #expect(spaced.code == 0, "\(spaced.messages)")
    let joined = words.dropLast(2) + ["\(words[words.count - 2])=\(words[words.count - 1])"]
    #expect(try Command.run(joined + ["in.png", "b.png"], in: directory).code == 0)
    #expect(try directory.read("a.png") == directory.read("b.png"))
    let explained = try Command.run(
      ["explain"] + words.filter { $0 != "--map" && $0 != "abs" }, in: directory)
    #expect(explained.code == 0, "\(explained.messages)")
  }

  @Test("Sobel's kernel equals the filter edge")
  func sobelKernelEqualsEdge() throws {
    let weights = "-.25 0 .25; -.5 0 .5; -.25 0 .25"
    let own = ["convolve", "--weights", weights, "--border", "replicate", "in.png", "a.npy"]
    #expect(try Command.run(own, in: directory).code == 0)
    #expect(
      try Command.run(["edge", "--response", "x", "in.png", "b.npy"], in: directory).code == 0)
    let comparison = try Command.run(
      ["compare", "--tolerance", "1e-6", "a.npy", "b.npy"], in: directory)
    #expect(comparison.code == 0, "\(comparison.text)")
  }

  @Test("short options and other commands take such values too, and refuse them by their numbers")
  func negativeElsewhere() throws {
    for (words, message) in [
      (["blur", "-j", "-4", "in.png", "out.png"], "--jobs is -4; it must be positive"),
      (["blur", "-vj", "-4", "in.png", "out.png"], "--jobs is -4; it must be positive"),
      (["compare", "--tolerance", "-.5", "in.png", "in.png"], "--tolerance is '-.5'"),
      (["report", "--rows", "-1", "r.jsonl", "--html", "x.html"], "--rows is -1"),
      (["blur", "-1", "in.png", "out.png"], "unknown option '-1'"),
    ] {
      let run = try Command.run(words, in: directory)
      #expect(run.code == 64 && run.lines.count == 1)
      #expect(run.messages.hasPrefix("imgconv: \(message)"), "\(run.messages)")
    }
  }

  @Test("after -- every word is a path; -0 after a list is a flag")
  func wordsAfterTwoDashesArePaths() throws {
    try directory.add("-1.png", try directory.read("in.png"))
    #expect(try Command.run(["blur", "--", "-1.png", "-2.png"], in: directory).code == 0)
    #expect(try directory.names().contains("-2.png"))
    #expect(try Command.run(["blur", "in.png", "-o", "-3.png"], in: directory).code == 0)
    #expect(try directory.names().contains("-3.png"))
    try directory.add("list", Array("in.png\0".utf8))
    let listed = try Command.run(
      ["blur", "--files-from", "list", "-0", "-o", "out/"], in: directory)
    #expect(listed.code == 0, "\(listed.messages)")
    #expect(try directory.tree().contains("out/in.png"))
  }

  @Test("with -o every other path is an input")
  func outputOptionMakesOthersInputs() throws {
    try directory.add("b.png", try directory.read("in.png"))
    try directory.makeDirectory("out")
    let batch = try Command.run(["blur", "-o", "out/", "in.png", "b.png"], in: directory)
    #expect(batch.code == 0, "\(batch.messages)")
    #expect(try directory.tree().filter { $0.hasPrefix("out/") } == ["out/b.png", "out/in.png"])
    let one = try Command.run(["blur", "in.png", "--output=one.png"], in: directory)
    #expect(one.code == 0)
    #expect(try directory.read("one.png") == directory.read("out/in.png"))
    let stream = try Command.run(["blur", "in.png", "-o", "-"], in: directory)
    #expect(try stream.output == directory.read("one.png"))
  }

  @Test("an output size is rows and columns, or WIDTHxHEIGHT")
  func outputSize() throws {
    let words = ["convolve", "--weights", "1 1; 1 1", "--transposed", "--stride", "2"]
    for (size, name) in [("31,41", "a.npy"), ("41x31", "b.npy")] {
      let run = try Command.run(words + ["--output-size", size, "in.png", name], in: directory)
      #expect(run.code == 0, "\(run.messages)")
    }
    #expect(try directory.read("a.npy") == directory.read("b.npy"))
  }

  @Test("explain takes the width first; --size, which is deprecated, the height")
  func explainInput() throws {
    let input = try Command.run(["explain", "blur", "--input", "64x48"], in: directory)
    let size = try Command.run(["explain", "blur", "--size", "48x64"], in: directory)
    #expect(input.code == 0 && size.code == 0)
    #expect(
      input.text.hasPrefix("input: 3 x 48 x 64 ") && size.text.hasPrefix("input: 3 x 48 x 64 "))
    #expect(input.messages == "")
    #expect(
      size.messages
        == "imgconv: note: --size HEIGHTxWIDTH is deprecated; write --input 64x48\n")
    let both = ["explain", "blur", "--size", "48x64", "--input", "64x48"]
    #expect(try Command.run(both, in: directory).code == 64)
  }

  @Test("units of time, memory and pixels")
  func unitsOfTimeMemoryAndPixels() throws {
    for (value, code) in [
      ("299", 75), ("300", 0), ("1K", 0), ("0.25k", 75), (".25k", 75), ("1KB", 64), ("1Q", 64),
    ] as [(String, Int32)] {
      let run = try Command.run(
        ["blur", "--max-pixels", value, "in.png", "out.png"], in: directory)
      #expect(run.code == code, "\(value): \(run.messages)")
    }
  }

  @Test("-h is a page of at most 50 lines of 80 columns; --help is complete")
  func shortHelp() throws {
    let list = try Command.run(["-h"], in: directory).lines(of: "Commands:")
    #expect(list.count >= 14)
    for name in list.map(String.init) {
      let short = try Command.run([name, "-h"], in: directory)
      let lines = short.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(short.code == 0 && short.messages == "")
      #expect(lines.count <= 51 && lines.allSatisfy { $0.count <= 80 }, "\(name)")
      #expect(short.text.contains("Usage: imgconv \(name)") && short.text.contains("Examples:"))
      let complete = try Command.run([name, "--help"], in: directory)
      #expect(try Command.run(["help", name], in: directory).text == complete.text)
      for option in complete.text.matches(of: #/\n +(?:-[a-z0-9], )?(--[a-z-]+)/#).map(\.1) {
        let isKnown = short.text.contains(option) || ["--version", "--help"].contains(option)
        #expect(isKnown || name == "explain", "\(name) \(option)")
      }
    }
  }

  @Test("-h wins over missing arguments, not over --help, and not after --")
  func shortHelpPlace() throws {
    let short = try Command.run(["blur", "-h"], in: directory).text
    #expect(try Command.run(["blur", "in.png", "-h", "--sigma", "2"], in: directory).text == short)
    #expect(try Command.run(["blur", "-h", "--help"], in: directory).text != short)
    #expect(try Command.run(["blur", "--", "-h", "out.png"], in: directory).code == 65)
    let explain = try Command.run(["explain", "blur", "-h"], in: directory)
    #expect(explain.code == 0 && explain.text.contains("Usage: imgconv explain blur"))
  }
}

extension Run {
  /// The first words of the indented lines below a heading of a page.
  fileprivate func lines(of heading: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let list = lines.drop { $0 != heading }.dropFirst().prefix { !$0.isEmpty }
    return list.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first }
  }
}
