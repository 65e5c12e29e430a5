// SPDX-License-Identifier: Apache-2.0

import Filters

/// A matrix of numbers in double precision, in row-major order.
///
/// Samples and weights, which are `Float`, are represented exactly; their products are exact too,
/// and only sums are rounded.
package struct Matrix: Hashable, Sendable {
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The `rows * columns` numbers, row by row.
  package private(set) var values: [Double]

  /// Creates a matrix of zeros.
  ///
  /// - Precondition: neither extent is negative.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
    self.rows = rows
    self.columns = columns
    values = Array(repeating: 0, count: rows * columns)
  }

  /// Accesses the number at a row and column.
  package subscript(row: Int, column: Int) -> Double {
    get { values[index(row, column)] }
    set { values[index(row, column)] = newValue }
  }

  /// The matrix with rows and columns exchanged.
  package var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }

  /// Returns the chosen rows, in the order given.
  ///
  /// - Precondition: every index is a valid row index.
  package func selecting(rows chosen: [Int]) -> Matrix {
    var result = Matrix(rows: chosen.count, columns: columns)
    for (index, row) in chosen.enumerated() {
      for column in 0..<columns { result[index, column] = self[row, column] }
    }
    return result
  }

  /// Returns the product with another matrix, each sum taken from the first term to the last.
  ///
  /// - Precondition: `right` has as many rows as this matrix has columns.
  package func multiplied(by right: Matrix) -> Matrix {
    precondition(columns == right.rows, "\(columns) columns times \(right.rows) rows")
    var result = Matrix(rows: rows, columns: right.columns)
    for row in 0..<rows {
      for inner in 0..<columns where self[row, inner] != 0 {
        for column in 0..<right.columns {
          result[row, column] += self[row, inner] * right[inner, column]
        }
      }
    }
    return result
  }

  /// Returns the product with a column of numbers.
  ///
  /// - Precondition: there are as many numbers as columns.
  package func multiplied(by column: [Double]) -> [Double] {
    precondition(column.count == columns, "\(columns) columns times \(column.count) numbers")
    return (0..<rows).map { row in
      (0..<columns).reduce(0) { $0 + self[row, $1] * column[$1] }
    }
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition(
      (0..<rows).contains(row) && (0..<columns).contains(column),
      "no (\(row), \(column)) in a matrix of \(rows) x \(columns)")
    return row * columns + column
  }
}
