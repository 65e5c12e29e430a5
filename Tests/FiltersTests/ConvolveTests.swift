// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Test("a convolution equals its definition under every border mode", arguments: 0..<240)
func convolveEqualsDefinition(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let one = RandomConvolve(
    isTransposed: false, border: allBorders[seed % 6], using: &generator)
  try expectEqualsTwin(one, using: &generator)
}

@Test("a transposed convolution equals its definition, folds included", arguments: 0..<240)
func transposedConvolveEqualsDefinition(seed: Int) throws {
  var generator = SeededGenerator(seed: seed + 1000)
  let borders = allBorders.filter { $0 != .constant(0.3) }
  let one = RandomConvolve(
    isTransposed: true, border: borders[seed % 5], using: &generator)
  try expectEqualsTwin(one, using: &generator)
}

private func expectEqualsTwin(
  _ one: RandomConvolve, using generator: inout SeededGenerator
) throws {
  let stages = try one.convolve.stages(for: one.input.shape, border: one.border).stages
  let source = try stages.reduce(one.input.source()) { try Streamed($1, over: $0) }
  let streamed = try collect(source, using: &generator)
  let (expected, bounds) = one.twin()
  try #require(streamed.shape == expected.shape)
  for (index, value) in streamed.samples.enumerated() {
    let error = abs(Double(value) - expected.values[index])
    #expect(error <= bounds.values[index], "sample \(index)")
  }
}

@Test("one kernel for every channel equals the same kernel in as many groups")
func depthwiseExpands() throws {
  var generator = SeededGenerator(seed: 3)
  let input = generator.image(Shape(channels: 3, height: 6, width: 5))
  let kernel = (0..<6).map { _ in generator.float() }
  let one = try Weights(shape: [2, 3], values: kernel)
  let three = try Weights(shape: [3, 1, 2, 3], values: kernel + kernel + kernel)
  for direction in [Convolve.Direction.forward, .transposed()] {
    for (bias, biases) in [([], []), ([0.5], [0.5, 0.5, 0.5]), ([1, 2, 3], [1, 2, 3])]
      as [([Float], [Float])]
    {
      for groups in [1, 3] {
        let short = Convolve(
          one, bias: bias, stride: PerAxis(2), groups: groups, direction: direction)
        let long = Convolve(
          three, bias: biases, stride: PerAxis(2), groups: 3, direction: direction)
        let results = try [short, long].map {
          try apply($0.stages(for: input.shape, border: .reflect).stages, to: input)
        }
        #expect(results[0] == results[1])
      }
    }
  }
}

@Test("a turned kernel gives what the weights read backwards give, forward and transposed")
func flipTurnsTheKernel() throws {
  var generator = SeededGenerator(seed: 4)
  let input = generator.image(Shape(channels: 2, height: 5, width: 6))
  let kernels = (0..<4).map { _ in (0..<12).map { _ in generator.float() } }
  let weights = try Weights(shape: [2, 2, 3, 4], values: Array(kernels.joined()))
  let turned = try Weights(
    shape: [2, 2, 3, 4], values: Array(kernels.map { $0.reversed() }.joined()))
  for direction in [Convolve.Direction.forward, .transposed()] {
    let flipped = Convolve(weights, dilation: PerAxis(2), isFlipped: true, direction: direction)
    let plain = Convolve(turned, dilation: PerAxis(2), direction: direction)
    let results = try [flipped, plain].map {
      try apply($0.stages(for: input.shape, border: .zero).stages, to: input)
    }
    // Nothing is cut off by `same`: dilated, the kernel is larger than the image.
    #expect(results[0] == results[1])
  }
}

