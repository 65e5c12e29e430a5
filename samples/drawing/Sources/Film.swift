// SPDX-License-Identifier: Apache-2.0

/// What a camera does to the light: exposure, vignette, a film's curve, grain, the sRGB curve.
struct Film: Sendable {
  private let grain = Lattice(seed: 83)

  /// The picture's sample for `light` at the pixel (`x`, `y`).
  func developed(_ light: SIMD3<Float>, _ x: Int, _ y: Int) -> SIMD3<Float> {
    let (u, v) = (Float(x) / Float(Scene.width) - 0.5, Float(y) / Float(Scene.height) - 0.5)
    let vignette = 1 / (1 + 0.75 * (u * u + v * v)) / (1 + 0.75 * (u * u + v * v))
    let exposed = light * 0.82 * vignette
    let gray = dot(exposed, SIMD3(0.2126, 0.7152, 0.0722))
    let vivid = (SIMD3(repeating: gray) + (exposed - gray) * 1.2).clamped(
      lowerBound: SIMD3(), upperBound: SIMD3(repeating: 100))
    let encoded = sRGB(SIMD3(curve(vivid.x), curve(vivid.y), curve(vivid.z)))
    let middle = 4 * encoded.y * (1 - encoded.y)
    let speck = grain.normal(Int32(x), Int32(y)) * (0.0025 + 0.0035 * middle)
    return (encoded + speck).clamped(lowerBound: SIMD3(), upperBound: SIMD3(repeating: 1))
  }

  /// A film's curve: dark tones deepened, bright tones rolled off towards 1.
  ///
  /// Source: Krzysztof Narkowicz, "ACES filmic tone mapping curve" (2016).
  private func curve(_ x: Float) -> Float {
    saturate(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14))
  }
}
