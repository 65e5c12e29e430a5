// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("imgconv explain")
struct ExplainCommandTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func explain(_ arguments: String...) throws -> Run {
    try Command.run(["explain"] + arguments, in: directory)
  }

  @Test("a filter is explained over 3 x 480 x 640, with its own options")
  func filterIsExplainedWithDefaults() throws {
    let run = try explain("blur", "--sigma", "1,2", "--border", "zero")
    #expect(run.code == 0 && run.messages == "")
    #expect(run.text.hasPrefix("input: 3 x 480 x 640 (channels x height x width)\n\nblur\n"))
    #expect(run.text.contains("  1  height: (480 + 4 + 4 - 9) / 1 + 1 = 480\n"))
    #expect(run.text.contains("  receptive field  9 x 17, jump 1 x 1 (probe: 9 x 17)\n"))
  }

  @Test("every filter and a recipe can be explained")
  func everyFilter() throws {
    let lines = [
      ["blur"], ["edge"], ["sharpen"], ["atrous", "--denoise", "3"], ["mix", "--preset", "sepia"],
      ["run", "blur sigma=1 | crop size=20x10 | crop box=-9,0,9,8"],
      ["upsample"], ["downsample"], ["convolve", "--weights", "1 2 1"],
      ["convolve", "--weights", "1 2 1", "--transposed", "--stride", "2", "--border", "wrap"],
      ["run", "--recipe", "blur | edge | upsample scale=2"],
      ["resize", "--size", "20x"], ["resize", "--size", "50%"], ["resize", "--size", "100%"],
      ["run", "resize size=50% linear | blur sigma=0.5"],
      ["sharpen", "--channels", "4", "--has-alpha", "--linear"],
    ]
    for line in lines {
      let run = try Command.run(["explain"] + line + ["--input", "32x24"], in: directory)
      #expect(run.code == 0 && run.messages == "", "\(line): \(run.messages)")
      #expect(run.text.contains("(probe: "), "\(line)")
      #expect(!run.text.contains("thresholds hide"), "\(line)")
    }
  }

  @Test("a resize to a box is explained, though the image is too small for a probe")
  func resizeIsExplained() throws {
    for line in [
      ["resize", "--size", "16x16", "--fit", "cover", "--border", "trim"],
      ["resize", "--size", "99x99", "--fit", "contain", "--kernel", "nearest"],
      ["run", "resize size=20x17 linear | sharpen"],
    ] {
      let run = try Command.run(["explain"] + line + ["--input", "32x24"], in: directory)
      #expect(run.code == 0 && run.messages == "", "\(line): \(run.messages)")
      #expect(run.text.contains("cycles per "), "\(line)")
      #expect(!run.text.contains("unknown"), "\(line)")
    }
  }

  @Test("a crop has a size of its own, and computes nothing")
  func cropIsExplained() throws {
    let run = try explain("crop", "--size", "30x20", "--gravity", "east", "--input", "40x50")
    #expect(run.code == 0 && run.messages == "")
    #expect(run.text.hasPrefix("input: 3 x 50 x 40 (channels x height x width)\n\ncrop\n"))
    #expect(run.text.contains("  1      crop       3 x 20 x 30  1 x 1  1 x 1\n"))
    #expect(!run.text.contains("costs of the step"))
    let outside = try explain("crop", "--box", "0,0,641,1")
    #expect(outside.code == 64)
    #expect(outside.messages.contains("reaches outside the image of 640 x 480"))
  }

  @Test("the number of channels follows from the weights of the first filter")
  func channelsFollowFromTheWeights() throws {
    try directory.add(
      "w.npy", NPYFixtures.file([Float](repeating: 1, count: 6 * 4 * 9), shape: [6, 4, 3, 3]))
    for (words, channels) in [
      (["--groups", "2"], "8"), (["--transposed"], "6"), (["--channels", "4"], "4"), ([], "4"),
    ] {
      let run = try Command.run(
        ["explain", "convolve", "--weights", "w.npy"] + words, in: directory)
      #expect(run.code == 0 && run.text.hasPrefix("input: \(channels) x "), "\(run.messages)")
    }
    #expect(try explain("convolve", "--weights", "1 2 1").text.hasPrefix("input: 3 x "))
    let recipe = try explain("run", "convolve weights=w.npy | blur")
    #expect(recipe.code == 0 && recipe.text.hasPrefix("input: 4 x "))
  }

  @Test("JSON has the numbers of the text")
  func jsonHasTheNumbersOfTheText() throws {
    let run = try explain(
      "run", "--recipe", "downsample kernel=bilinear | blur kernel=box", "--input", "60x100",
      "--channels", "1", "--json")
    #expect(run.code == 0 && run.text.split(separator: "\n").count == 1)
    let value = try JSONSerialization.jsonObject(with: Data(run.output))
    let object = try #require(value as? [String: Any])
    #expect(object["output"] as? [String: Int] == ["channels": 1, "height": 50, "width": 30])
    // (1 3 3 1) / 8 sees 4, then three of them 2 apart: 4 + 2 * 2.
    let field = try #require(object["receptiveField"] as? [String: Double])
    #expect(field == ["height": 8, "width": 8, "rowJump": 2, "columnJump": 2])
    #expect(object["probe"] as? [String: Int] == ["height": 8, "width": 8])
    let steps = try #require(object["steps"] as? [[String: Any]])
    #expect(steps.map { $0["title"] as? String } == ["downsample", "blur"])
    #expect(steps.map { ($0["stages"] as? [Any])?.count } == [2, 2])
    #expect(steps[0]["constantGains"] as? [Double] == [1])
  }

  @Test("JSON has the phases, the weights and the response of a resize")
  func jsonOfAResize() throws {
    let run = try explain(
      "resize", "--size", "20x", "--kernel", "area", "--input", "30x40", "--json")
    #expect(run.code == 0)
    let value = try JSONSerialization.jsonObject(with: Data(run.output))
    let steps = try #require((value as? [String: Any])?["steps"] as? [[String: Any]])
    let axes = try #require(steps[0]["resizedAxes"] as? [[String: Any]])
    #expect(axes.map { $0["direction"] as? String } == ["vertical", "horizontal"])
    #expect(axes.map { $0["input"] as? Int } == [40, 30])
    #expect(axes.map { $0["output"] as? Int } == [27, 20])
    #expect(axes[1]["phases"] as? Int == 2 && axes[1]["support"] as? Double == 1.5)
    let weights = try #require(axes[1]["weights"] as? [[String: Any]])
    #expect(weights.map { $0["first"] as? Int } == [0, 1])
    #expect(weights.map { $0["center"] as? Double } == [0.25, 1.75])
    let response = try #require(axes[1]["response"] as? [[String: Double]])
    #expect(response.map { $0["frequency"] } == [0.125, 0.25, 0.375, 0.5, 0.75])
    #expect(axes[1]["frequencyUnit"] as? String == "cycles per output sample")
    // A filter that does not resize has none.
    let blur = try explain("blur", "--json")
    #expect(!blur.text.contains("resizedAxes"))
  }

  @Test("--matrix prints matrices that agree; mix has --matrices")
  func printedMatricesAgree() throws {
    let run = try explain(
      "convolve", "--weights", "1 2 1; 2 4 2; 1 2 1", "--input", "4x4", "--channels", "1",
      "--matrix")
    #expect(run.code == 0)
    #expect(run.text.contains("\nunrolled: a row for each output sample, "))
    #expect(run.text.contains(" agree: largest difference 0\n"))
    let mix = try explain("mix", "--preset", "invert", "--matrices", "--input", "2x1", "--json")
    #expect(mix.code == 0)
    let value = try JSONSerialization.jsonObject(with: Data(mix.output))
    let matrices = try #require((value as? [String: Any])?["matrices"] as? [[String: Any]])
    #expect(
      matrices[0]["kernels"] as? [[Double]] == [[-1, 0, 0], [0, -1, 0], [0, 0, -1]])
    // Of the samples 1 to 6: windows are rows, with a column for each channel.
    #expect(matrices[0]["im2col"] as? [[Double]] == [[1, 3, 5], [2, 4, 6]])
    #expect(matrices[0]["output"] as? [Double] == [0, -1, -2, -3, -4, -5])
    #expect(matrices[0]["agrees"] as? Bool == true)
  }

  @Test("--image gives the image of the matrices and its size")
  func imageOfTheMatrices() throws {
    try directory.add("a.npy", NPYFixtures.file([5, -1, 0.5, 2, 3, 4], shape: [2, 3]))
    let line = ["explain", "convolve", "--weights", "2", "--matrix"]
    let run = try Command.run(line + ["--image", "a.npy"], in: directory)
    #expect(run.code == 0 && run.text.hasPrefix("input: 1 x 2 x 3 "), "\(run.messages)")
    #expect(run.text.contains("image\n    5   -1  0.5\n    2    3    4\n"), "\(run.text)")
    let ramp = try Command.run(
      line + ["--image", "ramp", "--input", "2x2", "--channels", "1"], in: directory)
    #expect(ramp.text.contains("image\n     0  0.25\n   0.5  0.75\n"), "\(ramp.text)")
    for (words, message) in [
      (["--input", "2x2"], "--input is 2x2, and the image has 3x2 samples"),
      (["--channels", "2"], "--channels is 2, and the image has 1 channels"),
    ] {
      let refused = try Command.run(line + ["--image", "a.npy"] + words, in: directory)
      #expect(refused.code == 64 && refused.messages.contains(message), "\(refused.messages)")
    }
    let alone = try Command.run(line.dropLast() + ["--image", "a.npy"], in: directory)
    #expect(alone.code == 64 && alone.messages.contains("--image goes with --matrix"))
  }

  @Test(
    "JSON has the kernel of a recipe, its rank, its response, and the overlap of a transposed convolution"
  )
  func jsonOfKernels() throws {
    func object(_ words: String...) throws -> [String: Any] {
      let run = try Command.run(["explain"] + words + ["--channels", "1", "--json"], in: directory)
      return try #require(
        try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any],
        "\(run.messages)")
    }
    let cross = try object("run", "convolve weights='0 1 0; 1 -4 1; 0 1 0' | convolve weights='2'")
    let kernels = try #require(cross["kernels"] as? [[String: Any]])
    #expect(kernels.count == 1 && kernels[0]["rank"] as? Int == 2)
    #expect(kernels[0]["weights"] as? [[Double]] == [[0, 2, 0], [2, -8, 2], [0, 2, 0]])
    #expect(kernels[0]["top"] as? Int == -1 && kernels[0]["left"] as? Int == -1)
    #expect(kernels[0]["channels"] as? [[String: Int]] == [["input": 0, "output": 0]])
    let separable = try #require(kernels[0]["separable"] as? [String: Any])
    let error = try #require(separable["relativeError"] as? Double)
    // Singular values 2 (2 + root 6) and 2 (root 6 - 2), of the norm 2 root 20.
    #expect(abs(error - (6.0.squareRoot() - 2) / 20.0.squareRoot()) < 1e-9)
    let response = try #require(kernels[0]["response"] as? [[String: Double]])
    #expect(response.count == 17 && response[16]["frequency"] == 0.5)
    #expect(abs((response[16]["diagonal"] ?? 0) - 16) < 1e-9)
    #expect(try object("edge")["kernels"] is NSNull)
    let box = try object("convolve", "--weights", "1 1 1", "--transposed", "--stride", "1,2")
    let steps = try #require(box["steps"] as? [[String: Any]])
    let stages = try #require(steps[0]["stages"] as? [[String: Any]])
    #expect(stages[0]["overlap"] == nil)
    let overlap = try #require(stages[1]["overlap"] as? [String: Any])
    #expect(overlap["positions"] as? [[Int]] == [[2, 1]])
    #expect(overlap["weightSums"] as? [[[Double]]] == [[[2, 1]]])
    #expect(overlap["isEven"] as? Bool == false && overlap["keepsConstants"] as? Bool == false)
  }

  @Test("--figure writes SVG with the command as its title")
  func figureHasTheCommandAsTitle() throws {
    let run = try explain("blur", "--sigma", "1", "--figure", "out.svg", "--input", "20x20")
    #expect(run.code == 0 && run.text.contains("for the process"))
    let svg = String(decoding: try directory.read("out.svg"), as: UTF8.self)
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.contains("<title>imgconv explain blur --sigma 1 --input 20x20</title>"))
  }

  @Test(
    "wrong use is one line, after the exit code it ends with",
    arguments: [
      "64 blur --size 5", "64 blur --size 0x4", "64 blur --channels 0",
      "64 blur --channels 1 --has-alpha", "64 blur --matrix", "64 blur --figure out.png",
      "73 blur --figure none/out.svg", "64 blur --sigma -1", "64 run --recipe blurr",
      "65 run --recipe none.yaml", "64 convolve --weights 1,2,1 --padding valid --input 1x1",
      "64 atrous --write-levels levels", "64 mix", "64 flip",
    ])
  func wrongUse(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let run = try Command.run(["explain"] + words.dropFirst(), in: directory)
    #expect("\(run.code)" == words[0] && run.text == "", "\(run.messages)")
    #expect(run.lines.count == 1 && run.messages.hasPrefix("imgconv: "), "\(run.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
  }
}
