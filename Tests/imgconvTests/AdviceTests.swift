// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing
import imgconv

@Suite("Advice about errors of the libraries")
struct AdviceTests {
  @Test("weights for another number of channels: the message names the option that fits")
  func channelHints() throws {
    func message(
      _ shape: [Int], groups: Int = 1, _ direction: Convolve.Direction = .forward, image: Int
    ) throws -> String {
      let weights = try Weights(
        shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *)))
      let convolve = Convolve(weights, groups: groups, direction: direction)
      let error = #expect(throws: FilterError.self) {
        try Filter.convolve(convolve).lowered(
          for: Shape(channels: image, height: 9, width: 9), hasAlpha: false)
      }
      return error.map { Advice.message(for: $0) } ?? ""
    }
    #expect(
      try message([8, 1, 3, 3], image: 8).hasSuffix("(8, 1, 3, 3) looks depthwise: add --groups 8"))
    #expect(try message([8, 2, 3, 3], image: 8).hasSuffix("add --groups 4"))
    #expect(try message([8, 4, 3, 3], groups: 4, image: 4).hasSuffix("leave out --groups"))
    #expect(try message([8, 3, 3, 3], image: 8).hasSuffix("add --transposed"))
    #expect(try message([3, 8, 3, 3], .transposed(), image: 8).hasSuffix("without --transposed"))
    #expect(
      try message([5, 3, 3, 3], image: 4)
        == "weights of shape (5, 3, 3, 3) take 3 channels, the image has 4")
  }
}
