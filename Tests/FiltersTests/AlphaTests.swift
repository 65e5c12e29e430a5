// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// RGBA: opaque gray on the left, on the right transparent with a hidden color.
private func halfTransparent(hidden: Float) -> Image {
  let shape = Shape(channels: 4, height: 9, width: 20)
  var image = Image(shape, repeating: 0.5)
  for y in 0..<9 {
    for x in 0..<20 {
      image[3, y, x] = x < 10 ? 1 : 0
      if x >= 10 { for channel in 0..<3 { image[channel, y, x] = hidden } }
    }
  }
  return image
}

private let filters: [Filter] = [
  .blur(.gaussian(sigma: 1.5)), .sharpen(Sharpen(threshold: 0.01)), .edge(Edge()),
  .edge(Edge(.log)), .edge(Edge(.roberts)),
  .downsample(Downsample(PerAxis(vertical: 2, horizontal: 3))),
  .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3))),
]

@Test("color under transparent pixels never shows", arguments: filters)
func hiddenColorNeverBleeds(filter: Filter) throws {
  let one = try apply(filter, to: halfTransparent(hidden: 0.25), hasAlpha: true)
  let other = try apply(filter, to: halfTransparent(hidden: 1), hasAlpha: true)
  #expect(one == other)
  // Independent channels do let it show, so the comparison can tell.
  let options = FilterOptions(alpha: .independent)
  #expect(
    try apply(filter, to: halfTransparent(hidden: 0.25), hasAlpha: true, options)
      != apply(filter, to: halfTransparent(hidden: 1), hasAlpha: true, options))
}

@Test("a blur of a gray object with soft edges stays gray")
func premultipliedBlurKeepsColor() throws {
  let result = try apply(
    .blur(.gaussian(sigma: 1.5)), to: halfTransparent(hidden: 1), hasAlpha: true)
  for y in 0..<9 {
    for x in 0..<20 where result[3, y, x] > 1e-4 {
      #expect(abs(result[0, y, x] - 0.5) < 1e-4)
    }
  }
}

@Test("an opaque image is filtered like one without alpha")
func opaqueAlphaChangesNothing() throws {
  var generator = SeededGenerator(seed: 5)
  let colors = generator.image(Shape(channels: 3, height: 8, width: 11))
  let opaque = Image(
    Shape(channels: 4, height: 8, width: 11),
    samples: colors.samples + [Float](repeating: 1, count: 88))
  for filter in filters {
    for alpha in AlphaMode.allCases {
      let with = try apply(filter, to: opaque, hasAlpha: true, .init(alpha: alpha))
      let without = try apply(filter, to: colors)
      let count = without.samples.count
      let difference = zip(with.samples, without.samples).map { abs($0 - $1) }.max() ?? 0
      #expect(difference < 1e-6)
      let isEdge = if case .edge = filter { true } else { false }
      if !(isEdge && alpha == .independent) {
        #expect(with.samples.dropFirst(count).allSatisfy { abs($0 - 1) < 1e-6 })
      }
    }
  }
}

@Test("kept alpha stays as it was, and color is filtered as it stands")
func keptAlpha() throws {
  var generator = SeededGenerator(seed: 6)
  let image = generator.image(Shape(channels: 2, height: 7, width: 9))
  let color = Image(
    Shape(channels: 1, height: 7, width: 9), samples: Array(image.samples.prefix(63)))
  for filter in filters.dropLast(2) {
    let result = try apply(filter, to: image, hasAlpha: true, .init(alpha: .keep))
    #expect(Array(result.samples.suffix(63)) == Array(image.samples.suffix(63)))
    #expect(Array(result.samples.prefix(63)) == (try apply(filter, to: color)).samples)
  }
}

