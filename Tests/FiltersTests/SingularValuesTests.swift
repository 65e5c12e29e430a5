// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import TestSupport
import Testing

/// A matrix of these rows.
private func matrix(_ rows: [[Double]]) -> Matrix {
  var result = Matrix(rows: rows.count, columns: rows[0].count)
  for (row, line) in rows.enumerated() {
    for (column, value) in line.enumerated() { result[row, column] = value }
  }
  return result
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

@Suite("singular values of kernels")
struct SingularValuesTests {
  @Test("values, vectors and error are NumPy's")
  func valuesAreNumPys() {
    // python3 -c "import numpy as np; k = (np.arange(20) * 7 % 11 - 5).reshape(4, 5).astype(float);
    //   u, s, v = np.linalg.svd(k); print(s, np.sqrt(s[0]) * u[:, 0], np.sqrt(s[0]) * v[0],
    //   np.linalg.norm(k - s[0] * np.outer(u[:, 0], v[0])) / np.linalg.norm(k))"     with NumPy 2.4.6
    let values = SingularValues(
      matrix([[-5, 2, -2, 5, 1], [-3, 4, 0, -4, 3], [-1, -5, 2, -2, 5], [1, -3, 4, 0, -4]]))
    let expected = [9.45844319881458, 8.221617614695377, 6.241856743143693, 3.739262019516752]
    for (value, right) in zip(values.values, expected) { #expect(abs(value - right) < 1e-12) }
    #expect(values.values.count == 4 && values.rank == 4)
    let column = [1.9534512891039204, 1.3976630413399067, -0.7388866052187149, -1.7728665678537852]
    let row = [
      -1.5852741531559453, 1.9570437844932365, -1.31904815600352, 0.5978127025498295,
      1.008989900118159,
    ]
    for (value, right) in zip(values.separable.column + values.separable.row, column + row) {
      #expect(abs(value - right) < 1e-12)
    }
    #expect(abs(values.separableError - 0.7576211273729743) < 1e-12)
  }

  @Test("a cross has rank 2: singular values 2 plus and minus the root of 6")
  func rankOfACross() {
    let values = SingularValues(matrix([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    #expect(values.rank == 2)
    let root = 6.0.squareRoot()
    for (value, right) in zip(values.values, [2 + root, root - 2, 0]) {
      #expect(abs(value - right) < 1e-14)
    }
  }

  @Test("a product of a column and a row has rank 1 and is its own approximation")
  func separableKernels() {
    let (column, row) = ([1.0, 2, 1], [-3.0, 0, 5, 1])
    let values = SingularValues(matrix(column.map { c in row.map { c * $0 } }))
    #expect(values.rank == 1 && values.separableError < 1e-15)
    let (left, right) = values.separable
    for (i, c) in column.enumerated() {
      for (j, r) in row.enumerated() { #expect(abs(left[i] * right[j] - c * r) < 1e-13) }
    }
    #expect(left[1] > 0)
    let zero = SingularValues(Matrix(rows: 2, columns: 3))
    #expect(zero.rank == 0 && zero.values == [0, 0] && zero.separableError == 0)
  }

  @Test("the terms add up to the matrix, with orthogonal unit vectors", arguments: 0..<60)
  func decompositionsAreTheDefinition(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let (rows, columns) = (generator.int(1...9), generator.int(1...9))
    let rank = generator.int(1...9)
    var random = Matrix(rows: rows, columns: columns)
    for _ in 0..<rank {
      let (a, b) = (
        (0..<rows).map { _ in Double(generator.float()) },
        (0..<columns).map { _ in Double(generator.float()) }
      )
      for row in 0..<rows {
        for column in 0..<columns { random[row, column] += a[row] * b[column] }
      }
    }
    let result = SingularValues(random)
    #expect(result.values.count == min(rows, columns))
    #expect(result.rank == min(rank, rows, columns))
    #expect(result.values == result.values.sorted(by: >))
    for row in 0..<rows {
      for column in 0..<columns {
        let sum = result.values.indices.reduce(0) {
          $0 + result.values[$1] * result.left[$1][row] * result.right[$1][column]
        }
        #expect(abs(sum - random[row, column]) < 1e-12)
      }
    }
    for a in 0..<result.rank {
      for b in 0..<result.rank {
        let expected = a == b ? 1.0 : 0
        #expect(abs(dot(result.left[a], result.left[b]) - expected) < 1e-10)
        #expect(abs(dot(result.right[a], result.right[b]) - expected) < 1e-10)
      }
    }
  }
}
