// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// A strided convolution of one plane and the transposed convolution with the same weights.
private struct Pair {
  let weights: [[Float]]
  let vertical: Axis
  let horizontal: Axis
  let input: Shape
  let output: Shape

  init(using generator: inout SeededGenerator) {
    var vertical: Axis
    var horizontal: Axis
    var input: Shape
    repeat {
      vertical = Self.axis(using: &generator)
      horizontal = Self.axis(using: &generator)
      input = Shape(channels: 1, height: generator.int(1...9), width: generator.int(1...9))
    } while (try? vertical.outputCount(input.height)) == nil
      || (try? horizontal.outputCount(input.width)) == nil
    weights = (0..<vertical.taps).map { _ in
      (0..<horizontal.taps).map { _ in generator.float() }
    }
    self.vertical = vertical
    self.horizontal = horizontal
    self.input = input
    output = Shape(
      channels: 1, height: (try? vertical.outputCount(input.height)) ?? 1,
      width: (try? horizontal.outputCount(input.width)) ?? 1)
  }

  private static func axis(using generator: inout SeededGenerator) -> Axis {
    Axis(
      taps: generator.int(1...4), stride: generator.int(1...4), dilation: generator.int(1...3),
      before: generator.int(0...3), after: generator.int(0...3))
  }

  /// K as stages.
  var forward: [any Stage] {
    [
      Convolution(
        inputChannels: 1,
        outputs: [
          .init(
            entries.map { .init(channel: 0, row: $0.row, column: $0.column, weight: $0.weight) })
        ],
        vertical: vertical, horizontal: horizontal)
    ]
  }

  /// The transpose of K as stages: inputs that no window reached become output padding.
  var transposed: [any Stage] {
    func axis(_ axis: Axis, _ count: Int) -> TransposedAxis {
      TransposedAxis(
        taps: axis.taps, stride: axis.stride, dilation: axis.dilation, before: axis.before,
        after: axis.after,
        outputPadding: (count + axis.before + axis.after - axis.reach) % axis.stride)
    }
    let pair = Convolution.transposed(
      inputChannels: 1, bias: [0],
      taps: entries.map {
        .init(channel: 0, output: 0, row: $0.row, column: $0.column, weight: $0.weight)
      },
      vertical: axis(vertical, input.height), horizontal: axis(horizontal, input.width))
    return [pair.phases, pair.interleaving]
  }

  private var entries: [(row: Int, column: Int, weight: Float)] {
    weights.enumerated().flatMap { row, line in
      line.enumerated().map { (row: row, column: $0.offset, weight: $0.element) }
    }
  }
}

@Test("a transposed convolution is the transpose of the unrolled matrix", arguments: 0..<300)
func transposedIsTheTransposedMatrix(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let pair = Pair(using: &generator)
  let matrix = Twin.unrolled(
    pair.weights, over: pair.input, vertical: pair.vertical, horizontal: pair.horizontal)

  let x = generator.image(pair.input)
  let forward = try apply(pair.forward, to: x)
  #expect(forward.shape == pair.output)
  for (row, value) in forward.samples.enumerated() {
    let product = zip(matrix[row], x.samples).map { Double($0) * Double($1) }.reduce(0, +)
    #expect(abs(Double(value) - product) < 1e-5)
  }

  let y = generator.image(pair.output)
  let back = try apply(pair.transposed, to: y)
  #expect(back.shape == pair.input)
  for (column, value) in back.samples.enumerated() {
    let product = matrix.indices.map { Double(matrix[$0][column]) * Double(y.samples[$0]) }
      .reduce(0, +)
    #expect(abs(Double(value) - product) < 1e-5)
  }

  func inner(_ a: Image, _ b: Image) -> Double {
    zip(a.samples, b.samples).map { Double($0) * Double($1) }.reduce(0, +)
  }
  #expect(abs(inner(forward, y) - inner(x, back)) < 1e-4, "<Kx, y> = <x, K'y>")
}

/// Sums of the weights' products with a power of two are exact: they are multiples of 2^-24 that sum to 1 in each
/// phase.
///
/// Those with any other number are rounded like all sums.
@Test(
  "a constant through every kernel, at scales 2 to 8, is constant to the last bit",
  arguments: ResamplingKernel.allCases, 2...8)
