// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Test("signed and absolute maps leave alpha alone")
func mapsOfColours() throws {
  let image = Image(Shape(channels: 2, height: 1, width: 2), samples: [-0.5, 0.25, -1, 1])
  let signed = try apply([PointMap(.affine(scale: 0.5, offset: 0.5), hasAlpha: true)], to: image)
  #expect(signed.samples == [0.25, 0.625, -1, 1])
  let absolute = try apply([PointMap(.absolute, hasAlpha: true)], to: image)
  #expect(absolute.samples == [0.5, 0.25, -1, 1])
}

@Test("angles run from 0 to 1 over a turn, flat places in the middle")
func angles() throws {
  // (u, v): right, down, left, up, nowhere
  let image = Image(
    Shape(channels: 2, height: 1, width: 5), samples: [1, 0, -1, 0, 0, 0, 1, 0, -1, 0])
  let result = try apply([PointMap(.angle, hasAlpha: false)], to: image)
  for (value, expected) in zip(result.samples, [0.5, 0.75, 1, 0.25, 0.5] as [Float]) {
    #expect(abs(value - expected) < 1e-6)
  }
}

@Test("a function of pairs refuses an odd number of colours")
func pairsNeedPairs() {
  let image = Image(Shape(channels: 3, height: 1, width: 1), repeating: 0)
  #expect(throws: ShapeError.notDivisible(channels: 3, by: 2)) {
    try Streamed(PointMap(.magnitude, hasAlpha: false), over: image.source())
  }
}
