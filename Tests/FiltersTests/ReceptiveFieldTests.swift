// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// A random convolution, strided, dilated, or the phases of a transposed one.
func randomStages(
  channels: Int, using generator: inout SeededGenerator
) -> (stages: [any Stage], channels: Int) {
  let outputs = generator.int(1...2)
  func weight() -> Float { generator.int(0...3) == 0 ? 0 : generator.float(0.1...1) }
  let rows = generator.int(1...4)
  let columns = generator.int(1...4)
  let places = (0..<(channels * rows * columns)).map {
    (channel: $0 / (rows * columns), row: $0 / columns % rows, column: $0 % columns)
  }
  if generator.int(0...2) == 0 {
    func axis(_ taps: Int) -> TransposedAxis {
      TransposedAxis(
        taps: taps, stride: generator.int(1...3), dilation: generator.int(1...2),
        before: generator.int(-1...2), after: generator.int(-1...2),
        outputPadding: generator.int(0...1))
    }
    let pair = Convolution.transposed(
      inputChannels: channels, bias: (0..<outputs).map { _ in generator.float() },
      taps: (0..<outputs).flatMap { output in
        places.map {
          .init(
            channel: $0.channel, output: output, row: $0.row, column: $0.column, weight: weight())
        }
      }, vertical: axis(rows), horizontal: axis(columns), border: generator.border())
    return ([pair.phases, pair.interleaving], outputs)
  }
  func axis(_ taps: Int) -> Axis {
    Axis(
      taps: taps, stride: generator.int(1...3), dilation: generator.int(1...3),
      before: generator.int(-1...5), after: generator.int(-1...5))
  }
  let stage = Convolution(
    inputChannels: channels,
    outputs: (0..<outputs).map { _ in
      .init(
        places.map {
          .init(channel: $0.channel, row: $0.row, column: $0.column, weight: weight())
        }, bias: generator.float())
    }, vertical: axis(rows), horizontal: axis(columns), border: generator.border())
  return ([stage], outputs)
}

@Test("the receptive field is what an experiment measures", arguments: 0..<150)
func fieldEqualsProbe(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  var channels = generator.int(1...2)
  // Large enough for every random chain: five stages of stride 3 at most.
  let input = Shape(channels: channels, height: 400, width: 400)
  var stages: [any Stage] = []
  for _ in 0..<generator.int(1...4) {
    let next = randomStages(channels: channels, using: &generator)
    stages += next.stages
    channels = next.channels
  }
  let explanation = try Explanation([.init("chain", stages)], over: input)
  let field = try #require(explanation.field)
  let probe = ReceptiveFieldProbe.measure(explanation)
  #expect(probe == .measured(height: field.height, width: field.width))
}

@Test(
  "the receptive field of every filter is what an experiment measures",
  arguments: [
    .blur(.gaussian(sigma: 2)), .blur(Blur(.box(radius: 2), dilation: 3)),
    .edge(Edge(.sobel)), .edge(Edge(.roberts, response: .angle)), .edge(Edge(.laplacian)),
    .edge(Edge(.dog, sigma: 1)), .sharpen(Sharpen(sigma: 1, threshold: 0.1)), .mix(.sepia),
    .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3))),
    .upsample(Upsample(PerAxis(vertical: 3, horizontal: 1), kernel: .lanczos3)),
    .downsample(Downsample(PerAxis(vertical: 2, horizontal: 3))),
    .atrous(Atrous(levels: 3)), .atrous(Atrous(levels: 3, gains: [1, 2])),
    .atrous(Atrous(levels: 2, denoise: 3)),
  ] as [Filter])
func fieldsOfFilters(filter: Filter) throws {
  for hasAlpha in [false, true] {
    let input = Shape(channels: hasAlpha ? 4 : 3, height: 100, width: 100)
    let explanation = try Explanation(Recipe(filter), over: input, hasAlpha: hasAlpha)
    let field = try #require(explanation.field)
    let probe = ReceptiveFieldProbe.measure(explanation)
    #expect(probe == .measured(height: field.height, width: field.width))
  }
}

@Test("two wide blurs in a row are measured whole, though their outer weights are tiny")
func tinyWeightsAreFelt() throws {
  let blur = Recipe.Step(.blur(.gaussian(sigma: 3)))
  let explanation = try Explanation(
    Recipe([blur, blur, blur]), over: Shape(channels: 1, height: 10, width: 10), hasAlpha: false)
  // 3 * 24 + 1.
  #expect(explanation.field?.height == 73)
  #expect(ReceptiveFieldProbe.measure(explanation) == .measured(height: 73, width: 73))
}

@Test("an experiment that is too large is not made")
func largeProbesAreRefused() throws {
  let explanation = try Explanation(
    Recipe(.blur(.gaussian(sigma: 100)), options: FilterOptions(tolerance: 0)),
    over: Shape(channels: 3, height: 10, width: 10), hasAlpha: false)
  #expect(explanation.field?.height == 801)
  guard case .tooExpensive(let needed) = ReceptiveFieldProbe.measure(explanation) else {
    Issue.record("it was made")
    return
  }
  #expect(needed > ReceptiveFieldProbe.usualBudget)
}

@Test("a color laid over a background depends on what its alpha depends on")
func mapsSeeAlpha() throws {
  // Alpha alone is smoothed; the result has no alpha any more.
  let smooth = Convolution.along(
    .vertical, [[.init(.identity, channel: 0)], [.init(.box(radius: 2), channel: 1)]],
    inputChannels: 2, border: .replicate)
  let flatten = PointMap(.flatten(background: 1))
  let explanation = try Explanation(
    [.init("step", [smooth, flatten])], over: Shape(channels: 2, height: 9, width: 9))
  #expect(explanation.field?.height == 5)
  #expect(ReceptiveFieldProbe.measure(explanation) == .measured(height: 5, width: 1))
}

@Test("the border that a transposed convolution folds back changes nothing in the middle")
func foldedBorders() throws {
  let weights = try Weights(shape: [3, 3], values: (1...9).map { Float($0) })
  let convolve = Convolve(
    weights, stride: PerAxis(2), padding: .explicit(top: 1, left: 1, bottom: 1, right: 1),
    direction: .transposed())
  let recipe = Recipe(.convolve(convolve), options: FilterOptions(border: .reflect))
  let explanation = try Explanation(
    recipe, over: Shape(channels: 1, height: 3, width: 2), hasAlpha: false)
  #expect(explanation.stages.last?.kind.description == "fold of the border")
  // Of three taps two apart from every second on: 2 inputs meet an odd output, 1 an even one.
  #expect(explanation.field?.height == 2)
  #expect(explanation.output.height == 5)
  // Phases have 1, 2, 2 and 4 of the 9 taps: 5; 4 + 6; 2 + 8; 1 + 3 + 7 + 9.
  #expect(explanation.steps[0].constantGains?.sorted() == [5, 10, 10, 20])
  #expect(ReceptiveFieldProbe.measure(explanation) == .measured(height: 2, width: 2))
}
