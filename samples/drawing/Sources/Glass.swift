// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Discs of colored glass that overlap, with soft shadows, on nothing.
///
/// Where nothing is, alpha is 0 and the hidden color is magenta: a filter that mixes colors without
/// regard to alpha drags magenta into the discs' edges.
struct Glass: Sendable {
  static let width = 400

  /// One disc, in pixels.
  private struct Disc {
    let x, y, radius: Float
    let color: SIMD3<Float>
  }

  private static let discs = [
    Disc(x: 148, y: 142, radius: 104, color: SIMD3(0.93, 0.26, 0.16)),
    Disc(x: 262, y: 158, radius: 96, color: SIMD3(0.98, 0.76, 0.12)),
    Disc(x: 168, y: 252, radius: 92, color: SIMD3(0.12, 0.48, 0.90)),
    Disc(x: 270, y: 266, radius: 78, color: SIMD3(0.10, 0.70, 0.45)),
    Disc(x: 214, y: 204, radius: 30, color: SIMD3(0.96, 0.97, 1.0)),
  ]
  private static let hidden = SIMD4<Float>(1, 0, 1, 0)

  /// The picture: RGBA, colors not multiplied by alpha.
  static func draw() async -> Image {
    await drawn(width: width, height: width, channels: 4) { x, y in
      pixel(Float(x) + 0.5, Float(y) + 0.5)
    }
  }

  private static func pixel(_ x: Float, _ y: Float) -> SIMD4<Float> {
    var layers = SIMD4<Float>()
    for disc in discs {
      layers = over(layers, SIMD3(), alpha: shadow(of: disc, x, y))
      let (color, alpha) = glass(disc, x, y)
      layers = over(layers, color, alpha: alpha)
    }
    guard layers.w >= 0.5 / 255 else { return hidden }
    let color = layers / layers.w
    return SIMD4(color.x, color.y, color.z, layers.w)
  }

  /// A color laid over `below`, which is premultiplied; the result is too.
  private static func over(
    _ below: SIMD4<Float>, _ color: SIMD3<Float>, alpha: Float
  ) -> SIMD4<Float> {
    SIMD4(color * alpha, alpha) + below * (1 - alpha)
  }

  /// How dark the shadow of a disc is: it lies down and to the right, and its edge is 24 pixels wide.
  private static func shadow(of disc: Disc, _ x: Float, _ y: Float) -> Float {
    let away = length(x - disc.x - 10, y - disc.y - 15)
    return 0.38 * smoothStep(disc.radius + 14, disc.radius - 10, away)
  }

  /// Color and alpha of a disc: thicker towards its rim, lit from the upper left.
  private static func glass(_ disc: Disc, _ x: Float, _ y: Float) -> (SIMD3<Float>, Float) {
    let (u, v) = ((x - disc.x) / disc.radius, (y - disc.y) / disc.radius)
    let away = length(u, v)
    let coverage = saturate((1 - away) * disc.radius + 0.5)
    let rim = smoothStep(0.80, 0.97, away) * smoothStep(1.06, 0.97, away)
    let lit = saturate(0.5 - 0.35 * (u + v))
    let shine = smoothStep(0.5, 0, length((u + 0.36) / 1.2, v + 0.52))
    let color = disc.color * (0.82 + 0.18 * lit) * (1 - 0.25 * rim * (1 - lit))
    let white = 0.55 * rim * lit * lit + 0.42 * shine
    let alpha = 0.52 + 0.16 * away * away + 0.2 * rim + 0.2 * shine
    return (mix(color, SIMD3(repeating: 1), white), coverage * min(alpha, 1))
  }
}
