// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// A random convolution, forward or transposed, with what the twin needs to know of it.
struct RandomConvolve {
  let convolve: Convolve
  let input: Image
  let border: BorderMode
  let arguments: ConvolutionArguments

  /// A convolution that has an output over its input.
  init(isTransposed: Bool, border: BorderMode, using generator: inout SeededGenerator) {
    while true {
      let one = Self.any(isTransposed: isTransposed, border: border, using: &generator)
      guard (try? one.convolve.stages(for: one.input.shape, border: border)) != nil else {
        continue
      }
      self = one
      return
    }
  }

  private init(
    convolve: Convolve, input: Image, border: BorderMode, arguments: ConvolutionArguments
  ) {
    self.convolve = convolve
    self.input = input
    self.border = border
    self.arguments = arguments
  }

  private static func any(
    isTransposed: Bool, border: BorderMode, using generator: inout SeededGenerator
  ) -> RandomConvolve {
    func pair(_ range: ClosedRange<Int>) -> (Int, Int) {
      (generator.int(range), generator.int(range))
    }
    let groups = generator.element([1, 1, 2, 3])
    let shape = [
      groups * generator.int(1...2), generator.int(1...2), generator.int(1...4),
      generator.int(1...4),
    ]
    let (first, second) =
      isTransposed ? (shape[0], shape[1] * groups) : (shape[1] * groups, shape[0])
    let (stride, dilation) = (pair(1...3), pair(1...3))
    let padding = (0..<4).map { _ in generator.element([0, 0, 1, 2, 5]) }
    let outputPadding = (
      isTransposed ? generator.int(0...(max(stride.0, dilation.0) - 1)) : 0,
      isTransposed ? generator.int(0...(max(stride.1, dilation.1) - 1)) : 0
    )
    let weights = (0..<shape.reduce(1, *)).map { _ in
      generator.int(0...5) == 0 ? 0 : generator.float()
    }
    let bias = generator.int(0...2) == 0 ? [] : (0..<second).map { _ in generator.float() }
    let sizes = [1, 1, 2, 3, 5, 8]
    let input = generator.image(
      Shape(channels: first, height: generator.element(sizes), width: generator.element(sizes)))
    guard let array = try? Weights(shape: shape, values: weights) else {
      preconditionFailure("random weights are well formed")
    }
    let convolve = Convolve(
      array, bias: bias, stride: PerAxis(vertical: stride.0, horizontal: stride.1),
      dilation: PerAxis(vertical: dilation.0, horizontal: dilation.1),
      padding: .explicit(
        top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]),
      groups: groups,
      direction: isTransposed
        ? .transposed(
          outputPadding: PerAxis(vertical: outputPadding.0, horizontal: outputPadding.1))
        : .forward)
    return RandomConvolve(
      convolve: convolve, input: input, border: border,
      arguments: ConvolutionArguments(
        shape: shape, weights: weights.map(Double.init), bias: bias.map(Double.init),
        stride: stride, dilation: dilation, padding: padding, outputPadding: outputPadding,
        groups: groups, border: border))
  }

  /// The definition's result, and the sum of absolute values behind each sample.
  func twin() -> (result: Planes, scale: Planes) {
    let (planes, sizes) = (Planes(input), Planes(input).magnitudes)
    return convolve.isTransposed
      ? (
        Twin.convTranspose2d(planes, arguments),
        Twin.convTranspose2d(sizes, arguments.magnitudes)
      )
      : (Twin.conv2d(planes, arguments), Twin.conv2d(sizes, arguments.magnitudes))
  }
}

/// The most roundings that one output sample meets: 2 x 16 taps, four folded edges and corners of several turns.
///
/// Each term of a sum of n is rounded at most n + 1 times by 2^-24 of it, products among them; the sum of the terms' absolute
/// values is the scale.  Sums here have some 50 terms at most, and folds of 5 samples onto one some 300.
let sumBound = 512 * 0x1p-24

@Test("a convolution equals its definition under every border mode", arguments: 0..<240)
func convolveEqualsDefinition(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let one = RandomConvolve(
    isTransposed: false, border: allBorders[seed % 6], using: &generator)
  try expectEqualsTwin(one)
}

@Test("a transposed convolution equals its definition, folds included", arguments: 0..<240)
func transposedConvolveEqualsDefinition(seed: Int) throws {
  var generator = SeededGenerator(seed: seed + 1000)
  let borders = allBorders.filter { $0 != .constant(0.3) }
  let one = RandomConvolve(
    isTransposed: true, border: borders[seed % 5], using: &generator)
  try expectEqualsTwin(one)
}

private func expectEqualsTwin(_ one: RandomConvolve) throws {
  let stages = try one.convolve.stages(for: one.input.shape, border: one.border).stages
  let streamed = try apply(stages, to: one.input)
  let (expected, scale) = one.twin()
  try #require(streamed.shape == expected.shape)
  for (index, value) in streamed.samples.enumerated() {
    let error = abs(Double(value) - expected.values[index])
    #expect(error <= scale.values[index] * sumBound, "sample \(index)")
  }
}
