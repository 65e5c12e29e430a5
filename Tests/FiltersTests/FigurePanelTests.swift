// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Testing

@Suite("panels of figures")
struct FigurePanelTests {
  /// 1 to 9 as a transposed kernel.
  private func transposed(stride: Int) throws -> Convolve {
    Convolve(
      try Weights(shape: [1, 1, 3, 3], values: (1...9).map(Float.init)), stride: PerAxis(stride),
      direction: .transposed())
  }

  /// The weights that are drawn between two texts, in order.
  private func weights(_ texts: [String], from first: String, to end: String) throws -> [String] {
    let start = try #require(texts.firstIndex(of: first))
    let stop = try #require(texts[start...].firstIndex(of: end))
    // Weights follow the labels of rows and columns.
    return Array(texts[start..<stop])
  }

  @Test("with stride 1, one sample spreads the kernel, and one output collects it turned")
  func transposedStrideOne() throws {
    let small = Shape(channels: 1, height: 3, width: 3)
    let texts = try texts(of: transposed(stride: 1), small)
    #expect(!texts.contains { $0.contains("phase") || $0.hasPrefix("A:") })
    let spread = try weights(
      texts, from: "spreads over the output: the kernel's weights", to: "output")
    #expect(spread.suffix(9).sorted() == (1...9).map(String.init))
    #expect(texts.contains("output row 2, column 2"))
    #expect(texts.contains("collects 9 input samples"))
    #expect(texts.contains("Seen from an output, the kernel is turned by 180 degrees."))
    #expect(!texts.contains { $0.contains("input positions") })
  }

  @Test("weights of a spread and of what outputs collect stand where they belong")
  func weightsStandInTheirCells() throws {
    let small = Shape(channels: 1, height: 3, width: 3)
    let stages = try transposed(stride: 1).stages(for: small, border: .zero).stages
    let reader = try SVGReader(try figure(stages, small))
    // Positions of the texts 1 to 9 within their grids, twice: as in the kernel, then turned.
    let cells = reader.elements.filter {
      $0.name == "text" && $0.attributes["font-size"] == "11" && Int($0.text) != nil
    }
    try #require(cells.count == 18)
    func order(_ cells: ArraySlice<SVGReader.Element>) -> [String] {
      cells.sorted {
        let (a, b) = ($0.attributes, $1.attributes)
        let (y, other) = (Double(a["y"] ?? "") ?? 0, Double(b["y"] ?? "") ?? 0)
        return (y, Double(a["x"] ?? "") ?? 0) < (other, Double(b["x"] ?? "") ?? 0)
      }.map(\.text)
    }
    #expect(order(cells[..<9]) == (1...9).map(String.init))
    #expect(order(cells[9...]) == (1...9).reversed().map(String.init))
  }

  @Test("with stride 2, outputs of one letter collect the same weights")
  func transposedStrideTwo() throws {
    let small = Shape(channels: 1, height: 4, width: 4)
    let texts = try texts(of: transposed(stride: 2), small)
    // Output row 2 q reads rows q - 1 by weight row 2 and q by weight row 0; row 2 q + 1 reads q by weight row 1.
    for (name, expected) in [
      ("A", ["1", "3", "7", "9"]), ("B", ["2", "8"]), ("C", ["4", "6"]), ("D", ["5"]),
    ] {
      let title = try #require(texts.first { $0.hasPrefix("\(name): output row ") })
      let count = expected.count
      let caption = "collects \(count) input sample\(count == 1 ? "" : "s")"
      #expect(
        try weights(texts, from: title, to: caption).suffix(count).sorted() == expected)
    }
    #expect(
      texts.contains(
        "Output samples collect from (4 2) (2 1) input positions in turn: unevenly. A kernel whose size is a "
          + "multiple of the stride covers all outputs evenly."))
    #expect(
      texts.contains { $0.hasPrefix("Their weights add up to (20 10) (10 5), so a constant") })
  }

  @Test("the channels of groups are named")
  func groupsLabelTheirChannels() throws {
    let weights = try Weights(shape: [4, 2, 3, 3], values: (0..<72).map { Float($0 + 1) })
    let texts = try texts(
      of: Convolve(weights, groups: 2), Shape(channels: 4, height: 8, width: 8))
    for (output, inputs) in [(0, "0, 1"), (1, "0, 1"), (2, "2, 3"), (3, "2, 3")] {
      #expect(
        texts.count {
          $0 == "group \(output / 2): output channel \(output) from input channels \(inputs)"
        } == 1)
    }
    for channel in 0..<4 {
      #expect(texts.count { $0 == "input channel \(channel)" } == 2)
      #expect(texts.contains("in \(channel)") && texts.contains("out \(channel)"))
    }
  }

  @Test("a permutation of channels and a depthwise separable convolution are recognized")
  func pointwiseNotes() throws {
    let shape = Shape(channels: 4, height: 5, width: 6)
    let order = [0, 2, 1, 3]
    let note = "Each output channel is one input channel: a permutation of the channels."
    func matrix(_ value: (Int, Int) -> Float) throws -> Convolve {
      Convolve(
        try Weights(shape: [4, 4, 1, 1], values: (0..<16).map { value($0 / 4, $0 % 4) }))
    }
    let shuffled = try texts(of: matrix { order[$0] == $1 ? 1 : 0 }, shape)
    #expect(shuffled.contains(note))
    #expect(shuffled.contains { $0.contains("the same at all 5 x 6 positions") })
    #expect(try !texts(of: matrix { order[$0] == $1 ? 2 : 0 }, shape).contains(note))
    #expect(try !texts(of: matrix { $0 == $1 ? 1 : 0 }, shape).contains(note))
    let depthwise = Convolve(
      try Weights(shape: [4, 1, 3, 3], values: (0..<36).map { Float($0) }), groups: 4)
    let mixed = try matrix { Float($0 + $1) }
    let stages =
      try depthwise.stages(for: shape, border: .zero).stages
      + mixed.stages(for: shape, border: .zero).stages
    // 9 x 4 + 4 x 4 instead of 9 x 4 x 4.
    #expect(
      try SVGReader.texts(of: figure(stages, shape)).contains(
        "Stages 1 and 2 are a depthwise separable convolution: 52 weights; a dense one of this size has 144."
      ))
  }

  @Test("equal stages share a panel, and a long chain is folded")
  func longChainsFold() throws {
    let shape = Shape(channels: 1, height: 40, width: 40)
    let mean = Convolve(try Weights(shape: [3, 3], values: Array(repeating: 1, count: 9)))
    let stage = try #require(try mean.stages(for: shape, border: .zero).stages.first)
    let texts = try SVGReader.texts(of: figure(Array(repeating: stage, count: 9), shape))
    #expect(texts.contains("stages 1 to 9, each the same: depthwise, 1 x 40 x 40 to 1 x 40 x 40"))
    #expect(
      texts.contains(
        "receptive field after each: 3 x 3, 5 x 5, 7 x 7, 9 x 9, 11 x 11, 13 x 13, 15 x 15, 17 x 17, 19 x 19"
      ))
    #expect(
      texts.contains(
        "Not drawn: after stage 3 7 x 7; after stage 4 9 x 9; after stage 5 11 x 11; after stage 6 13 x 13."
      ))
    #expect(texts.contains("sees 19 x 19 of the input"))
  }
}