@Test("edges of a premultiplied image keep its alpha")
func edgesKeepAlpha() throws {
  let image = halfTransparent(hidden: 1)
  let result = try apply(.edge(Edge()), to: image, hasAlpha: true)
  for y in 0..<9 { for x in 0..<20 { #expect(result[3, y, x] == image[3, y, x]) } }
  // The silhouette is an edge: premultiplied color falls from 0.5 to 0.
  #expect(result[0, 4, 9] == 0.5)
}

@Test("a constant border is what the user's image would have outside, also premultiplied")
func constantBordersWithAlpha() throws {
  // An image filled with v, alpha too, inside a border of v: nothing changes at its edges.
  let v: Float = 0.5
  let image = Image(Shape(channels: 4, height: 5, width: 6), repeating: v)
  let smoothing: [Filter] = [
    .blur(.gaussian(sigma: 1)), .sharpen(Sharpen()), .upsample(Upsample(PerAxis(2))),
    .downsample(Downsample(PerAxis(2))),
  ]
  for filter in smoothing {
    let result = try apply(filter, to: image, hasAlpha: true, .init(border: .constant(v)))
    #expect(result.samples.allSatisfy { $0 == v })
  }
  let edges = try apply(.edge(Edge()), to: image, hasAlpha: true, .init(border: .constant(v)))
  #expect(edges.samples.prefix(90).allSatisfy { $0 == 0 })
}

@Test("flattening puts premultiplied color over the background")
func flatteningPutsColorOverTheBackground() throws {
  let image = Image(Shape(channels: 2, height: 1, width: 3), samples: [0, 0.25, 0.5, 0, 0.5, 1])
  let result = try apply([PointMap(.flatten(background: 1))], to: image)
  #expect(result == Image(Shape(channels: 1, height: 1, width: 3), samples: [1, 0.75, 0.5]))
}

/// Kernels whose weights cancel out, the last to the rounding of `Float`.
private let cancelling: [[Float]] = [
  [0, 1, 0, 1, -4, 1, 0, 1, 0], [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  [0.1, 0.2, 0.3, 0.7, -2.6, 0.7, 0.3, 0.2, 0.1],
]

@Test("a kernel whose weights sum to 0 leaves alpha unchanged", arguments: cancelling)
func cancellingKernelKeepsAlpha(weights: [Float]) throws {
  var generator = SeededGenerator(seed: 3)
  let shape = Shape(channels: 4, height: 9, width: 12)
  let image = generator.image(shape)
  var premultiplied = Image(Shape(channels: 3, height: 9, width: 12), repeating: 0)
  for channel in 0..<3 {
    for y in 0..<9 {
      for x in 0..<12 {
        premultiplied[channel, y, x] = image[channel, y, x] * image[3, y, x]
      }
    }
  }
  let alpha = Array(image.samples.suffix(9 * 12))

  // One kernel for every channel, and one for the colors alone.
  let kernel = Convolve(try Weights(shape: [3, 3], values: weights))
  let result = try apply(.convolve(kernel), to: image, hasAlpha: true)
  #expect(Array(result.samples.suffix(9 * 12)) == alpha)
  let expected = try apply(.convolve(kernel), to: premultiplied)
  #expect(Array(result.samples.prefix(3 * 9 * 12)) == expected.samples)

  // Weights for all channels, apart and mixed.
  let apart = try Weights(shape: [4, 1, 3, 3], values: (0..<4).flatMap { _ in weights })
  let grouped = try apply(
    .convolve(Convolve(apart, groups: 4)), to: image, hasAlpha: true)
  #expect(Array(grouped.samples.suffix(9 * 12)) == alpha)
  let dense = try Weights(shape: [4, 4, 3, 3], values: (0..<16).flatMap { _ in weights })
  #expect(
    Array(try apply(.convolve(Convolve(dense)), to: image, hasAlpha: true).samples.suffix(108))
      == alpha)

  // Alpha as a channel like any other is what was asked for.
  let independent = try apply(
    .convolve(kernel), to: image, hasAlpha: true, .init(alpha: .independent))
  #expect(Array(independent.samples.suffix(9 * 12)) != alpha)
}

@Test("with a stride alpha is that of the middle of each window")
func cancellingKernelWithStride() throws {
  var generator = SeededGenerator(seed: 4)
  let image = generator.image(Shape(channels: 2, height: 9, width: 11))
  let kernel = Convolve(
    try Weights(shape: [3, 3], values: cancelling[0]), stride: PerAxis(2), padding: .valid)
  let result = try apply(.convolve(kernel), to: image, hasAlpha: true)
  #expect(result.shape == Shape(channels: 2, height: 4, width: 5))
  for y in 0..<4 {
    for x in 0..<5 { #expect(result[1, y, x] == image[1, 2 * y + 1, 2 * x + 1]) }
  }
}

@Test("a kernel whose weights do not cancel out filters alpha with the colors")
func otherKernelsFilterAlpha() throws {
  let image = halfTransparent(hidden: 0.25)
  let kernel = Convolve(try Weights(shape: [1, 3], values: [1, -1.0001, 0.25]))
  let result = try apply(.convolve(kernel), to: image, hasAlpha: true)
  #expect(result.samples.suffix(180) != image.samples.suffix(180))
}

@Test("an activation acts on every output of weights for all channels, unless one of them is alpha")
func activationReachesEveryOutput() throws {
  let image = Image(Shape(channels: 2, height: 1, width: 1), samples: [0.5, 0.25])
  for outputs in 1...3 {
    var convolve = Convolve(
      try Weights(
        shape: [outputs, 2, 1, 1], values: Array(repeating: -1, count: 2 * outputs)))
    convolve.activation = .relu
    let result = try Filter.convolve(convolve).applied(to: image, hasAlpha: true)
    // With as many outputs as channels, the last one is alpha.
    #expect(result.samples == (outputs == 2 ? [0, -0.75] : Array(repeating: 0, count: outputs)))
  }
}
