// SPDX-License-Identifier: Apache-2.0

import FileSystem
import Foundation
import TestSupport
import Testing

/// What a page holds; `Tests/Browser/explain_page.py` looks at what it does.
@Suite("imgconv explain --html")
struct ExplainPageTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// Runs `imgconv explain` and returns the page that it writes.
  private func page(_ arguments: String...) throws -> String {
    let run = try Command.run(["explain"] + arguments + ["--html", "out.html"], in: directory)
    #expect(run.code == 0 && run.messages == "", "\(arguments): \(run.messages)")
    return String(decoding: try directory.read("out.html"), as: UTF8.self)
  }

  /// The text between two others, each of which is there once.
  private func part(of page: String, from start: String, to end: String) throws -> String {
    let pieces = page.components(separatedBy: start)
    #expect(pieces.count == 2, "\(start)")
    return try #require(pieces.last?.components(separatedBy: end).first)
  }

  /// The model of a page, as JSON.
  private func model(of page: String) throws -> [String: Any] {
    let text = try part(
      of: page, from: "<script type=\"application/json\" id=\"model\">", to: "</script>")
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func layers(of page: String) throws -> [[String: Any]] {
    try #require(try model(of: page)["layers"] as? [[String: Any]])
  }

  @Test("the page of a 3 x 3 kernel over 1 to 25 has the nine sums, and the text is printed too")
  func pageOfAConvolution() throws {
    let weights = "1 2 1; 2 4 2; 1 2 1"
    let page = try page(
      "convolve", "--weights", weights, "--padding", "valid", "--input", "5x5", "--channels", "1")
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(
      page.contains(
        "<title>imgconv explain convolve --weights &quot;1 2 1; 2 4 2; 1 2 1&quot; --padding valid "
          + "--input 5x5 --channels 1</title>"))
    #expect(page.contains("\n  output           1 x 3 x 3\n"))
    let image = try #require(try model(of: page)["image"] as? [String: Any])
    #expect(image["samples"] as? [Int] == Array(1...25) && image["kind"] as? String == "count")
    let layer = try #require(try layers(of: page).first)
    // The kernel is symmetric and its sum is 16, so each sum is 16 times the sample in the middle.
    #expect(layer["result"] as? [Int] == [7, 8, 9, 12, 13, 14, 17, 18, 19].map { 16 * $0 })
    #expect(layer["weights"] as? [[[Int]]] == [[[1, 2, 1, 2, 4, 2, 1, 2, 1]]])
    #expect(layer["padding"] as? [Int] == [0, 0, 0, 0] && layer["transposed"] as? Bool == false)
  }

  @Test("a transposed convolution is one layer, with the weights by output, then input")
  func transposedIsOneLayer() throws {
    // Two inputs, three outputs: kernel (input, output) is 1 x 1 with the weight 10 input + output.
    try directory.add(
      "w.npy", NPYFixtures.file([11, 12, 13, 21, 22, 23], shape: [2, 3, 1, 1]))
    let layers = try layers(
      of: page(
        "convolve", "--weights", "w.npy", "--transposed", "--stride", "2", "--output-size", "7,8",
        "--input", "4x4", "--bias", "1,1,1"))
    #expect(layers.count == 1)
    let layer = try #require(layers.first)
    #expect(layer["weights"] as? [[[Int]]] == [[[11], [21]], [[12], [22]], [[13], [23]]])
    #expect(layer["transposed"] as? Bool == true)
    #expect(layer["outputPadding"] as? [Int] == [0, 1] && layer["shape"] as? [Int] == [3, 7, 8])
    #expect(layer["bias"] as? [Int] == [1, 1, 1] && layer["stride"] as? [Int] == [2, 2])
  }

  @Test(
    "each kind of stage is a layer of the page",
    arguments: [
      ("blur", ["convolution", "convolution"], 3),
      ("edge", ["convolution", "convolution", "point"], 3),
      ("upsample", ["convolution", "linear", "convolution", "linear"], nil),
      ("resize --size 50%", ["convolution", "convolution"], 3),
      ("resize --size 5x5", ["linear", "linear"], nil),
      ("crop --size 3x3", ["linear"], nil),
      ("blur --linear", ["fixed", "convolution", "convolution", "fixed"], nil),
      ("mix --preset sepia", ["convolution"], 1),
    ] as [(String, [String], Int?)])
  func kindsOfLayers(line: String, kinds: [String], groups: Int?) throws {
    let words = line.split(separator: " ").map(String.init)
    let run = try Command.run(["explain"] + words + ["--html", "out.html"], in: directory)
    #expect(run.code == 0 && run.messages == "")
    let layers = try layers(of: String(decoding: directory.read("out.html"), as: UTF8.self))
    #expect(layers.map { $0["kind"] as? String } == kinds)
    if let groups { #expect(layers[0]["groups"] as? Int == groups) }
    for layer in layers {
      let shape = try #require(layer["shape"] as? [Int])
      let result = try #require(layer["result"] as? [Double])
      #expect(result.count == shape.reduce(1, *))
      if let reads = layer["reads"] as? [Any] { #expect(reads.count == result.count) }
    }
  }

  @Test("the policy allows the page's own script and style, and the page loads nothing")
  func policyHasTheDigests() throws {
    let page = try page("blur")
    let script = try part(of: page, from: "<script>", to: "</script>")
    let style = try part(of: page, from: "<style>", to: "</style>")
    #expect(script.hasPrefix("\n\"use strict\";\n") && style.contains("@media print"))
    func digest(_ text: String) -> String {
      Data(SHA256(Array(text.utf8)).digest).base64EncodedString()
    }
    #expect(
      page.contains(
        "content=\"default-src 'none'; script-src 'sha256-\(digest(script))'; style-src 'sha256-\(digest(style))'; "
          + "base-uri 'none'; form-action 'none'\""))
    for part in ["http://", "https://", " src=", " href=", "url(", "@import", "<link", "<img"] {
      #expect(!page.contains(part), "\(part)")
    }
    // No text becomes markup, and no text becomes code.
    for call in ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "Function(", "fetch("] {
      #expect(!script.contains(call), "\(call)")
    }
  }

  @Test("no name ends the element that it is in")
  func namesAreEscaped() throws {
    let file = NPYFixtures.file([1, 2, 3, 4], shape: [2, 2])
    let name = "a<&\"'/script><b>.npy"
    try directory.add(name, file)
    let page = try page("blur", "--image", name)
    let escaped = "a&lt;&amp;&quot;&#39;/script&gt;&lt;b&gt;.npy"
    #expect(page.contains("<title>imgconv explain blur --image \(escaped)</title>"))
    #expect(page.components(separatedBy: "</script>").count == 3 && !page.contains("<b>"))
    let image = try #require(try model(of: page)["image"] as? [String: Any])
    #expect(image["name"] as? String == name && image["samples"] as? [Int] == [1, 2, 3, 4])
    #expect(image["shape"] as? [Int] == [1, 2, 2])
  }

  @Test("the image is small, a ramp where samples are from 0 to 1, and reduced with a note")
  func imageOfThePage() throws {
    func image(_ arguments: String...) throws -> (kind: String?, shape: [Int]?, notes: String) {
      let run = try Command.run(["explain"] + arguments + ["--html", "out.html"], in: directory)
      #expect(run.code == 0, "\(run.messages)")
      let page = String(decoding: try directory.read("out.html"), as: UTF8.self)
      let image = try #require(try model(of: page)["image"] as? [String: Any])
      return (image["kind"] as? String, image["shape"] as? [Int], run.messages)
    }
    #expect(try image("blur") == ("count", [3, 8, 8], ""))
    #expect(try image("blur", "--linear") == ("ramp", [3, 8, 8], ""))
    let row = Array(repeating: "1", count: 9).joined(separator: " ")
    #expect(
      try image("convolve", "--weights", row, "--padding", "valid") == ("count", [3, 16, 16], ""))
    #expect(try image("blur", "--image", "ramp", "--input", "3x2") == ("ramp", [3, 2, 3], ""))
    let note = "imgconv: note: the page shows an image of 16 x 12, in place of 640 x 480\n"
    #expect(try image("blur", "--input", "640x480") == ("count", [3, 12, 16], note))
  }

  @Test("an image of a file contradicts another size, and is not larger than a page")
  func imagesThatDoNotFit() throws {
    try directory.add(
      "small.npy", NPYFixtures.file([Float](repeating: 1, count: 6), shape: [1, 2, 3]))
    try directory.add(
      "large.npy", NPYFixtures.file([Float](repeating: 1, count: 17), shape: [1, 17]))
    try directory.add("flat.npy", NPYFixtures.file([1, 2], shape: [2]))
    for (words, reason) in [
      (["small.npy", "--input", "2x3"], "--input is 2x3, and the image has 3x2 samples"),
      (["small.npy", "--channels", "3"], "--channels is 3, and the image has 1 channels"),
      (["large.npy"], "the image is 1 x 1 x 17; a page shows at most 16 x 16 x 16"),
      (["flat.npy"], "--image flat.npy has 1 axes"),
    ] {
      let run = try Command.run(
        ["explain", "blur", "--html", "out.html", "--image"] + words, in: directory)
      #expect(run.code == 64 && run.text == "" && run.lines.count == 1, "\(run.messages)")
      #expect(run.messages.contains(reason), "\(run.messages)")
    }
    let fitting = try Command.run(
      ["explain", "blur", "--html", "out.html", "--image", "small.npy", "--input", "3x2"],
      in: directory)
    #expect(fitting.code == 0 && fitting.text.hasPrefix("input: 1 x 2 x 3 "), "\(fitting.messages)")
  }
}
