// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Foundation
import TestSupport
import Testing

/// A square kernel on one plane.
private func square(_ weights: [[Float]], dilation: Int = 1, stride: Int = 1) -> Convolution {
  let reach = (weights.count - 1) * dilation
  let axis = Axis(
    taps: weights.count, stride: stride, dilation: dilation, before: reach / 2, after: reach / 2)
  return Convolution(
    inputChannels: 1,
    outputs: [
      .init(
        weights.enumerated().flatMap { row, line in
          line.enumerated().map { .init(channel: 0, row: row, column: $0, weight: $1) }
        })
    ], vertical: axis, horizontal: axis, border: .replicate)
}

private let plane = Shape(channels: 1, height: 480, width: 640)

@Test("a figure prints each weight once, and beside it the formulas")
func figureOfOneKernel() throws {
  let weights: [[Float]] = [[1, 2, 3], [4, 0, 6], [-7, 8, 9]].map { $0.map { $0 / 100 } }
  let texts = try SVGReader.texts(of: figure([square(weights, dilation: 2)], plane))
  for label in [".01", ".02", ".03", ".04", ".06", "-.07", ".08", ".09"] {
    #expect(texts.count { $0 == label } == 1, "\(label)")
  }
  #expect(texts.contains("height of the kernel: 3 + (3 - 1) x (2 - 1) = 5"))
  // Output row 1 reads rows -1, 1 and 3: one outside.
  #expect(texts.contains("output, row 1, column 2"))
  #expect(texts.contains("-1 =0"))
  #expect(!texts.contains("-2 =0"))
}

@Test("a long kernel is drawn along its own axis")
func figureOfARowPass() throws {
  let weights = (1...12).map { Float($0) / 100 }
  let pass = Convolution.along(
    .horizontal, [[.init(Kernel(weights, center: 6), channel: 0)]], inputChannels: 1,
    border: .zero)
  let texts = try SVGReader.texts(of: figure([pass], plane))
  for label in [".01", ".02", ".09", ".1", ".11", ".12"] {
    #expect(texts.count { $0 == label } == 1, "\(label)")
  }
}

@Test("two kernels are multiplied out: 3 x 3 means on 3 x 3 means weigh 1, 2, 3, 2, 1 both ways")
func figureOfAChain() throws {
  let mean = square(Array(repeating: [1, 1, 1].map { $0 / 9 }, count: 3))
  let texts = try SVGReader.texts(of: figure([mean, mean], plane))
  // In 81ths: 1, 2, 3, 4, 6, and 9 in the middle; 9 / 81 is also the weight of the means, 9 in the
  // panel that both share and 9 between the stages.
  let expected = [
    (".012", 4), (".025", 8), (".037", 4), (".049", 4), (".074", 4), (".111", 19),
  ]
  for (label, count) in expected { #expect(texts.count { $0 == label } == count, "\(label)") }
  #expect(texts.contains("sees 3 x 3 of the input"))
  #expect(texts.contains("sees 5 x 5 of the input"))
  #expect(texts.contains { $0.contains("one kernel of 5 x 5 would give the same") })
}

@Test("a transposed convolution shows the taps of each phase")
func figureOfPhases() throws {
  // [1 2 3 4] along a row at stride 2: phase 0 meets taps 1 and 3, phase 1 taps 0 and 2.
  let axis = TransposedAxis(taps: 4, stride: 2, before: 1, after: 1)
  let pair = Convolution.transposed(
    inputChannels: 1, bias: [0],
    taps: (0..<4).map { .init(channel: 0, output: 0, column: $0, weight: Float($0 + 1)) },
    horizontal: axis)
  let texts = try SVGReader.texts(of: figure([pair.phases, pair.interleaving], plane))
  let first = try #require(texts.firstIndex { $0.hasPrefix("A: output row 1, column ") })
  let second = try #require(texts.firstIndex { $0.hasPrefix("B: output row 1, column ") })
  let end = try #require(texts.lastIndex(of: "collects 2 input samples"))
  // Input q - 1 reaches output 2q by tap 3, input q by tap 1; output 2q + 1 by taps 2 and 0.
  #expect(texts[first..<(second - 1)].suffix(2).sorted() == ["2", "4"])
  #expect(texts[second..<end].suffix(2).sorted() == ["1", "3"])
  #expect(texts.contains("width as a transposed convolution: (640 - 1) x 2 + 4 - 1 - 1 = 1280"))
}

@Test("what is too large to be drawn is said")
func figureOfLargeKernels() throws {
  let blur = try Filter.blur(.gaussian(sigma: 20))
    .lowered(for: plane, hasAlpha: false, options: FilterOptions(tolerance: 0)).stages
  let texts = try SVGReader.texts(of: figure(blur, plane))
  #expect(texts.contains("The figure shows the middle 31 of the kernel's 161 rows."))
  let many = Array(repeating: blur, count: 5).flatMap(\.self)
  #expect(
    try SVGReader.texts(of: figure(many, plane)).contains("and 2 more convolutions, not drawn"))
}

