// SPDX-License-Identifier: Apache-2.0

/// A random number in 0..<1 for each lattice point of the plane, always the same one for a seed.
///
/// There is no state, so pixels may be drawn in any order and by several threads.
struct Lattice: Sendable {
  /// Lattices with different seeds are independent.
  let seed: UInt32

  /// The number at (`x`, `y`).
  func callAsFunction(_ x: Int32, _ y: Int32) -> Float {
    var bits = UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77
    bits = (bits ^ seed &* 0xC2B2_AE3D) &+ 0x27D4_EB2F
    bits = (bits ^ bits >> 15) &* 0x2C1B_3C6D
    bits = (bits ^ bits >> 12) &* 0x297A_2D39
    bits ^= bits >> 15
    return Float(bits >> 8) * 0x1p-24
  }

  /// A number with mean 0 and variance 1 at (`x`, `y`): four uniform numbers added up.
  func normal(_ x: Int32, _ y: Int32) -> Float {
    let other = Lattice(seed: seed ^ 0x5BD1_E995)
    let sum = self(x, y) + other(x, y) + self(~x, y) + other(~x, y)
    return (sum - 2) * Float(3).squareRoot()
  }
}

/// Smooth noise in 0...1: random numbers at the integer points, quintic curves between them.
struct Noise: Sendable {
  private let lattice: Lattice

  /// Noise with different seeds is independent.
  init(seed: UInt32) { lattice = Lattice(seed: seed) }

  /// The value at (`x`, `y`) and its two partial derivatives.
  func sample(_ x: Float, _ y: Float) -> SIMD3<Float> {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (u, v) = (x - left, y - top)
    let (i, j) = (Int32(left), Int32(top))
    let a = lattice(i, j)
    let b = lattice(i &+ 1, j) - a
    let c = lattice(i, j &+ 1) - a
    let d = lattice(i &+ 1, j &+ 1) - a - b - c
    let (su, sv) = (u * u * u * (u * (u * 6 - 15) + 10), v * v * v * (v * (v * 6 - 15) + 10))
    let (du, dv) = (30 * u * u * (u - 1) * (u - 1), 30 * v * v * (v - 1) * (v - 1))
    return SIMD3(a + b * su + c * sv + d * su * sv, du * (b + d * sv), dv * (c + d * su))
  }

  /// The value at (`x`, `y`).
  func callAsFunction(_ x: Float, _ y: Float) -> Float { sample(x, y).x }

  /// Octaves of noise added up, each at twice the frequency and half the height; in 0...1.
  ///
  /// Each octave is turned by the angle of the 3-4-5 triangle, so that the lattices do not line up.
  func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var (x, y, height, sum) = (x, y, Float(0.5), Float(0))
    for _ in 0..<octaves {
      sum += height * self(x, y)
      (x, y, height) = (1.6 * x - 1.2 * y + 7.3, 1.2 * x + 1.6 * y + 3.1, height / 2)
    }
    return sum + height
  }

  /// Octaves of noise in which each one is damped where those before it are steep; about 0...1.
  ///
  /// Slopes come out smooth and summits rough, as erosion leaves them.
  /// Source: Inigo Quilez, "Value noise derivatives" (2008), iquilezles.org.
  func eroded(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var (x, y, height, sum, slope) = (x, y, Float(0.5), Float(0), SIMD2<Float>())
    for _ in 0..<octaves {
      let n = sample(x, y)
      slope += SIMD2(n.y, n.z)
      sum += height * n.x / (1 + (slope * slope).sum())
      (x, y, height) = (1.6 * x - 1.2 * y + 7.3, 1.2 * x + 1.6 * y + 3.1, height / 2)
    }
    return sum
  }
}
