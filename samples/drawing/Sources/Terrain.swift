// SPDX-License-Identifier: Apache-2.0

/// The lie of the scene's land: mountains around a lake with an island.
///
/// Lengths are metres: x to the right, y up, z away from the camera.  The lake's surface is y = 0.
struct Land: Sendable {
  private let rock = Noise(seed: 11)
  private let outline = Noise(seed: 23)
  private let stones = Lattice(seed: 29)

  /// The ground is nowhere higher than this.
  static let top: Float = 1900

  /// The height of the ground; more octaves show smaller rocks.
  func height(_ x: Float, _ z: Float, octaves: Int) -> Float {
    let shore = shoreDistance(x, z)
    let mountains = smoothStep(0.15, 2.6, shore) * valley(x, z)
    let rocks = rock.eroded(x / 2300 + 4.2, z / 2300 + 1.7, octaves: octaves)
    let base = shore < 0 ? 220 * shore : 45 * min(shore, 1.5)
    let land = base + (2350 * mountains + 60 * saturate(shore * 3)) * rocks
    return max(land, island(x, z), boulders(x, z))
  }

  /// How far (`x`, `z`) is from the shore, in radii of the lake: negative in the water.
  private func shoreDistance(_ x: Float, _ z: Float) -> Float {
    let bays = outline.fractal(x / 420, z / 420, octaves: 4) - 0.5
    return length((x + 120) / 1050, (z - 700) / 1250) - 1 + 0.55 * bays
  }

  /// The height of an island and its rocks, below the water away from it.
  private func island(_ x: Float, _ z: Float) -> Float {
    let from = length((x - 118) / 62, (z - 170) / 38)
    guard from < 2 else { return -100 }
    return 9 - 11 * from + 7 * (outline.fractal(x / 24 + 3, z / 24, octaves: 5) - 0.5)
  }

  /// The height of the boulders off the near shore, below the water away from them.
  ///
  /// Each square of 4 m holds one: half a ball, dented by noise, smaller away from the heap.
  private func boulders(_ x: Float, _ z: Float) -> Float {
    guard z < -300 && x > -10 else { return -100 }
    let dents = SIMD2(outline.fractal(x / 2.2, z / 2.2, octaves: 4), outline(x / 1.4 + 9, z / 1.4))
    let (u, v) = (x / 4 + 0.5 * dents.x, z / 4 + 0.3 * dents.y)
    let (i, j) = (Int32(u.rounded(.down)), Int32(v.rounded(.down)))
    var height: Float = -3
    for row in j - 1...j + 1 {
      for column in i - 1...i + 1 {
        let (across, along) = (Float(column) * 4 - 34, Float(row) * 4 + 354)
        let size = (0.55 + 0.6 * stones(column, row)) * (1.15 - length(across / 27, along / 17))
        let du = Float(column) + stones(column, ~row) - u
        let dv = Float(row) + stones(~column, row) - v
        let left = size * size - du * du - dv * dv
        if size > 0 && left > 0 { height = max(height, 4.2 * left.squareRoot() - 0.9) }
      }
    }
    return height + 1.3 * (rock.eroded(x / 1.8, z / 1.8, octaves: 8) - 0.35)
  }

  /// The share of their full height that mountains have at (`x`, `z`): low where the sun stands.
  private func valley(_ x: Float, _ z: Float) -> Float {
    let angle = Math.atan2(x, z) - Scene.sunAzimuth * 0.8
    let opening = 0.78 * Math.exp(-angle * angle / 0.045)
    return (1 - opening) * (1 + 0.25 * smoothStep(3000, 9000, z))
  }
}

/// The surface of the scene: the land, the forest on it, and what rays meet there.
struct Terrain: Sendable {
  private let land = Land()
  private let coarse: HeightGrid
  private let patches = Noise(seed: 31)
  private let needles = Noise(seed: 37)
  private let trees = Lattice(seed: 41)

  /// A tree is no higher than this.
  private static let treeTop: Float = 24
  /// Each tree stands somewhere in its own square of this width.
  private static let treeCell: Float = 7

  init() {
    let land = land
    coarse = HeightGrid { x, z in land.height(x, z, octaves: 7) }
  }

  /// The height of the ground under the trees.
  func ground(_ x: Float, _ z: Float) -> Float { land.height(x, z, octaves: 9) }

  /// How much forest grows on ground of this height: 0...1, in patches, none above the tree line.
  private func forest(_ x: Float, _ z: Float, height: Float) -> Float {
    guard height > 2 && height < 900 && z > -300 else { return 0 }
    let patch = patches.fractal(x / 260, z / 260, octaves: 4)
    let line = smoothStep(620, 300, height + 500 * (patch - 0.5))
    return line * smoothStep(2, 7, height) * smoothStep(0.25, 0.38, patch)
  }

