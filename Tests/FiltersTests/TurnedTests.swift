// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The definition, for each value of the tag: where the sample at row `y`, column `x` of the upright image is stored.
///
/// Source: CIPA DC-008-2019 (Exif 2.32), tag 0x0112: "the 0th row is at the visual ... of the image, and the 0th column
/// is the visual ..."
private func stored(_ orientation: Int, y: Int, x: Int, _ shape: Shape) -> (row: Int, column: Int) {
  let (bottom, right) = (shape.height - 1, shape.width - 1)
  return switch orientation {
  case 2: (y, right - x)  // top, right-hand side
  case 3: (bottom - y, right - x)  // bottom, right-hand side
  case 4: (bottom - y, x)  // bottom, left-hand side
  case 5: (x, y)  // left-hand side, top
  case 6: (bottom - x, y)  // right-hand side, top
  case 7: (bottom - x, right - y)  // right-hand side, bottom
  case 8: (x, right - y)  // left-hand side, bottom
  default: (y, x)  // top, left-hand side
  }
}

@Suite("Images turned upright")
struct TurnedTests {
  private func expectDefinition(
    _ image: Image, _ orientation: Orientation, maxValue: Int?
  ) throws {
    let result = try Image(
      collecting: image.source().upright(by: orientation, maxValue: maxValue))
    let shape = result.shape
    #expect(shape == orientation.upright(image.shape))
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let place = stored(orientation.rawValue, y: y, x: x, image.shape)
          guard
            result[channel, y, x].bitPattern
              == image[channel, place.row, place.column].bitPattern
          else {
            Issue.record(
              "\(orientation) \(image.shape) \(String(describing: maxValue)): \(y), \(x)")
            return
          }
        }
      }
    }
  }

  @Test("every sample is where the definition says, bit for bit", arguments: Orientation.allCases)
  func turnedIsTheDefinition(orientation: Orientation) throws {
    var generator = SeededGenerator(seed: orientation.rawValue)
    let sizes = [(1, 1), (1, 300), (300, 1), (7, 5), (16, 16), (129, 63), (130, 260)]
    for (height, width) in sizes {
      let shape = Shape(channels: generator.int(1...4), height: height, width: width)
      let count = shape.channels * height * width
      for maxValue in [255, 65535, 1000] {
        let samples = (0..<count).map { _ in
          Float(generator.int(0...maxValue)) / Float(maxValue)
        }
        try expectDefinition(Image(shape, samples: samples), orientation, maxValue: maxValue)
      }
      try expectDefinition(
        generator.image(shape, in: -9...9), orientation, maxValue: nil)
    }
  }

  @Test("a flip holds nothing, other turns the image in the file's own depth")
  func memory() {
    let shape = Shape(channels: 3, height: 3000, width: 4000)
    func bytes(_ orientation: Orientation, _ maxValue: Int?) -> Int {
      Turned.bytesHeld(turning: shape, by: orientation, maxValue: maxValue)
    }
    #expect(bytes(.topLeft, 255) == 0 && bytes(.topRight, nil) == 0)
    let samples = 3 * 3000 * 4000
    for orientation in Orientation.allCases.dropFirst(2) {
      for (maxValue, size) in [(255, 1), (65535, 2), (nil, 4)] as [(Int?, Int)] {
        let held = bytes(orientation, maxValue)
        #expect(held >= samples * size && held < samples * size * 105 / 100)
      }
    }
    let huge = Shape(channels: 65536, height: Int(Int32.max), width: 1_000_000)
    #expect(Turned.bytesHeld(turning: huge, by: .rightTop, maxValue: nil) == .max)
    #expect(throws: OutOfMemory.self) {
      try Turned(Endless(huge), by: .rightTop, maxValue: nil)
    }
  }
}

/// A source of a shape that no memory holds; it is never pulled.
private final class Endless: RowSource {
  let shape: Shape
  init(_ shape: Shape) { self.shape = shape }
  func nextRow(into row: inout MutableRow) throws(RowError) {}
}
