// SPDX-License-Identifier: Apache-2.0

/// `x`, no lower than 0 and no higher than 1.
func saturate(_ x: Float) -> Float { min(max(x, 0), 1) }

/// 0 up to `low`, 1 from `high` on, and the cubic `t^2 (3 - 2 t)` between them.
func smoothStep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = saturate((x - low) / (high - low))
  return t * t * (3 - 2 * t)
}

/// `a` at `t` = 0, `b` at `t` = 1, a straight line between.
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

/// Each component of `a` at `t` = 0, of `b` at `t` = 1, a straight line between.
func mix(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ t: Float) -> SIMD3<Float> { a + (b - a) * t }

/// The scalar product.
func dot(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float { (a * b).sum() }

/// The distance from the origin to (`x`, `y`).
func length(_ x: Float, _ y: Float) -> Float { (x * x + y * y).squareRoot() }

/// `v`, scaled to length 1.
func normalized(_ v: SIMD3<Float>) -> SIMD3<Float> { v / dot(v, v).squareRoot() }
