// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An image whose pixel (`x`, `y`) is `pixel(x, y)`, of which the first `channels` samples are kept.
///
/// Strips of rows are drawn at the same time, so `pixel` must be a pure function.
func drawn(
  width: Int, height: Int, channels: Int,
  _ pixel: @escaping @Sendable (_ x: Int, _ y: Int) -> SIMD4<Float>
) async -> Image {
  let stripHeight = 8
  var samples = [Float](repeating: 0, count: channels * height * width)
  await withTaskGroup(of: (Int, [SIMD4<Float>]).self) { group in
    for top in stride(from: 0, to: height, by: stripHeight) {
      group.addTask {
        let rows = top..<min(top + stripHeight, height)
        return (top, rows.flatMap { y in (0..<width).map { x in pixel(x, y) } })
      }
    }
    for await (top, strip) in group {
      for channel in 0..<channels {
        let start = (channel * height + top) * width
        for (offset, pixel) in strip.enumerated() { samples[start + offset] = pixel[channel] }
      }
    }
  }
  return Image(Shape(channels: channels, height: height, width: width), samples: samples)
}

/// Linear light 0...1 to sRGB samples (IEC 61966-2-1).
func sRGB(_ light: SIMD3<Float>) -> SIMD3<Float> {
  SIMD3(sRGB(light.x), sRGB(light.y), sRGB(light.z))
}

/// Linear light 0...1 to an sRGB sample (IEC 61966-2-1).
func sRGB(_ light: Float) -> Float {
  light <= 0.003_130_8 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055
}
