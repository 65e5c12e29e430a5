// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A part of the scene with strong noise: what a picture taken in the dark looks like.
enum Grainy {
  private static let shape = Shape(channels: 3, height: 240, width: 320)
  private static let (left, top) = (420, 190)
  private static let deviation: Float = 20.0 / 255

  /// The part of `scene` with normal noise of a standard deviation of 20/255 in each sample.
  static func draw(_ scene: Image) -> Image {
    var image = Image(shape, repeating: 0)
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          image[channel, y, x] = scene[channel, top + y, left + x] + noise(channel, x, y)
        }
      }
    }
    return image
  }

  /// Three numbers of four uniform ones each, so that the sum is close to normal.
  private static func noise(_ channel: Int, _ x: Int, _ y: Int) -> Float {
    let seeds = (0..<3).map { UInt32(200 + 10 * channel + $0) }
    let sum = seeds.map { Lattice(seed: $0).normal(Int32(x), Int32(y)) }.reduce(0, +)
    return deviation * sum / Float(3).squareRoot()
  }
}
