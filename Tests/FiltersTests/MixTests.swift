// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import TestSupport
import Testing

private func pixel(_ colors: [Float]) -> Image {
  Image(Shape(channels: colors.count, height: 1, width: 1), samples: colors)
}

/// What a mix makes of one pixel.
private func mixed(_ mix: Mix, _ colors: [Float], hasAlpha: Bool = false) throws -> [Float] {
  try apply(.mix(mix), to: pixel(colors), hasAlpha: hasAlpha).samples
}

private func areClose(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
}

@Test("a mix is bias plus matrix times colors, pixel by pixel", arguments: 0..<50)
func mixIsTheMatrixProduct(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let columns = generator.int(1...5)
  let rows = generator.int(1...4)
  let image = generator.image(Shape(channels: columns, height: 4, width: generator.int(1...300)))
  let mix = Mix(
    matrix: (0..<rows).map { _ in (0..<columns).map { _ in Double(generator.float()) } },
    bias: (0..<rows).map { _ in Double(generator.float()) })
  let result = try apply(.mix(mix), to: image, .init(border: generator.border()))
  #expect(result.shape == Shape(channels: rows, height: 4, width: image.shape.width))
  for y in 0..<4 {
    for x in 0..<image.shape.width {
      for row in 0..<rows {
        var sum = mix.bias[row]
        for column in 0..<columns { sum += mix.matrix[row][column] * Double(image[column, y, x]) }
        #expect(abs(Double(result[row, y, x]) - sum) < 2e-6)
      }
    }
  }
}

@Test("alpha stays as it was, in every mode", arguments: AlphaMode.allCases)
func mixKeepsAlpha(alpha: AlphaMode) throws {
  let image = pixel([0.2, 0.4, 0.6, 0.3])
  let result = try apply(.mix(.invert), to: image, hasAlpha: true, .init(alpha: alpha))
  #expect(areClose(result.samples, [0.8, 0.6, 0.4, 0.3]))
  let gray = try apply(.mix(.gray), to: image, hasAlpha: true, .init(alpha: alpha))
  // 0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.6
  #expect(areClose(gray.samples, [0.37192, 0.3]))
}

@Test("presets do what they say")
func presetsDoWhatTheySay() throws {
  #expect(try areClose(mixed(.gray, [1, 0, 0]), [0.2126]))
  #expect(try areClose(mixed(.sepia, [1, 1, 1]), [1.351, 1.203, 0.937]))
  #expect(try areClose(mixed(.swap([2, 1, 0]), [0.1, 0.2, 0.3]), [0.3, 0.2, 0.1]))
  #expect(try areClose(mixed(.swap([1]), [0.1, 0.2, 0.3]), [0.2]))
  #expect(try areClose(mixed(.saturate(1), [0.1, 0.2, 0.3]), [0.1, 0.2, 0.3]))
  let luma: Float = 0.2126 * 0.1 + 0.7152 * 0.2 + 0.0722 * 0.3
  #expect(try areClose(mixed(.saturate(0), [0.1, 0.2, 0.3]), [luma, luma, luma]))
  // Red turned by a third of the circle is green, by two thirds blue.
  #expect(try areClose(mixed(.hue(degrees: 120), [1, 0, 0]), [0, 1, 0]))
  #expect(try areClose(mixed(.hue(degrees: -120), [1, 0, 0]), [0, 0, 1]))
  #expect(try mixed(.hue(degrees: 360), [0.1, 0.2, 0.3]) == [0.1, 0.2, 0.3])
}

@Test("a hue turned there and back is the hue, and gray stays gray", arguments: [10.0, 77, 200])
func hueTurnsBack(degrees: Double) throws {
  let there = try mixed(.hue(degrees: degrees), [0.7, 0.2, 0.4])
  #expect(try areClose(mixed(.hue(degrees: -degrees), there), [0.7, 0.2, 0.4]))
  for preset in [Mix.hue(degrees: degrees), .saturate(degrees / 50)] {
    #expect(try areClose(mixed(preset, [0.6, 0.6, 0.6]), [0.6, 0.6, 0.6]))
  }
}

@Test("a gray image counts as one with three equal colors")
func grayCountsAsRGB() throws {
  for preset in [Mix.gray, .sepia, .invert, .saturate(0.3), .hue(degrees: 50), .swap([2, 0, 1])] {
    #expect(try areClose(mixed(preset, [0.3]), mixed(preset, [0.3, 0.3, 0.3])))
  }
}

@Test("matrices that fit no image, or not this one, are refused")
func mixRefusals() {
  for mix in [
    Mix(matrix: []), Mix(matrix: [[]]), Mix(matrix: [[1, 0], [1]]), Mix(matrix: [[1]], bias: []),
    Mix(matrix: [[.nan]]), Mix(matrix: [[1]], bias: [.infinity]),
  ] {
    #expect(throws: FilterError.matrix) { try Filter.mix(mix).validate() }
  }
  #expect(throws: FilterError.columns(2, colors: 3)) {
    try Filter.mix(Mix(matrix: [[1, 0]])).lowered(
      for: Shape(channels: 4, height: 2, width: 2), hasAlpha: true)
  }
}
