// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Test("signed and absolute maps leave alpha alone")
func mapsOfColors() throws {
  let image = Image(Shape(channels: 2, height: 1, width: 2), samples: [-0.5, 0.25, -1, 1])
  let signed = try apply(
    [OnChannels(PointMap(.affine(scale: 0.5, offset: 0.5)), 0..<1, of: 2)], to: image)
  #expect(signed.samples == [0.25, 0.625, -1, 1])
  let absolute = try apply([OnChannels(PointMap(.absolute), 0..<1, of: 2)], to: image)
  #expect(absolute.samples == [0.5, 0.25, -1, 1])
}

@Test("angles run from 0 to 1 over a turn, flat places in the middle")
func anglesCoverATurn() throws {
  // (u, v): right, down, left, up, nowhere
  let image = Image(
    Shape(channels: 2, height: 1, width: 5), samples: [1, 0, -1, 0, 0, 0, 1, 0, -1, 0])
  let result = try apply([PointMap(.angle)], to: image)
  for (value, expected) in zip(result.samples, [0.5, 0.75, 1, 0.25, 0.5] as [Float]) {
    #expect(abs(value - expected) < 1e-6)
  }
}

@Test("a function of pairs refuses an odd number of colors")
func pairsNeedPairs() {
  let image = Image(Shape(channels: 3, height: 1, width: 1), repeating: 0)
  #expect(throws: ShapeError.notDivisible(channels: 3, by: 2)) {
    try Streamed(PointMap(.magnitude), over: image.source())
  }
}

@Test("the transfer curve of sRGB acts on colors, alpha stays")
func transferCurve() throws {
  let image = Image(
    Shape(channels: 2, height: 1, width: 4), samples: [0.02, 0.5, 1, -0.5, 0.02, 0.5, 1, 0])
  let linear = try apply([OnChannels(PointMap(.toLinear()), 0..<1, of: 2)], to: image)
  // 0.02 / 12.92; ((0.5 + 0.055) / 1.055)^2.4, from the tables of the standard's formula.
  let expected: [Float] = [0.0015479876, 0.21404114, 1, -0.21404114, 0.02, 0.5, 1, 0]
  #expect(linear.samples == expected)
  let stored = try apply([OnChannels(PointMap(.fromLinear()), 0..<1, of: 2)], to: linear)
  for (value, original) in zip(stored.samples, image.samples) {
    #expect(abs(value - original) <= original.ulp)
  }
  let opaque = try apply([PointMap(.toLinear())], to: image)
  #expect(opaque[1, 0, 1] == opaque[0, 0, 1])
}

@Test("relu and leaky keep what is above 0 and alpha, and hand NaN on")
func rectifiersKeepAlphaAndNaN() throws {
  let samples: [Float] = [-2, 0, 3, -.infinity, .nan, .infinity]
  let image = Image(
    Shape(channels: 2, height: 1, width: 6), samples: samples + [-1, -1, -1, -1, -1, -1])
  let relu = try apply([OnChannels(PointMap(.relu), 0..<1, of: 2)], to: image).samples
  #expect(relu[0] == 0 && relu[1] == 0 && relu[2] == 3 && relu[3] == 0)
  #expect(relu[4].isNaN && relu[5] == .infinity)
  #expect(relu.dropFirst(6).allSatisfy { $0 == -1 })
  let leaky = try apply([PointMap(.leaky(slope: 0.25))], to: image).samples
  #expect(leaky[0] == -0.5 && leaky[1] == 0 && leaky[2] == 3 && leaky[3] == -.infinity)
  #expect(leaky[4].isNaN && leaky[5] == .infinity)
  #expect(leaky.dropFirst(6).allSatisfy { $0 == -0.25 })
  // A slope above 1 or below 0 is applied below 0 all the same.
  let steep = try apply([OnChannels(PointMap(.leaky(slope: 2)), 0..<1, of: 2)], to: image).samples
  #expect(steep[0] == -4 && steep[2] == 3)
  let falling = try apply([OnChannels(PointMap(.leaky(slope: -2)), 0..<1, of: 2)], to: image)
    .samples
  #expect(falling[0] == 4 && falling[2] == 3)
}
