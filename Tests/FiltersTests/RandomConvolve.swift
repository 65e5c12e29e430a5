// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport

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
    return RandomConvolve(
      ConvolutionArguments(
        shape: shape, weights: weights.map(Double.init), bias: bias.map(Double.init),
        stride: stride, dilation: dilation, padding: padding, outputPadding: outputPadding,
        groups: groups, border: border),
      direction: isTransposed
        ? .transposed(
          outputPadding: PerAxis(vertical: outputPadding.0, horizontal: outputPadding.1))
        : .forward, input: input)
  }

  /// The definition's result, and how far from it sums of `Float` may be.
  ///
  /// A term of a sum of n terms is rounded by at most 2^-24 of it in its product and in at most n +
  /// 1 additions; a fold adds one more.  So each sample is off by (n + 2) * 2^-24 times the sum of
  /// its terms' absolute values, but for products of roundings, which 1 in 1000 covers for n up to
  /// 10000.  Both n and that sum are the definition's own, over ones and over absolute values.
  func twin() -> (result: Planes, bounds: Planes) {
    var ones = arguments.magnitudes
    ones.weights = arguments.weights.map { $0 == 0 ? 0 : 1 }
    ones.bias = arguments.bias.map { _ in 1 }
    if border.constant != nil { ones.border = border == .zero ? .zero : .constant(1) }
    let counts = Self.run(Planes(Image(input.shape, repeating: 1)), ones, convolve)
    var bounds = Self.run(Planes(input).magnitudes, arguments.magnitudes, convolve)
    for index in bounds.values.indices {
      bounds.values[index] *= (counts.values[index] + 2) * 0x1p-24 * 1.001
    }
    return (Self.run(Planes(input), arguments, convolve), bounds)
  }

  private static func run(
    _ input: Planes, _ arguments: ConvolutionArguments, _ convolve: Convolve
  ) -> Planes {
    convolve.isTransposed
      ? Twin.convTranspose2d(input, arguments) : Twin.conv2d(input, arguments)
  }
}

extension RandomConvolve {
  /// The stages of a transposed convolution over images of this shape, one kernel for every channel.
  static func stages(over shape: Shape, using generator: inout SeededGenerator) -> [any Stage] {
    func axis() -> TransposedAxis {
      let stride = generator.int(1...3)
      let taps = generator.int(1...5)
      return TransposedAxis(
        taps: taps, stride: stride, dilation: generator.int(1...2),
        before: generator.int(0...3), after: generator.int(0...3),
        outputPadding: generator.int(0...2))
    }
    let (vertical, horizontal) = (axis(), axis())
    let taps = (0..<shape.channels).flatMap { channel in
      (0..<(vertical.taps * horizontal.taps)).map {
        Convolution.TransposedTap(
          channel: channel, output: channel, row: $0 / horizontal.taps,
          column: $0 % horizontal.taps, weight: generator.float())
      }
    }
    let pair = Convolution.transposed(
      inputChannels: shape.channels, bias: Array(repeating: 0.25, count: shape.channels),
      taps: taps, vertical: vertical, horizontal: horizontal, border: generator.border())
    return [pair.phases, pair.interleaving]
  }
}

// Pairs of a convolution and its transpose.
extension RandomConvolve {
  /// A convolution without bias of a given stride, dilation and number of groups.
  static func forward(
    of one: AdjointCase, using generator: inout SeededGenerator
  ) -> RandomConvolve {
    while true {
      var arguments = any(isTransposed: false, border: one.border, using: &generator).arguments
      let shape = [
        one.groups * generator.int(1...2), generator.int(1...2), arguments.shape[2],
        arguments.shape[3],
      ]
      arguments.shape = shape
      arguments.weights = (0..<shape.reduce(1, *)).map { _ in Double(generator.float()) }
      arguments.bias = []
      arguments.stride = (one.stride, one.stride)
      arguments.dilation = (one.dilation, one.dilation)
      arguments.groups = one.groups
      let input = generator.image(
        Shape(
          channels: shape[1] * one.groups, height: generator.int(1...9),
          width: generator.int(1...9)), in: -1...1)
      let found = RandomConvolve(arguments, direction: .forward, input: input)
      if (try? found.convolve.stages(for: input.shape, border: one.border)) != nil { return found }
    }
  }

  /// The transpose of a convolution over a random image of the convolution's output shape, back to
  /// its input shape.
  init(transposing forward: RandomConvolve, using generator: inout SeededGenerator) throws {
    let shape = forward.input.shape
    let (stages, padding) = try forward.convolve.stages(for: shape, border: forward.border)
    let output = try stages.reduce(shape) { try $1.outputShape(for: $0) }
    var arguments = forward.arguments
    func trailing(_ count: Int, _ sides: Int, _ taps: Int, _ stride: Int, _ dilation: Int) -> Int {
      (count + sides - (taps - 1) * dilation - 1) % stride
    }
    arguments.outputPadding = (
      trailing(
        shape.height, padding.top + padding.bottom, arguments.shape[2], arguments.stride.0,
        arguments.dilation.0),
      trailing(
        shape.width, padding.left + padding.right, arguments.shape[3], arguments.stride.1,
        arguments.dilation.1)
    )
    self.init(
      arguments, direction: .transposedTo(height: shape.height, width: shape.width),
      input: generator.image(output, in: -1...1))
  }

  private init(
    _ arguments: ConvolutionArguments, direction: Convolve.Direction, input: Image
  ) {
    let padding = arguments.padding
    guard
      let weights = try? Weights(
        shape: arguments.shape, values: arguments.weights.map { Float($0) })
    else { preconditionFailure("random weights are well formed") }
    self.init(
      convolve: Convolve(
        weights, bias: arguments.bias.map { Float($0) },
        stride: PerAxis(vertical: arguments.stride.0, horizontal: arguments.stride.1),
        dilation: PerAxis(vertical: arguments.dilation.0, horizontal: arguments.dilation.1),
        padding: .explicit(
          top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]),
        groups: arguments.groups, direction: direction),
      input: input, border: arguments.border, arguments: arguments)
  }
}
