// SPDX-License-Identifier: Apache-2.0

/// The air of the scene: the sky's light, clouds, and the haze before distant things.
struct Sky: Sendable {
  private let clouds = Noise(seed: 57)
  private let bends = Noise(seed: 61)

  /// The light of the sun itself on a surface that faces it.
  static let sunlight = SIMD3<Float>(9.5, 5.6, 2.5)
  /// The light of the whole sky on a surface that faces up.
  static let skylight = SIMD3<Float>(0.52, 0.68, 1.0)

  /// The light that comes along `ray`, clouds and sun included.
  func light(along ray: SIMD3<Float>) -> SIMD3<Float> {
    let clear = clearLight(along: ray)
    guard ray.y > 0.004 else { return clear }
    let high = covered(clear, ray, height: 5200, scale: 3000, amount: 0.50, thickness: 0.9)
    return covered(high, ray, height: 1900, scale: 1500, amount: 0.56, thickness: 2.2)
  }

  /// The light of the sky without clouds: blue above, gold at the horizon, white about the sun.
  func clearLight(along ray: SIMD3<Float>) -> SIMD3<Float> {
    let up = max(ray.y, 0)
    let towards = saturate(dot(ray, Scene.sun))
    let zenith = SIMD3<Float>(0.06, 0.16, 0.46)
    let middle = mix(SIMD3(0.32, 0.47, 0.72), SIMD3(0.74, 0.66, 0.58), Math.pow(towards, 3))
    let horizon = mix(SIMD3(0.62, 0.53, 0.55), SIMD3(1.55, 0.92, 0.48), Math.pow(towards, 4))
    let lower = mix(horizon, middle, 1 - Math.exp(-up * 9))
    return mix(lower, zenith, 1 - Math.exp(-up * 2.6)) + glow(along: ray)
  }

  /// The light that the air scatters from the sun's direction to either side.
  private func glow(along ray: SIMD3<Float>) -> SIMD3<Float> {
    let towards = saturate(dot(ray, Scene.sun))
    return SIMD3(1.0, 0.60, 0.27) * 0.55 * Math.pow(towards, 12)
      + SIMD3(1.0, 0.72, 0.42) * 1.1 * Math.pow(towards, 90)
      + SIMD3(1.0, 0.86, 0.62) * 9 * Math.pow(towards, 2200)
  }

  /// `behind`, seen through a layer of clouds at `height` metres.
  private func covered(
    _ behind: SIMD3<Float>, _ ray: SIMD3<Float>, height: Float, scale: Float, amount: Float,
    thickness: Float
  ) -> SIMD3<Float> {
    let distance = height / (ray.y + 0.015)
    let (x, z) = (ray.x * distance / scale, ray.z * distance / scale)
    let depth = density(x, z, amount)
    guard depth > 0 else { return behind }
    let (sunX, sunZ) = (Scene.sun.x * 0.09, Scene.sun.z * 0.09)
    let shade = density(x + sunX, z + sunZ, amount) + density(x + 2 * sunX, z + 2 * sunZ, amount)
    let lit = Math.exp(-thickness * 1.5 * shade)
    let towards = saturate(dot(ray, Scene.sun))
    let sunny = SIMD3<Float>(1.9, 1.22, 0.72) * (0.42 + 0.9 * Math.pow(towards, 6))
    let shaded = mix(SIMD3(0.30, 0.33, 0.45), SIMD3(0.52, 0.38, 0.36), Math.pow(towards, 3))
    let cloud = mix(shaded, sunny, lit)
    let hidden = 1 - Math.exp(-thickness * 2.4 * depth)
    return mix(behind, cloud, hidden * smoothStep(90_000, 12_000, distance))
  }

  /// How thick the clouds are at a place in their layer: 0...1.
  private func density(_ x: Float, _ z: Float, _ amount: Float) -> Float {
    let (u, v) = (bends.fractal(x * 0.7, z * 0.7, octaves: 3), bends(x * 1.1 + 9, z * 1.1))
    let noise = clouds.fractal(x * 0.6 + 0.9 * u, z + 0.5 * v, octaves: 8)
    return smoothStep(1 - amount, 1.26 - amount, noise)
  }

  /// `light`, seen through `distance` metres of air from height `from` to height `to`.
  ///
  /// The haze thins out with height, half of it every 300 m; near the water lies a thin mist.
  func hazed(
    _ light: SIMD3<Float>, _ ray: SIMD3<Float>, distance: Float, to height: Float
  ) -> SIMD3<Float> {
    let mean = 0.35 + 0.65 * Math.exp(-max(height, 0) / 430)
    let mist = Math.exp(-max(height, 0) / 35) * 0.6
    let amount = distance * (mean + mist) / 19_000
    let towards = saturate(dot(ray, Scene.sun))
    let cool = SIMD3<Float>(0.36, 0.46, 0.66)
    let warm = SIMD3<Float>(1.5, 0.94, 0.60)
    let haze = mix(cool, warm, 0.85 * Math.pow(towards, 5)) + glow(along: ray) * 0.3
    let passed = SIMD3(
      Math.exp(-amount * 0.8), Math.exp(-amount * 1.0), Math.exp(-amount * 1.25))
    return light * passed + haze * (1 - passed)
  }
}