@Test("a resize shows the outputs at their centers, their taps and the response")
func figureOfAResize() throws {
  let resize = Resize(.box(width: 256, height: 192), kernel: .mitchell)
  let explanation = try Explanation(Recipe([.init(.resize(resize))]), over: plane, hasAlpha: false)
  let svg = Figure(explanation, title: "t").svg
  let texts = try SVGReader.texts(of: svg)
  #expect(texts.contains("resize: rows 480 to 192, columns 640 to 256"))
  // The kernel spans 10 samples, so output 2, whose center is at 5.75, is the first inside.
  #expect(texts.contains("output 2, phase 0 of 2: 10 taps"))
  #expect(texts.contains("output 3, phase 1 of 2: 10 taps"))
  #expect(texts.contains("limit of the output") && texts.contains("beyond: aliasing"))
  #expect(texts.contains("5/4") && !texts.contains("3/2"))
  // A circle for each tap, and one for each output sample from 0 to 6.
  #expect(svg.components(separatedBy: "<circle ").count - 1 == 2 * 10 + 6)
}

@Test("the same chain has the same figure, whatever its title")
func figuresAreDeterministic() throws {
  let shape = Shape(channels: 3, height: 20, width: 20)
  let stages = try Filter.upsample(Upsample(PerAxis(vertical: 2, horizontal: 3)))
    .lowered(for: shape, hasAlpha: false).stages
  let title = "convolve --weights \"1 <2>\" & 'more' \u{1}"
  let first = try figure(stages, shape, title: title)
  #expect(try figure(stages, shape, title: title) == first)
  #expect(try SVGReader.texts(of: first)[0] == "convolve --weights \"1 <2>\" & 'more' ")
}

@Test("every chain has a figure, on images of any size", arguments: 0..<200)
func figuresOfRandomChains(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let input = randomShape(using: &generator)
  var channels = input.channels
  var stages: [any Stage] = []
  for _ in 0..<generator.int(0...3) {
    let next = randomStages(channels: channels, using: &generator)
    stages += next.stages
    channels = next.channels
  }
  guard let explanation = try? Explanation([.init("chain", stages)], over: input) else { return }
  let texts = try SVGReader.texts(of: Figure(explanation, title: "chain").svg)
  #expect(texts.contains("chain"))
  #expect(explanation.text().contains("receptive field"))
}

@Test("each phase has its letter in the output of a transposed convolution")
func outputPhasesHaveLetters() throws {
  let taps = (0..<6).map {
    Convolution.TransposedTap(channel: 0, output: 0, row: $0 / 3, column: $0 % 3, weight: 1)
  }
  let pair = Convolution.transposed(
    inputChannels: 1, bias: [0], taps: taps, vertical: TransposedAxis(taps: 2, stride: 2),
    horizontal: TransposedAxis(taps: 3, stride: 3))
  let shape = Shape(channels: 1, height: 20, width: 20)
  let texts = try SVGReader.texts(of: figure([pair.phases, pair.interleaving], shape))
  // Six rows of nine columns are drawn.
  for name in ["A", "B", "C", "D", "E", "F"] {
    #expect(texts.count { $0 == name } == 9, "\(name)")
  }
}
