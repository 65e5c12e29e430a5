// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("A filter over an image in memory")
struct ApplyTests {
  @Test("one call gives what the stages give, one whole image after the other", arguments: 0..<8)
  func oneCall(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let hasAlpha = seed % 2 == 1
    let shape = Shape(channels: hasAlpha ? 4 : 3, height: 9, width: 7)
    let image = generator.image(shape, in: hasAlpha ? 0...1 : -2...2)
    let filters: [Filter] = [
      .blur(.gaussian(sigma: 1)), .edge(Edge(.sobel)), .sharpen(Sharpen()),
      .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3))), .downsample(Downsample(PerAxis(2))),
    ]
    let options = FilterOptions(border: generator.border(), alpha: .independent)
    for filter in filters {
      var expected = image
      for stage in try filter.lowered(for: shape, hasAlpha: hasAlpha, options: options).stages {
        expected = try Image(collecting: Streamed(stage, over: expected.source()))
      }
      #expect(try filter.applied(to: image, hasAlpha: hasAlpha, options: options) == expected)
      let premultiplied = try filter.applied(to: image, hasAlpha: hasAlpha)
      #expect(try premultiplied == apply(filter, to: image, hasAlpha: hasAlpha))
    }
  }

  @Test("stages of one's own, and none")
  func ownStagesAreApplied() throws {
    let image = Image(Shape(channels: 1, height: 2, width: 2), samples: [1, 2, 3, 4])
    #expect(try image.applying([]) == image)
    let double = Convolution(inputChannels: 1, outputs: [.init([.init(channel: 0, weight: 2)])])
    #expect(try image.applying([double, double]).samples == [4, 8, 12, 16])
  }

  @Test("what cannot be is an error")
  func applyErrorsAreThrown() {
    let image = Image(Shape(channels: 3, height: 2, width: 2), repeating: 0)
    let wide = Convolution(
      inputChannels: 3, outputs: [.init([.init(channel: 0, row: 2, weight: 1)])],
      vertical: Axis(taps: 3))
    #expect(throws: ShapeError.kernelTooLarge(reach: 3, available: 2)) {
      try image.applying([wide])
    }
    #expect(throws: FilterError.self) { try Filter.blur(.gaussian(sigma: -1)).applied(to: image) }
  }
}