func constantsThroughEveryPhase(kernel: ResamplingKernel, scale: Int) throws {
  let filters: [Filter] = [
    .upsample(Upsample(PerAxis(scale), kernel: kernel)),
    .downsample(Downsample(PerAxis(scale), kernel: kernel)),
  ]
  let shape = Shape(channels: 1, height: 9, width: 11)
  for filter in filters {
    for constant in [Float(1), 0.25, 2, -0x1p-9] {
      let result = try apply(filter, to: Image(shape, repeating: constant))
      #expect(result.samples.allSatisfy { $0 == constant })
    }
    for level in 0...255 where level % 5 == 2 {
      let constant = Float(level) / 255
      let result = try apply(filter, to: Image(shape, repeating: constant))
      #expect(result.samples.allSatisfy { abs($0 - constant) <= 6 * constant.ulp })
    }
  }
}

@Test("bilinear enlargement is linear interpolation between half-pixel centres", arguments: 2...8)
func bilinearIsInterpolation(scale: Int) throws {
  var generator = SeededGenerator(seed: scale)
  let image = generator.image(Shape(channels: 2, height: 7, width: 6))
  let result = try apply(
    .upsample(Upsample(PerAxis(scale), kernel: .bilinear)), to: image)
  /// The samples before and after output `y`, and how far it is from the first.
  func place(_ y: Int) -> (Int, Double) {
    let u = (Double(y) + 0.5) / Double(scale) - 0.5
    return (Int(u.rounded(.down)), u - u.rounded(.down))
  }
  for channel in 0..<2 {
    for y in (scale / 2)..<(7 * scale - (scale + 1) / 2) {
      for x in (scale / 2)..<(6 * scale - (scale + 1) / 2) {
        let ((top, v), (left, u)) = (place(y), place(x))
        func sample(_ dy: Int, _ dx: Int) -> Double { Double(image[channel, top + dy, left + dx]) }
        let above = sample(0, 0) * (1 - u) + sample(0, 1) * u
        let below = sample(1, 0) * (1 - u) + sample(1, 1) * u
        let expected = above * (1 - v) + below * v
        #expect(abs(Double(result[channel, y, x]) - expected) < 4 * 0x1p-24)
      }
    }
  }
}

@Test("it restores the size and not the values")
func transposedRestoresTheSizeOnly() throws {
  var generator = SeededGenerator(seed: 1)
  let image = generator.image(Shape(channels: 1, height: 12, width: 8))
  let axis = Axis(taps: 3, stride: 2, before: 1, after: 1)
  let taps = (0..<9).map { (row: $0 / 3, column: $0 % 3) }
  let small = try apply(
    [
      Convolution(
        inputChannels: 1,
        outputs: [
          .init(taps.map { .init(channel: 0, row: $0.row, column: $0.column, weight: 1 / 9) })
        ],
        vertical: axis, horizontal: axis)
    ], to: image)
  #expect(small.shape == Shape(channels: 1, height: 6, width: 4))
  let wide = TransposedAxis(taps: 3, stride: 2, before: 1, after: 1, outputPadding: 1)
  let pair = Convolution.transposed(
    inputChannels: 1, bias: [0],
    taps: taps.map { .init(channel: 0, output: 0, row: $0.row, column: $0.column, weight: 1 / 9) },
    vertical: wide, horizontal: wide)
  let restored = try apply([pair.phases, pair.interleaving], to: small)
  #expect(restored.shape == image.shape)
  #expect(restored != image)
}

@Test("bias and channels of a transposed convolution go where they belong")
func transposedChannels() throws {
  // Two inputs, three outputs, each connection with a weight of its own, scale 2 by nearest.
  let axis = TransposedAxis(taps: 2, stride: 2)
  var taps: [Convolution.TransposedTap] = []
  for channel in 0..<2 {
    for output in 0..<3 {
      for cell in 0..<4 {
        taps.append(
          .init(
            channel: channel, output: output, row: cell / 2, column: cell % 2,
            weight: Float(10 * channel + output + 1)))
      }
    }
  }
  let pair = Convolution.transposed(
    inputChannels: 2, bias: [100, 200, 300], taps: taps, vertical: axis, horizontal: axis)
  let input = Image(Shape(channels: 2, height: 1, width: 2), samples: [1, 2, 3, 4])
  let result = try apply([pair.phases, pair.interleaving], to: input)
  #expect(result.shape == Shape(channels: 3, height: 2, width: 4))
  for output in 0..<3 {
    for y in 0..<2 {
      for x in 0..<4 {
        let (a, b): (Float, Float) = x < 2 ? (1, 3) : (2, 4)
        let expected = Float(100 * (output + 1)) + a * Float(output + 1) + b * Float(output + 11)
        #expect(result[output, y, x] == expected)
      }
    }
  }
}
