// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Test(
  "a reduction is the transpose of the enlargement, its weights summing to 1",
  arguments: ResamplingKernel.allCases, 1...5)
func downsampleIsTheTransposeOfUpsample(kernel: ResamplingKernel, scale: Int) throws {
  // The matrix of the enlargement of 8 samples, column by column: what each impulse becomes.
  let count = 8
  let options = FilterOptions(border: .zero)
  let columns = try (0..<count).map { place in
    var impulse = Image(Shape(channels: 1, height: 1, width: count), repeating: 0)
    impulse[0, 0, place] = 1
    return try apply(
      .upsample(Upsample(PerAxis(vertical: 1, horizontal: scale), kernel: kernel)), to: impulse,
      options
    ).samples
  }
  var generator = SeededGenerator(seed: scale)
  let image = generator.image(Shape(channels: 1, height: 1, width: count * scale))
  let result = try apply(
    .downsample(Downsample(PerAxis(vertical: 1, horizontal: scale), kernel: kernel)), to: image,
    options)
  #expect(result.shape == Shape(channels: 1, height: 1, width: count))
  for (place, column) in columns.enumerated() {
    let product = zip(column, image.samples).map { Double($0) * Double($1) }.reduce(0, +)
    #expect(abs(Double(result[0, 0, place]) - product / Double(scale)) < 1e-6)
  }
}

@Test("rows are reduced as columns are, and the two do not mix", arguments: allBorders)
func downsampleIsSeparable(border: BorderMode) throws {
  var generator = SeededGenerator(seed: 21)
  let image = generator.image(Shape(channels: 2, height: 7, width: 9))
  var turned = Image(Shape(channels: 2, height: 9, width: 7), repeating: 0)
  for channel in 0..<2 {
    for y in 0..<7 { for x in 0..<9 { turned[channel, x, y] = image[channel, y, x] } }
  }
  let options = FilterOptions(border: border)
  let result = try apply(
    .downsample(Downsample(PerAxis(vertical: 2, horizontal: 3))), to: image, options)
  let other = try apply(
    .downsample(Downsample(PerAxis(vertical: 3, horizontal: 2))), to: turned, options)
  #expect(result.shape == Shape(channels: 2, height: 4, width: 3))
  for channel in 0..<2 {
    for y in 0..<4 {
      for x in 0..<3 { #expect(abs(result[channel, y, x] - other[channel, x, y]) < 1e-6) }
    }
  }
}

@Test("nearest is the mean of each block, and a cut block is filled by the border")
func nearestIsTheMeanOfBlocks() throws {
  let image = Image(Shape(channels: 1, height: 1, width: 5), samples: [1, 3, 5, 7, 9])
  let filter = Filter.downsample(Downsample(PerAxis(vertical: 1, horizontal: 2), kernel: .nearest))
  #expect(try apply(filter, to: image).samples == [2, 6, 9])
  #expect(try apply(filter, to: image, .init(border: .zero)).samples == [2, 6, 4.5])
}

@Test("a constant stays constant, down to a single pixel", arguments: ResamplingKernel.allCases)
func downsampledConstants(kernel: ResamplingKernel) throws {
  for scale in 1...8 {
    for (height, width) in [(1, 1), (5, 7), (16, 3)] {
      let image = Image(Shape(channels: 1, height: height, width: width), repeating: 0.5)
      let result = try apply(
        .downsample(Downsample(PerAxis(scale), kernel: kernel)), to: image)
      #expect(result.shape.height == (height + scale - 1) / scale)
      #expect(result.shape.width == (width + scale - 1) / scale)
      #expect(result.samples.allSatisfy { $0 == 0.5 })
    }
  }
}

@Test("what was enlarged by nearest and reduced again is the image")
func reducingUndoesNearest() throws {
  var generator = SeededGenerator(seed: 22)
  let image = generator.image(Shape(channels: 1, height: 6, width: 5))
  let large = try apply(
    .upsample(Upsample(PerAxis(vertical: 4, horizontal: 2), kernel: .nearest)), to: image)
  let back = try apply(
    .downsample(Downsample(PerAxis(vertical: 4, horizontal: 2), kernel: .nearest)), to: large)
  for (sample, original) in zip(back.samples, image.samples) {
    #expect(abs(sample - original) < 1e-6)
  }
}
