// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Gradients so slow that 8 bits would show them as steps.
///
/// Above, a soft light on a dark wall: the samples span 0.118 to 0.211, 25 levels of 8 bits but 6100
/// of 16.  Below, a ramp from 0 to 1 that gains 205 levels of 16 bits a pixel.
enum Gradient16 {
  static let (width, height) = (320, 200)
  private static let rampHeight = 32

  /// The picture: gray.
  static func draw() async -> Image {
    await drawn(width: width, height: height, channels: 1) { x, y in
      SIMD4(repeating: y < height - rampHeight ? wall(x, y) : ramp(x))
    }
  }

  private static func ramp(_ x: Int) -> Float { Float(x) / Float(width - 1) }

  private static func wall(_ x: Int, _ y: Int) -> Float {
    let (u, v) = ((Float(x) - 118) / 95, (Float(y) - 70) / 70)
    let lamp = 0.10 * Math.exp(-(u * u + v * v) / 2)
    let (s, t) = ((Float(x) - 262) / 60, (Float(y) - 112) / 60)
    let second = 0.045 * Math.exp(-(s * s + t * t) / 2)
    return 0.10 + lamp + second + 0.02 * Float(x) / Float(width)
  }
}
