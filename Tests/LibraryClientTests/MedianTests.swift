// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing

private let borders: [BorderMode] = [
  .zero, .constant(0.25), .replicate, .symmetric, .reflect, .wrap,
]

private let shapes = [
  Shape(channels: 1, height: 1, width: 1), Shape(channels: 2, height: 2, width: 1),
  Shape(channels: 1, height: 1, width: 7), Shape(channels: 3, height: 9, width: 40),
]

/// An image of numbers without order, each in 0..<1.
private func image(_ shape: Shape) -> Image {
  let count = shape.channels * shape.height * shape.width
  return Image(shape, samples: (0..<count).map { Float($0 * 7919 % 1009) / 1009 })
}

/// The median by its definition: the fifth of the nine samples in order.
private func median(of image: Image, _ border: BorderMode) -> Image {
  let shape = image.shape
  var result = image
  for channel in 0..<shape.channels {
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        let nine = (y - 1...y + 1).flatMap { row in
          (x - 1...x + 1).map { column -> Float in
            guard let row = border.index(row, count: shape.height),
              let column = border.index(column, count: shape.width)
            else { return border.constant ?? .nan }
            return image[channel, row, column]
          }
        }
        result[channel, y, x] = nine.sorted()[4]
      }
    }
  }
  return result
}

@Suite("A stage written against the public interface")
struct MedianTests {
  @Test("it equals its definition", arguments: borders, shapes)
  func medianEqualsTheDefinition(border: BorderMode, shape: Shape) throws {
    let input = image(shape)
    let streamed = try Streamed(Median3x3(border: border), over: input.source())
    #expect(try Image(collecting: streamed) == median(of: input, border))
  }

  @Test("it does what it states", arguments: borders, shapes)
  func medianIsValid(border: BorderMode, shape: Shape) throws {
    try StageValidator(Median3x3(border: border), over: shape).validate()
  }

  @Test("it runs in a chain with a filter of the library")
  func medianInAChain() throws {
    let input = image(Shape(channels: 3, height: 20, width: 30))
    let blur = try Recipe(.blur(.gaussian(sigma: 1))).lowered(for: input.shape, hasAlpha: false)
    let chain = try input.source().streamed(
      through: [Median3x3(border: .replicate)] + blur.stages)
    let blurred = try median(of: input, .replicate).applying(blur.stages)
    #expect(try Image(collecting: chain) == blurred)
  }

  @Test("it works on the colors of an image while alpha passes through")
  func medianOnColors() throws {
    let input = image(Shape(channels: 4, height: 6, width: 9))
    let stage = OnChannels(Median3x3(border: .reflect), 0..<3, of: 4)
    try StageValidator(stage, over: input.shape).validate()
    let output = try input.applying([stage])
    let whole = median(of: input, .reflect)
    for y in 0..<6 {
      for x in 0..<9 {
        #expect((0..<3).allSatisfy { output[$0, y, x] == whole[$0, y, x] })
        #expect(output[3, y, x] == input[3, y, x])
      }
    }
  }
}
