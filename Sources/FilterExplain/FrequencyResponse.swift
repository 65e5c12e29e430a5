// SPDX-License-Identifier: Apache-2.0

import Filters

/// How strongly a kernel passes waves: the discrete-time Fourier transform of its weights.
///
///     gain(u, v) = |sum over (i, j) of w[i, j] exp(-2 pi sqrt(-1) (u i + v j))|
///
/// with u cycles per sample down the columns and v along the rows.  The finest wave of an image has half a
/// cycle per sample.
///
/// Source: Oppenheim and Schafer, "Discrete-Time Signal Processing", 3rd edition, section 2.6.
package struct FrequencyResponse: Sendable {
  /// A direction in which waves run.
  package enum Direction: Hashable, Sendable, CaseIterable {
    /// Along the rows: v = f.
    case rows
    /// Down the columns: u = f.
    case columns
    /// Along the diagonal: u = v = f.
    case diagonal
  }

  /// The weights.
  package let weights: Matrix

  /// The response of a kernel.
  package init(_ weights: Matrix) { self.weights = weights }

  /// Returns the gain of a wave of `frequency` cycles per sample along a row, down a column, or both.
  package func gain(_ direction: Direction, at frequency: Double) -> Double {
    gain(
      vertical: direction == .rows ? 0 : frequency,
      horizontal: direction == .columns ? 0 : frequency)
  }

  /// Returns the gain of a wave: the amplitude in the output for one of amplitude 1 in the input.
  package func gain(vertical: Double, horizontal: Double) -> Double {
    let rows = Self.waves(vertical, count: weights.rows)
    let columns = Self.waves(horizontal, count: weights.columns)
    var sum = (real: 0.0, imaginary: 0.0)
    for (row, down) in rows.enumerated() {
      var line = (real: 0.0, imaginary: 0.0)
      for (column, along) in columns.enumerated() {
        line.real += weights[row, column] * along.real
        line.imaginary += weights[row, column] * along.imaginary
      }
      sum.real += line.real * down.real - line.imaginary * down.imaginary
      sum.imaginary += line.real * down.imaginary + line.imaginary * down.real
    }
    return (sum.real * sum.real + sum.imaginary * sum.imaginary).squareRoot()
  }

  /// Returns exp(-2 pi sqrt(-1) f k) for k in `0..<count`.
  private static func waves(
    _ frequency: Double, count: Int
  ) -> [(real: Double, imaginary: Double)] {
    (0..<count).map { index in
      // Whole turns are taken off first, so that the argument is small.
      let turns = frequency * Double(index)
      let angle = 2 * Double.pi * (turns - turns.rounded(.down))
      return (cosine(angle), -cosine(angle - .pi / 2))
    }
  }
}