  /// The height of the tree tops above the ground: spruces are cones, one in each square.
  private func canopy(_ x: Float, _ z: Float, forest: Float) -> Float {
    let (u, v) = (x / Self.treeCell, z / Self.treeCell)
    let (i, j) = (Int32(u.rounded(.down)), Int32(v.rounded(.down)))
    let ragged = 0.55 + 0.5 * needles(x * 1.7, z * 1.7)
    var height: Float = 0
    for row in j - 1...j + 1 {
      for column in i - 1...i + 1 where trees(column, row) < forest {
        let du = Float(column) + trees(column &+ 7919, row) - u
        let dv = Float(row) + trees(column, row &+ 6007) - v
        let tall = Self.treeTop * (0.4 + 0.6 * trees(column &+ 101, row &+ 577))
        height = max(height, tall * (1 - length(du, dv) / ragged))
      }
    }
    return height
  }

  /// The height of whatever stands highest, ground or trees, seen from `distance`.
  private func surface(_ x: Float, _ z: Float, distance: Float) -> Float {
    let octaves = distance < 1500 ? 10 : distance < 5000 ? 9 : 8
    let height = land.height(x, z, octaves: octaves)
    let forest = forest(x, z, height: height)
    return forest > 0 ? height + canopy(x, z, forest: forest) : height
  }

  /// The distance at which a ray first meets the surface, or nil if it leaves for the sky.
  ///
  /// `detail` is the width of a pixel at distance 1: it says how close is close enough.
  func hit(
    from origin: SIMD3<Float>, along ray: SIMD3<Float>, far: Float, detail: Float
  ) -> Float? {
    var distance: Float = 2
    while distance < far {
      let point = origin + ray * distance
      if point.y > Land.top && ray.y >= 0 { return nil }
      var gap = point.y - coarse(point.x, point.z) - Self.treeTop - 12
      if gap < 8 {
        gap = point.y - surface(point.x, point.z, distance: distance)
        if gap < detail * distance * 0.4 { return distance }
      }
      distance += max(gap * 0.45, detail * distance * 0.8)
    }
    return nil
  }

  /// The share of sunlight that reaches `point`: 0...1, soft at the edges of shadows.
  ///
  /// Trees and small rocks throw shadows only where the camera is `near`.
  func sunlight(at point: SIMD3<Float>, near: Bool) -> Float {
    var (light, distance) = (Float(1), Float(near ? 0.4 : 25))
    while distance < 9000 {
      let above = point + Scene.sun * distance
      if above.y > Land.top { break }
      let fine = near && distance < 60
      let height = fine ? surface(above.x, above.z, distance: 0) : coarse(above.x, above.z)
      let gap = above.y - height
      light = min(light, (fine ? 1 : 0.6) + (fine ? 12 : 28) * gap / distance)
      if light <= 0 { return 0 }
      distance += fine ? 0.15 + distance * 0.08 : max(gap * 0.6, 16 + distance * 0.015)
    }
    return saturate(light)
  }

  /// The direction in which the surface faces at `point`, over a width of `step` metres.
  func normal(at point: SIMD3<Float>, step: Float, distance: Float) -> SIMD3<Float> {
    let right = surface(point.x + step, point.z, distance: distance)
    let left = surface(point.x - step, point.z, distance: distance)
    let back = surface(point.x, point.z + step, distance: distance)
    let front = surface(point.x, point.z - step, distance: distance)
    return normalized(SIMD3(left - right, 2 * step, front - back))
  }

  /// The share of light the ground throws back: meadow, rock, sand, and snow where it can lie.
  func color(at point: SIMD3<Float>, normal: SIMD3<Float>, height: Float) -> SIMD3<Float> {
    let spots = patches.fractal(point.x / 35, point.z / 35, octaves: 8)
    let stone = mix(SIMD3(0.05, 0.047, 0.045), SIMD3(0.25, 0.225, 0.20), spots)
    let meadow = mix(SIMD3(0.06, 0.09, 0.02), SIMD3(0.20, 0.19, 0.05), spots)
    let level = smoothStep(0.72, 0.9, normal.y) * (point.z > -300 ? 1 : 0.25)
    let grows = level * smoothStep(850, 450, height + 300 * (spots - 0.5))
    let lies = smoothStep(620, 860, height + 320 * (spots - 0.5)) * smoothStep(0.5, 0.68, normal.y)
    let bare = mix(mix(stone, meadow, grows), SIMD3(0.85, 0.88, 0.93), lies)
    let wet = mix(bare, SIMD3(0.05, 0.047, 0.045), smoothStep(4, 0, point.y) * 0.7)
    if point.z > -300 { return wet }
    let grit = patches.fractal((point.x + point.y) * 1.4, (point.z + point.y) * 1.4, octaves: 6)
    return wet * (0.15 + 3.6 * grit * grit)
  }
}
