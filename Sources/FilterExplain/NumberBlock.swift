// SPDX-License-Identifier: Apache-2.0

import Filters

/// A rectangle of numbers as text, in aligned columns.
struct NumberBlock {
  /// The lines, all of one width.
  let lines: [String]
  /// The number of numbers.
  let count: Int

  /// A block of these rows.
  ///
  /// - Parameter zeros: what stands for 0.
  init(_ rows: [[Double]], zeros: String = "0") {
    count = rows.reduce(0) { $0 + $1.count }
    guard count <= MatrixReport.maxNumbers else {
      lines = []
      return
    }
    let cells = rows.map { row in
      row.map { $0 == 0 ? zeros : PlainText.number($0, digits: 3) }
    }
    let width = cells.joined().map(\.count).max() ?? 0
    lines = cells.map { row in
      row.map { String(repeating: " ", count: width - $0.count) + $0 }.joined(separator: "  ")
    }
  }

  /// The block of a matrix.
  init(_ matrix: Matrix, zeros: String = "0") {
    self.init(
      (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }, zeros: zeros)
  }

  /// The block of one column.
  init(column: [Double]) { self.init(column.map { [$0] }) }

  private init(lines: [String], count: Int) {
    self.lines = lines
    self.count = count
  }

  /// Returns the planes of an image, side by side.
  static func planes(_ samples: [Double], _ shape: Shape, zeros: String = "0") -> NumberBlock {
    let area = shape.height * shape.width
    let planes = (0..<shape.channels).map { channel in
      NumberBlock(
        (0..<shape.height).map { row in
          let start = channel * area + row * shape.width
          return Array(samples[start..<(start + shape.width)])
        }, zeros: zeros)
    }
    let lines = (0..<shape.height).map { row in
      planes.map { $0.lines[row] }.joined(separator: "  |  ")
    }
    return NumberBlock(lines: lines, count: samples.count)
  }

  /// Returns the block below a title, with an empty line at the end.
  func titled(_ title: String) -> [String] { [title] + lines.map { "  " + $0 } + [""] }

  /// Returns blocks side by side, indented by two, with a sign before each in the first line.
  static func sideBySide(_ parts: [(sign: String, block: NumberBlock)]) -> [String] {
    let height = parts.map(\.block.lines.count).max() ?? 0
    return (0..<height).map { line in
      var text = ""
      for (index, part) in parts.enumerated() {
        let width = part.block.lines.first?.count ?? 0
        if index > 0 { text += "  \(line == 0 ? part.sign : " ")" }
        text += "  "
        text +=
          part.block.lines.indices.contains(line)
          ? part.block.lines[line] : String(repeating: " ", count: width)
      }
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }
}
