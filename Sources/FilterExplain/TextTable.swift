// SPDX-License-Identifier: Apache-2.0

/// A table of text cells in aligned columns.
struct TextTable {
  private var rows: [[String]]
  private let right: Set<Int>

  /// Creates a table with a header row.
  ///
  /// - Parameter right: the columns that are right-aligned.
  init(_ headline: [String], right: Set<Int> = []) {
    rows = [headline]
    self.right = right
  }

  /// Adds a row.
  mutating func append(_ row: [String]) { rows.append(row) }

  /// The lines, with two spaces between columns and no trailing spaces.
  ///
  /// A column with only `-` below its header is omitted.
  var lines: [String] {
    let columns = rows[0].indices.filter { column in
      rows.dropFirst().contains { $0[column] != "-" }
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for column in columns {
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        line += right.contains(column) ? space + row[column] : row[column] + space
        line += "  "
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
