// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The definition: a sample of the image, or the fill where there is none.
private func twin(_ canvas: Canvas, over image: Image) -> Image {
  let input = image.shape
  let output = Shape(
    channels: input.channels, height: canvas.top + input.height + canvas.bottom,
    width: canvas.left + input.width + canvas.right)
  var result = Image(output, repeating: 0)
  for channel in 0..<output.channels {
    for y in 0..<output.height {
      for x in 0..<output.width {
        let (row, column) = (y - canvas.top, x - canvas.left)
        let isInside = (0..<input.height).contains(row) && (0..<input.width).contains(column)
        result[channel, y, x] = isInside ? image[channel, row, column] : canvas.fill[channel]
      }
    }
  }
  return result
}

private func randomCanvas(over shape: Shape, using generator: inout SeededGenerator) -> Canvas {
  func margins(_ count: Int) -> (Int, Int) {
    let before = generator.int((1 - count)...6)
    return (before, generator.int((1 - count - before)...7))
  }
  let (top, bottom) = margins(shape.height)
  let (left, right) = margins(shape.width)
  return Canvas(
    top: top, left: left, bottom: bottom, right: right,
    fill: (0..<shape.channels).map { _ in generator.float() })
}

@Suite("Margins around an image")
struct CanvasTests {
  @Test("margins are added and cut off by the definition, bit for bit", arguments: 0..<300)
  func canvasIsTheDefinition(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...4), height: generator.int(1...9), width: generator.int(1...40))
    var image = generator.image(shape)
    image[0, 0, 0] = generator.element([-0.0, .nan, .infinity, -.leastNonzeroMagnitude])
    let canvas = randomCanvas(over: shape, using: &generator)
    let expected = twin(canvas, over: image)
    let result = try apply([canvas], to: image)
    #expect(result.shape == expected.shape)
    #expect(result.samples.map(\.bitPattern) == expected.samples.map(\.bitPattern))
  }

  @Test("the stage does what it states", arguments: 0..<60)
  func canvasIsValid(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...3), height: generator.int(1...7), width: generator.int(1...20))
    let canvas = randomCanvas(over: shape, using: &generator)
    try StageValidator(canvas, over: shape, seed: UInt64(seed)).validate()
  }

  @Test("a rectangle in the image's own coordinates may reach outside")
  func rectangles() throws {
    let image = Image(
      Shape(channels: 1, height: 2, width: 3), samples: [1, 2, 3, 4, 5, 6])
    func shown(_ y: Int, _ x: Int, _ height: Int, _ width: Int) throws -> [Float] {
      let canvas = Canvas(y: y, x: x, height: height, width: width, of: image.shape, fill: [9])
      return try apply([canvas], to: image).samples
    }
    #expect(try shown(1, 1, 1, 2) == [5, 6])
    #expect(try shown(-1, 2, 3, 2) == [9, 9, 3, 9, 6, 9])
    #expect(try shown(5, 5, 1, 2) == [9, 9])
  }

  @Test("a crop holds a few rows, and reads none below the last that it shows")
  func cropReadsNoRowTooMany() throws {
    let shape = Shape(channels: 1, height: 1000, width: 8)
    let source = Counted(Image(shape, repeating: 0).source())
    let crop = Canvas(y: 300, x: 2, height: 101, width: 4, of: shape)
    let link = try Streamed(crop, over: source)
    // A row and the fill.
    #expect(link.bytesHeld == 2 * 16 * 4)
    _ = try Image(collecting: link)
    #expect(source.count <= 401)
  }

  @Test("margins that leave nothing, and other channels, are refused with the numbers")
  func refusals() {
    let shape = Shape(channels: 2, height: 4, width: 6)
    let error = ShapeError.margins(count: 6, before: -4, after: -2)
    #expect(throws: error) {
      try Canvas(top: 0, left: -4, bottom: 0, right: -2, fill: [0, 0]).outputShape(for: shape)
    }
    #expect("\(error)" == "6 samples with margins of -4 and -2 are not from 1 to 2147483647")
    #expect(throws: ShapeError.channels(expected: 1, actual: 2)) {
      try Canvas(top: 0, left: 0, bottom: 0, right: 0, fill: [0]).outputShape(for: shape)
    }
  }
}

/// A source that counts the rows that are pulled.
private final class Counted: RowSource {
  private let source: any RowSource
  private(set) var count = 0

  init(_ source: any RowSource) { self.source = source }

  var shape: Shape { source.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    count += 1
    try source.nextRow(into: &row)
  }
}
