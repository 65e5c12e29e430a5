// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A mountain lake in the evening sun, drawn as a camera would see it.
///
/// Rays go from the camera through every pixel; what they meet is lit by the sun and the sky, in
/// linear light.  Then comes the camera: exposure, a film's curve, vignette and grain.
struct Scene: Sendable {
  static let width = 768
  static let height = 512
  /// The sun's direction to the right of straight ahead, in radians.
  static let sunAzimuth: Float = -0.36
  /// The direction towards the sun.
  static let sun = normalized(SIMD3(Math.sin(sunAzimuth), 0.155, Math.cos(sunAzimuth)))

  private static let eye = SIMD3<Float>(0, 11, -420)
  /// Half the picture's width at distance 1 from the camera.
  private static let halfWidth: Float = 0.56
  /// How far down the picture the horizon lies, from 0 at the top to 1 at the bottom.
  private static let horizon: Float = 0.60
  /// The width of a pixel at distance 1.
  private static let detail = 2 * halfWidth / Float(width)

  private let terrain = Terrain()
  private let sky = Sky()
  private let ripples = Noise(seed: 71)
  private let film = Film()

  /// The picture: RGB, sRGB-encoded.
  static func draw() async -> Image {
    let scene = Scene()
    return await drawn(width: width, height: height, channels: 3) { x, y in
      scene.pixel(x, y)
    }
  }

  /// One finished pixel, the mean of rays through four places in it.
  private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
    var light = SIMD3<Float>()
    for (dx, dy) in [(0.12, 0.37), (0.62, 0.12), (0.37, 0.88), (0.88, 0.62)] as [(Float, Float)] {
      light += seen(Float(x) + dx, Float(y) + dy)
    }
    return SIMD4(film.developed(light / 4, x, y), 1)
  }

  /// The light that falls on the film at a place of the picture.
  private func seen(_ x: Float, _ y: Float) -> SIMD3<Float> {
    let right = (x / Float(Self.width) * 2 - 1) * Self.halfWidth
    let up = (Self.horizon * Float(Self.height) - y) * Self.detail
    let ray = normalized(SIMD3(right, up, 1))
    let toWater = ray.y < 0 ? -Self.eye.y / ray.y : Float.infinity
    let far = min(toWater, 26_000)
    if let distance = terrain.hit(from: Self.eye, along: ray, far: far, detail: Self.detail) {
      return ground(from: Self.eye, ray, distance: distance)
    }
    return toWater < 26_000 ? water(ray, distance: toWater) : sky.light(along: ray)
  }

  /// The light of the ground at `distance` along a ray.
  private func ground(
    from origin: SIMD3<Float>, _ ray: SIMD3<Float>, distance: Float
  ) -> SIMD3<Float> {
    let point = origin + ray * distance
    let height = terrain.ground(point.x, point.z)
    let normal = terrain.normal(
      at: point, step: max(0.3, distance * Self.detail * 0.7), distance: distance)
    var color = terrain.color(at: point, normal: normal, height: height)
    let treeHeight = point.y - height
    let wood = smoothStep(0.6, 2.5, treeHeight)
    color = mix(color, SIMD3(0.032, 0.046, 0.018), wood)
    let open = mix(1, 0.25 + 0.75 * smoothStep(0, 16, treeHeight), wood)
    let sun = max(dot(normal, Scene.sun), 0) * terrain.sunlight(at: point, near: distance < 200)
    let bounced = SIMD3<Float>(0.16, 0.14, 0.12) * (0.5 - 0.5 * normal.y + 0.3)
    let light = Sky.sunlight * sun + (Sky.skylight * (0.5 + 0.5 * normal.y) + bounced) * open
    return sky.hazed(color * light, ray, distance: distance, to: point.y)
  }

  /// The light of the lake: the mirrored world, and a little of the dark green depth.
  private func water(_ ray: SIMD3<Float>, distance: Float) -> SIMD3<Float> {
    let point = Self.eye + ray * distance
    let normal = waterNormal(at: point, distance: distance)
    var mirrored = ray - normal * (2 * dot(ray, normal))
    mirrored.y = max(abs(mirrored.y), 0.002)
    let facing = saturate(-dot(ray, normal))
    let share = 0.02 + 0.98 * Math.pow(1 - facing, 5)
    let start = SIMD3(point.x, 0.05, point.z)
    var above = sky.light(along: mirrored)
    if let far = terrain.hit(from: start, along: mirrored, far: 20_000, detail: Self.detail * 2) {
      above = ground(from: start, mirrored, distance: far)
    }
    let depth = SIMD3<Float>(0.012, 0.030, 0.034)
    return sky.hazed(mix(depth, above, share), ray, distance: distance, to: 30)
  }

  /// The direction in which the water faces: wind ripples, in streaks, calmer far away.
  private func waterNormal(at point: SIMD3<Float>, distance: Float) -> SIMD3<Float> {
    let wind = smoothStep(0.35, 0.65, ripples.fractal(point.x / 160, point.z / 60, octaves: 3))
    let calm = 1 / (1 + distance / 350)
    let small = ripples.sample(point.x / 1.3, point.z / 0.7)
    let large = ripples.sample(point.x / 6.1 + 40, point.z / 3.3)
    let steep = (0.004 + 0.016 * wind) * calm
    let fine = 1 / (1 + distance / 60)
    let (dx, dz) = (fine * small.y + 0.8 * large.y, fine * small.z + 0.8 * large.z)
    return normalized(SIMD3(-dx * steep, 1, -dz * steep * 1.6))
  }
}