@Test("a normalized convolution keeps a constant, each output channel by its own sum")
func normalizedKeepsAConstant() throws {
  let weights = try Weights(shape: [2, 1, 2, 2], values: [1, 2, 3, 4, -1, 9, 0, 0])
  let convolve = Convolve(weights, groups: 2, isNormalized: true)
  let input = Image(Shape(channels: 2, height: 3, width: 4), repeating: 0.75)
  let result = try apply(
    convolve.stages(for: input.shape, border: .replicate).stages, to: input)
  #expect(result.samples.allSatisfy { abs($0 - 0.75) <= 4 * 0x1p-24 })
  let values = try convolve.stages(for: input.shape, border: .zero).stages
    .compactMap { $0 as? Convolution }.flatMap(\.outputs).flatMap(\.taps).map(\.weight)
  #expect(values == [0.1, 0.2, 0.3, 0.4, -0.125, 1.125, 0, 0])
}

@Test(
  "a normalized transposed convolution divides the weights into each output channel by their sum")
func normalizedTransposed() throws {
  // Two inputs, three outputs; output o gets 1 + o from input 0 and 3 + 3o from input 1.
  let weights = try Weights(shape: [2, 3, 1, 1], values: [1, 2, 3, 3, 6, 9])
  let convolve = Convolve(weights, isNormalized: true, direction: .transposed())
  let input = Image(Shape(channels: 2, height: 1, width: 1), samples: [0.5, 1])
  let result = try apply(convolve.stages(for: input.shape, border: .zero).stages, to: input)
  #expect(result.samples == [0.875, 0.875, 0.875])
  // Two groups with an output each: no input of the other group is in the sum.
  let grouped = Convolve(
    try Weights(shape: [2, 1, 1, 2], values: [1, 3, 5, 15]), groups: 2, isNormalized: true,
    direction: .transposed())
  let spread = try apply(grouped.stages(for: input.shape, border: .zero).stages, to: input)
  #expect(spread.samples == [0.125, 0.375, 0.25, 0.75])
}

@Test("phases that no tap reaches give the bias")
func emptyPhasesGiveTheBias() throws {
  let weights = try Weights(shape: [1, 1, 1, 2], values: [1, 10])
  // Stride 4, dilation 2: of four columns two are reached.
  let convolve = Convolve(
    weights, bias: [0.5], stride: PerAxis(vertical: 3, horizontal: 4),
    dilation: PerAxis(vertical: 1, horizontal: 2),
    direction: .transposed(outputPadding: PerAxis(vertical: 2, horizontal: 1)))
  let input = Image(Shape(channels: 1, height: 1, width: 2), samples: [1, 2])
  let result = try apply(convolve.stages(for: input.shape, border: .zero).stages, to: input)
  #expect(result.shape == Shape(channels: 1, height: 3, width: 8))
  let empty = [Float](repeating: 0.5, count: 16)
  #expect(result.samples == [1.5, 0.5, 10.5, 0.5, 2.5, 0.5, 20.5, 0.5] + empty)
}

@Test("a fold of a few numbers, by hand")
func foldByHand() throws {
  // Weights 1 10 100 around each of `abcd` = 1 2 3 4, padded by 1 and 1: 1 12 123 234 340 400.
  let weights = try Weights(shape: [1, 3], values: [1, 10, 100])
  let convolve = Convolve(
    weights, bias: [0.5], padding: .explicit(top: 0, left: 1, bottom: 0, right: 1),
    direction: .transposed())
  let input = Image(Shape(channels: 1, height: 1, width: 4), samples: [1, 2, 3, 4])
  let expected: [(BorderMode, [Float])] = [
    (.zero, [12.5, 123.5, 234.5, 340.5]), (.constant(0), [12.5, 123.5, 234.5, 340.5]),
    (.replicate, [13.5, 123.5, 234.5, 740.5]), (.symmetric, [13.5, 123.5, 234.5, 740.5]),
    (.reflect, [12.5, 124.5, 634.5, 340.5]), (.wrap, [412.5, 123.5, 234.5, 341.5]),
  ]
  for (border, samples) in expected {
    let result = try apply(convolve.stages(for: input.shape, border: border).stages, to: input)
    #expect(result.samples == samples, "\(border)")
  }
}
