// SPDX-License-Identifier: Apache-2.0

/// The singular value decomposition of a matrix: A = sum over k of values[k] * left[k] * right[k]', with unit
/// columns left[k] and rows right[k]' that are orthogonal to each other.
///
/// The first term is the best separable kernel: of all products of a column and a row, it has the least sum
/// of squared differences from A (Eckart and Young, "The approximation of one matrix by another of lower
/// rank", Psychometrika 1, 1936).
///
/// Source: one-sided Jacobi rotations; Hestenes, "Inversion of matrices by biorthogonalization and related
/// results", J. SIAM 6, 1958.
package struct SingularValues: Hashable, Sendable {
  /// The singular values, the largest first; as many as the shorter side is long.
  package let values: [Double]
  /// The left singular vectors: as long as the matrix has rows.
  ///
  /// That of a value of 0 is 0.
  package let left: [[Double]]
  /// The right singular vectors: as long as the matrix has columns.
  ///
  /// That of a value of 0 is 0.
  package let right: [[Double]]

  /// The most sweeps over all pairs; a few are enough, because convergence is quadratic.
  private static let maxSweeps = 60

  /// Decomposes a matrix.
  package init(_ matrix: Matrix) {
    let isTall = matrix.rows >= matrix.columns
    let tall = isTall ? matrix : matrix.transposed
    var columns = (0..<tall.columns).map { column in
      (0..<tall.rows).map { tall[$0, column] }
    }
    var turns = (0..<tall.columns).map { column in
      (0..<tall.columns).map { $0 == column ? 1.0 : 0 }
    }
    var sweeps = 0
    let whole = columns.reduce(0) { $0 + Self.dot($1, $1) }
    while !Self.sweep(&columns, &turns, whole) && sweeps < Self.maxSweeps { sweeps += 1 }
    let norms = columns.map { Self.dot($0, $0).squareRoot() }
    let order = norms.indices.sorted { (norms[$0], $1) > (norms[$1], $0) }
    values = order.map { norms[$0] }
    // The products of tall with the turned axes are orthogonal: tall * V = U * values.
    let outer = order.map { index in
      columns[index].map { norms[index] > 0 ? $0 / norms[index] : 0 }
    }
    let inner = order.map { index in norms[index] > 0 ? turns[index] : turns[index].map { _ in 0 } }
    left = isTall ? outer : inner
    right = isTall ? inner : outer
  }

  /// Makes all pairs of columns orthogonal, one after the other, but for those that are rounding errors: in a
  /// kernel of low rank that is all but a few, and they would take most of the time.
  ///
  /// - Parameter whole: the sum of the squares of all numbers.
  /// - Returns: true if they were before.
  private static func sweep(
    _ columns: inout [[Double]], _ turns: inout [[Double]], _ whole: Double
  ) -> Bool {
    var isDone = true
    // The squares of norms below the rounding errors of the sums that they come from.
    let negligible = 0x1p-100 * whole
    for p in columns.indices {
      for q in columns.indices where q > p {
        let (a, b) = (dot(columns[p], columns[p]), dot(columns[q], columns[q]))
        guard min(a, b) > negligible else { continue }
        let mixed = dot(columns[p], columns[q])
        guard abs(mixed) > 0x1p-52 * (a * b).squareRoot() else { continue }
        isDone = false
        let zeta = (b - a) / (2 * mixed)
        let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        rotate(&columns, p, q, cosine, cosine * tangent)
        rotate(&turns, p, q, cosine, cosine * tangent)
      }
    }
    return isDone
  }

  private static func rotate(
    _ columns: inout [[Double]], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double
  ) {
    for index in columns[p].indices {
      let (x, y) = (columns[p][index], columns[q][index])
      columns[p][index] = cosine * x - sine * y
      columns[q][index] = sine * x + cosine * y
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The number of terms that are not rounding errors.
  ///
  /// Their values are above the largest times the longer side times
  /// 2^-23, the unit of `Float`, in which weights are given.  NumPy's `matrix_rank` does the same.
  package var rank: Int {
    let longer = max(left.first?.count ?? 0, right.first?.count ?? 0)
    let tolerance = (values.first ?? 0) * Double(longer) * 0x1p-23
    return values.count { $0 > tolerance }
  }

  /// The best separable kernel as a column and a row, of equal norms; the entry of the column that is
  /// largest by absolute value is positive.
  package var separable: (column: [Double], row: [Double]) {
    guard let value = values.first else { return ([], []) }
    let largest = left[0].max { abs($0) < abs($1) } ?? 0
    let scale = (largest < 0 ? -1 : 1) * value.squareRoot()
    return (left[0].map { $0 * scale }, right[0].map { $0 * scale })
  }

  /// The distance of the best separable kernel from the matrix, in units of the matrix's norm: from 0, if the
  /// rank is 1, to below 1.
  package var separableError: Double {
    let squares = values.map { $0 * $0 }
    let whole = squares.reduce(0, +)
    return whole > 0 ? (squares.dropFirst().reduce(0, +) / whole).squareRoot() : 0
  }
}
