// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A rectangle of whole pixels.
struct Box {
  let x, y, width, height: Int

  /// This rectangle without a margin on all sides.
  func inset(_ margin: Int) -> Box {
    Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }
}

/// An RGB picture that is painted piece by piece.
struct Canvas {
  let width: Int
  let height: Int
  private var pixels: [SIMD3<Float>]

  /// A picture of one color.
  init(width: Int, height: Int, color: SIMD3<Float>) {
    self.width = width
    self.height = height
    pixels = Array(repeating: color, count: width * height)
  }

  /// The picture painted so far.
  var image: Image {
    let samples = (0..<3).flatMap { channel in pixels.map { $0[channel] } }
    return Image(Shape(channels: 3, height: height, width: width), samples: samples)
  }

  /// Paints every pixel of `box` with one color.
  mutating func fill(_ box: Box, _ color: SIMD3<Float>) {
    paint(box) { _, _ in color }
  }

  /// Paints every pixel of `box`; `color` counts pixels from the box's corner.
  mutating func paint(_ box: Box, _ color: (_ x: Int, _ y: Int) -> SIMD3<Float>) {
    for y in 0..<box.height {
      for x in 0..<box.width { pixels[(box.y + y) * width + box.x + x] = color(x, y) }
    }
  }

  /// Blends `color` into `box` by the share of each pixel that lies inside a shape.
  ///
  /// The share is that of 8 x 8 points of the pixel; `isInside` counts pixels from the box's middle.
  mutating func blend(
    _ box: Box, _ color: SIMD3<Float>, isInside: (_ x: Float, _ y: Float) -> Bool
  ) {
    let (middleX, middleY) = (Float(box.width) / 2, Float(box.height) / 2)
    for y in 0..<box.height {
      for x in 0..<box.width {
        var inside: Float = 0
        for point in 0..<64 {
          let (dx, dy) = (Float(point % 8) + 0.5, Float(point / 8) + 0.5)
          if isInside(Float(x) + dx / 8 - middleX, Float(y) + dy / 8 - middleY) { inside += 1 }
        }
        let index = (box.y + y) * width + box.x + x
        pixels[index] = mix(pixels[index], color, inside / 64)
      }
    }
  }

  /// Writes capital letters; each dot of the font is a square of `size` pixels.
  mutating func write(
    _ text: String, x: Int, y: Int, size: Int = 1, _ color: SIMD3<Float> = SIMD3()
  ) {
    for (index, letter) in text.enumerated() {
      let left = x + index * (Font.width + 1) * size
      for (row, column) in Font.dots(of: letter) {
        fill(Box(x: left + column * size, y: y + row * size, width: size, height: size), color)
      }
    }
  }
}
