// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The column and row of a rectangle's first pixel, one gravity after the other.
private func corner(_ gravity: Gravity, _ crop: Crop, in shape: Shape) -> (x: Int, y: Int) {
  let (right, bottom) = (shape.width - crop.width, shape.height - crop.height)
  return switch gravity {
  case .northwest: (0, 0)
  case .north: (right / 2, 0)
  case .northeast: (right, 0)
  case .west: (0, bottom / 2)
  case .center: (right / 2, bottom / 2)
  case .east: (right, bottom / 2)
  case .southwest: (0, bottom)
  case .south: (right / 2, bottom)
  case .southeast: (right, bottom)
  }
}

@Suite("Crop")
struct CropTests {
  private func expectRectangle(
    _ image: Image, _ crop: Crop, x: Int, y: Int, options: FilterOptions = .init(),
    hasAlpha: Bool = false
  ) throws {
    let result = try Filter.crop(crop).applied(to: image, hasAlpha: hasAlpha, options: options)
    let shape = image.shape
    #expect(
      result.shape == Shape(channels: shape.channels, height: crop.height, width: crop.width))
    for channel in 0..<shape.channels {
      for row in 0..<crop.height {
        for column in 0..<crop.width {
          #expect(
            result[channel, row, column].bitPattern
              == image[channel, y + row, x + column].bitPattern)
        }
      }
    }
  }

  @Test("a box is copied bit for bit, counted from either side", arguments: 0..<40)
  func boxes(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...4), height: generator.int(1...12), width: generator.int(1...12))
    let image = generator.image(shape, in: -1...1)
    let (x, y) = (generator.int(0...(shape.width - 1)), generator.int(0...(shape.height - 1)))
    let width = generator.int(1...(shape.width - x))
    let height = generator.int(1...(shape.height - y))
    // Alpha below 0 or light in place of samples would change bits.
    let options = FilterOptions(isLinear: seed % 2 == 0)
    let hasAlpha = shape.channels > 1
    for (x1, y1) in [(x, y), (x - shape.width, y), (x, y - shape.height)] {
      try expectRectangle(
        image, Crop(x: x1, y: y1, width: width, height: height), x: x, y: y, options: options,
        hasAlpha: hasAlpha)
    }
  }

  @Test("gravity places a size", arguments: Gravity.allCases)
  func gravities(gravity: Gravity) throws {
    var generator = SeededGenerator(seed: 7)
    for (width, height) in [(12, 9), (11, 10), (1, 1), (4, 3)] {
      let image = generator.image(Shape(channels: 2, height: 10, width: 12))
      let crop = Crop(width: width, height: height, gravity: gravity)
      let (x, y) = corner(gravity, crop, in: image.shape)
      try expectRectangle(image, crop, x: x, y: y)
    }
  }

  @Test("a rectangle outside the image is refused with the numbers")
  func outside() throws {
    let image = Image(Shape(channels: 1, height: 200, width: 300), repeating: 0)
    let largest = Crop.maxSide
    let cases: [(Crop, String)] = [
      (Crop(x: 10, y: 10, width: 500, height: 500), "500x500 at (10, 10)"),
      (Crop(x: -301, y: 0, width: 1, height: 1), "1x1 at (-301, 0)"),
      (Crop(x: 0, y: -1, width: 1, height: 2), "1x2 at (0, -1)"),
      (Crop(width: 301, height: 1), "301x1"), (Crop(width: 1, height: 201), "1x201"),
      (
        Crop(x: largest, y: -largest, width: largest, height: largest),
        "2147483647x2147483647 at (2147483647, -2147483647)"
      ),
    ]
    for (crop, text) in cases {
      let error = FilterError.rectangle(crop, imageWidth: 300, imageHeight: 200)
      #expect(throws: error) { try Filter.crop(crop).applied(to: image) }
      #expect("\(error)" == "the rectangle \(text) reaches outside the image of 300 x 200")
    }
    for crop in [
      Crop(x: 0, y: 0, width: 0, height: 1), Crop(width: 1, height: -1),
      Crop(x: .max, y: 0, width: 1, height: 1), Crop(x: 0, y: .min, width: 1, height: 1),
      Crop(width: .max, height: .max),
    ] {
      #expect(throws: FilterError.self) { try Filter.crop(crop).validate() }
    }
  }

  @Test("a crop in a recipe is a rectangle of the result before it")
  func inRecipe() throws {
    var generator = SeededGenerator(seed: 3)
    let image = generator.image(Shape(channels: 3, height: 20, width: 30))
    let blur = Recipe.Step(.blur(.gaussian(sigma: 1)))
    let half = Recipe.Step(.downsample(Downsample(PerAxis(2))))
    let crop = Recipe.Step(.crop(Crop(x: -7, y: 2, width: 5, height: 6)))
    let whole = try Recipe([blur, half]).applied(to: image)
    let result = try Recipe([blur, half, crop]).applied(to: image)
    for y in 0..<6 {
      for x in 0..<5 { #expect(result[1, y, x] == whole[1, y + 2, x + 8]) }
    }
  }
}
