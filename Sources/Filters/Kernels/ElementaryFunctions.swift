// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

// The C library functions that kernels and angles need, so that no other file calls it.

/// Returns e to the power `x`.
func exponential(_ x: Double) -> Double { crl_exp(x) }

/// Returns the logarithm to base 10; minus infinity for 0.
package func decimalLogarithm(_ x: Double) -> Double { crl_log10(x) }

/// Returns sin(pi x) / (pi x), and 1 at 0.
func normalizedSinc(_ x: Double) -> Double {
  x == 0 ? 1 : crl_sin(Double.pi * x) / (Double.pi * x)
}

/// Returns cos(x), x in radians.
package func cosine(_ x: Double) -> Double { crl_cos(x) }

/// Returns the sine and cosine of an angle in degrees; whole turns give exactly 0 and 1.
func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
  let turn = degrees.truncatingRemainder(dividingBy: 360)
  return turn == 0 ? (0, 1) : (crl_sin(turn * Double.pi / 180), crl_cos(turn * Double.pi / 180))
}

/// Returns the angle of the vector (x, y) in radians, in -pi...pi; 0 for the zero vector.
func angle(y: Float, x: Float) -> Float { crl_atan2f(y, x) }
