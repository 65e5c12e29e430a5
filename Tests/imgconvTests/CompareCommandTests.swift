// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("imgconv compare")
struct CompareCommandTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let png = TinyPNG.picture().encoded()
    try directory.add("a.png", png)
    var changed = TinyPNG.picture()
    // Pixel (5, 2): red one level up or down, green by 100 levels.
    let index = (2 * changed.width + 5) * 3
    changed.samples[index] += changed.samples[index] < 255 ? 1 : -1
    changed.samples[index + 1] += changed.samples[index + 1] < 128 ? 100 : -100
    try directory.add("b.png", changed.encoded())
    try directory.add("alpha.png", TinyPNG.picture(colorType: .rgba).encoded())
    try directory.add("late.png", Array(png.dropLast(14)))
    try directory.add("text.png", Array("This is no picture.\n".utf8))
    try directory.link("link.png", to: "a.png")
    try directory.makeDirectory("directory.png")
  }

  private func compare(_ line: String, input: [UInt8] = []) throws -> Run {
    let arguments = line.split(separator: " ").map(String.init)
    return try Command.run(["compare"] + arguments, in: directory, input: input)
  }

  /// The one line of a run as JSON.
  private func object(_ run: Run) throws -> [String: Any] {
    #expect(run.text.hasSuffix("}\n") && run.text.split(separator: "\n").count == 1)
    let value = try JSONSerialization.jsonObject(with: Data(run.output))
    return try #require(value as? [String: Any])
  }

  @Test("a table of equal images")
  func equalImages() throws {
    let run = try compare("a.png link.png")
    #expect(run.code == 0 && run.messages == "")
    #expect(
      run.text == """
             largest  at  mean  RMS  PSNR  SSIM
        R          0   -     0    0   inf     1
        G          0   -     0    0   inf     1
        B          0   -     0    0   inf     1
        all        0   -     0    0   inf     1

        """)
  }

  @Test("a table of images too small for SSIM, with alpha, with very small numbers")
  func smallImages() throws {
    var image = TinyPNG.flat(
      [40000, 65535], width: 1000, height: 9, colorType: .grayAlpha, bitDepth: 16)
    try directory.add("first.png", image.encoded())
    image.samples[2 * 8123] += 1
    image.samples[2 * 123 + 1] = 0
    try directory.add("second.png", image.encoded())
    let run = try compare("first.png second.png")
    #expect(run.code == 0 && run.messages == "")
    // 1/65535 = 1.5259e-5, over 9000 samples 1.6954e-9, its root 1.6084e-7; 1/9000 = 1.1111e-4, its
    // root 0.010541.
    #expect(
      run.text == """
                 largest     at       mean        RMS    PSNR  SSIM
        gray   1.526e-05  123,8  1.695e-09  1.608e-07  135.87     -
        alpha      1.000  123,0  0.0001111    0.01054   39.54     -
        all        1.000  123,0  5.556e-05   0.007454   42.55     -

        """)
  }

  @Test("JSON has every number in full")
  func jsonHasNumbersInFull() throws {
    let run = try compare("--json --tolerance 0.5 a.png b.png")
    #expect(run.code == 0 && run.messages == "")
    let result = try object(run)
    #expect(result["first"] as? String == "a.png" && result["second"] as? String == "b.png")
    #expect(result["shape"] as? [Int] == [3, 17, 24])
    #expect(result["tolerance"] as? Double == 0.5 && result["within"] as? Bool == true)
    let channels = try #require(result["channels"] as? [[String: Any]])
    #expect(channels.compactMap { $0["name"] as? String } == ["R", "G", "B"])
    // Foundation's parser rounds the last digit its own way.
    #expect(run.text.contains("\"name\":\"R\",\"max\":\(1.0 / 255),"))
    #expect(run.text.contains("\"name\":\"G\",\"max\":\(100.0 / 255),"))
    #expect(channels[1]["at"] as? [String: Int] == ["channel": 1, "x": 5, "y": 2])
    let mean = try #require(channels[1]["mean"] as? Double)
    #expect(abs(mean - 100.0 / 255 / (17 * 24)) < 1e-15)
    #expect(channels[2]["max"] as? Double == 0 && channels[2]["ssim"] as? Double == 1)
    #expect(channels[2]["psnr"] is NSNull && channels[2]["at"] is NSNull)
    let all = try #require(result["all"] as? [String: Any])
    #expect(all["at"] as? [String: Int] == ["channel": 1, "x": 5, "y": 2])
    #expect(all["nonfinite"] as? Int == 0)
    let similarities = channels.compactMap { $0["ssim"] as? Double }
    let similarity = try #require(all["ssim"] as? Double)
    #expect(abs(similarity - similarities.reduce(0, +) / 3) < 1e-15)
    #expect(try object(compare("--json a.png a.png"))["within"] == nil)
  }

  @Test("one level of 8 bits is within 1/255, wherever it stands, and above 0.0039")
  func toleranceOfOneLevel() throws {
    for (name, first) in [("low.png", 0), ("high.png", 1)] {
      let ramp = TinyPNG(
        width: 255, height: 1, colorType: .gray, bitDepth: 8,
        samples: (first..<(first + 255)).map { $0 })
      try directory.add(name, ramp.encoded())
    }
    #expect(try compare("--tolerance 1/255 low.png high.png").code == 0)
    let above = try compare("--tolerance .0039 low.png high.png")
    #expect(above.code == 1 && above.text.hasPrefix("      "))
    #expect(
      above.messages
        == "imgconv: high.png: differs from low.png by up to 0.003922 at 0,0, more than .0039\n")
    let json = try compare("--json --tolerance 0 low.png high.png")
    #expect(json.code == 1 && json.lines.count == 1)
    #expect(try object(json)["within"] as? Bool == false)
    #expect(try compare("--tolerance 0 low.png low.png").code == 0)
  }

  @Test("the same picture in 8 and in 16 bits has no error")
  func depthsOfOnePictureAreEqual() throws {
    let bytes = TinyPNG.picture()
    var words = TinyPNG.picture(bitDepth: 16)
    words.samples = bytes.samples.map { $0 * 257 }
    try directory.add("words.png", words.encoded())
    #expect(try compare("--tolerance 0 a.png words.png").code == 0)
  }

  @Test("one of the images may be standard input")
  func standardInput() throws {
    let picture = try directory.read("b.png")
    let files = try compare("a.png b.png")
    #expect(files.code == 0 && files.text.contains("0.3922"))
    #expect(try compare("a.png -", input: picture).text == files.text)
    #expect(try compare("- a.png", input: picture).text == files.text)
    let above = try compare("--tolerance 0 a.png -", input: picture)
    #expect(above.messages.hasPrefix("imgconv: standard input: differs from a.png by up to 0.3922"))
  }

  @Test("a heat map is black where the images agree and white at the largest error")
  func heatMap() throws {
    let run = try compare("a.png b.png --heatmap map.png")
    #expect(run.code == 0 && run.messages == "")
    #expect(try run.text == compare("a.png b.png").text)
    let reader = try ImageReader(.path(directory.file("map.png")))
    #expect(reader.header.format == .png && reader.header.bitDepth == 8)
    let map = try Image(collecting: reader)
    #expect(map.shape == Shape(channels: 3, height: 17, width: 24))
    for y in 0..<17 {
      for x in 0..<24 {
        let isWhite = (x, y) == (5, 2)
        for channel in 0..<3 { #expect(map[channel, y, x] == (isWhite ? 1 : 0)) }
      }
    }
    // Above a tolerance the map is what one wants to see.
    #expect(try compare("--tolerance 0 a.png b.png --heatmap over.png").code == 1)
    #expect(try directory.read("over.png") == directory.read("map.png"))
    #expect(try compare("a.png a.png --heatmap map.png").code == 0)
    let black = try Image(collecting: ImageReader(.path(directory.file("map.png"))))
    #expect(black.samples.allSatisfy { $0 == 0 })
  }

  static let failures: [Failure] = [
    Failure("compare a.png", 64, "missing argument B", "(see imgconv compare -h)"),
    Failure("compare - -", 64, "only one of the images can be standard input"),
    Failure("compare a.png b.png --tolerance x", 64, "'x'"),
    Failure("compare a.png b.png --tolerance 1/0", 64, "'1/0'"),
    Failure("compare a.png b.png --tolerance=-1", 64, "'-1'"),
    Failure("compare a.png b.png --tolerance nan", 64, "'nan'"),
    Failure("compare a.png b.png --tolerance 1/2/3", 64, "'1/2/3'"),
    Failure("compare a.png b.png --max-pixels 0", 64, "--max-pixels"),
    Failure("compare a.png b.png --heatmap map.jpg", 64, "ends in .png"),
    Failure("compare a.png b.png --heatmap -", 64, "ends in .png"),
    Failure("compare - b.png --heatmap map.png", 64, "twice, which standard input does not"),
    Failure("compare a.png missing.png", 65, "missing.png: no such file or directory"),
    Failure("compare missing.png a.png", 65, "missing.png: no such file or directory"),
    Failure("compare directory.png a.png", 65, "directory.png: is a directory"),
    Failure("compare a.png text.png", 65, "text.png: "),
    Failure("compare a.png late.png", 65, "late.png: PNG: "),
    Failure("compare late.png a.png --heatmap map.png", 65, "late.png: PNG: "),
    Failure("compare a.png - ", 65, "standard input: "),
    Failure(
      "compare a.png alpha.png", 65, "alpha.png: is 4 x 17 x 24 (channels x height x width)",
      "a.png is 3 x 17 x 24"),
    Failure("compare alpha.png a.png --heatmap map.png", 65, "a.png: is 3 x 17 x 24"),
    Failure("compare a.png b.png --heatmap b.png", 73, "b.png: is one of the inputs"),
    Failure("compare a.png b.png --heatmap link.png", 73, "link.png: is one of the inputs"),
    Failure("compare a.png b.png --heatmap directory.png", 73, "directory.png: is a directory"),
    Failure(
      "compare a.png b.png --heatmap no/map.png", 73, "no/map.png: the directory no does not exist"),
    Failure("compare a.png b.png --max-pixels 407", 75, "a.png: ", "--max-pixels 408"),
  ]

  @Test("a comparison that must fail: one line, the exit code, no output", arguments: failures)
  func impossibleComparisonsAreRefused(_ failure: Failure) throws {
    let before = try directory.tree()
    let run = try Command.run(failure.arguments, in: directory)
    #expect(run.code == failure.code && !run.wasKilled, "\(run.messages)")
    #expect(run.lines.count == 1 && run.output.isEmpty, "\(run.messages)")
    #expect(run.messages.hasPrefix("imgconv: "))
    for words in failure.words { #expect(run.messages.contains(words), "\(run.messages)") }
    #expect(try directory.tree() == before)
  }

  @Test("a pipe cannot be read twice; it is told without waiting for it")
  func pipeCannotBeReadTwice() throws {
    let made = try Command.shell("mkfifo pipe.png", in: directory)
    #expect(made.code == 0)
    let run = try compare("a.png pipe.png --heatmap map.png")
    #expect(run.code == 64 && run.lines.count == 1)
    #expect(run.messages.contains("twice, which pipe.png does not allow; give files"))
  }

  @Test("a table into a closed pipe ends the program without a word")
  func closedPipe() throws {
    let line = "{ sleep 0.3; \"$imgconv\" compare a.png b.png; echo $? >&2; } | true"
    let run = try Command.shell(line, in: directory)
    #expect(run.lines == ["74"], "\(run.messages)")
  }
}
