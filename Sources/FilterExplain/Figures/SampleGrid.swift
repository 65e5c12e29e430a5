// SPDX-License-Identifier: Apache-2.0

import Filters

/// A part of an image drawn as cells, one for each sample, with the numbers of its rows and
/// columns.
struct SampleGrid {
  /// The rows that are drawn; those outside the image too.
  let rows: Range<Int>
  /// The columns that are drawn.
  let columns: Range<Int>
  /// The rows of the image.
  let height: Int
  /// The columns of the image.
  let width: Int
  /// The side of a cell in pixels.
  let cell: Double

  /// The space that the numbers take at the left.
  static let margin = 40.0
  /// The space that the numbers take above.
  static let top = 28.0

  /// The side of a cell where `count` cells share a row.
  static func cell(for count: Int) -> Double {
    switch count {
    case ...11: 32
    case ...17: 26
    case ...25: 18
    default: 12
    }
  }

  /// Whether a weight can be printed in a cell.
  var hasRoom: Bool { cell >= 26 }

  /// The left edge of a column.
  func x(_ column: Int) -> Double { Self.margin + Double(column - columns.lowerBound) * cell }

  /// The upper edge of a row.
  func y(_ row: Int) -> Double { Self.top + Double(row - rows.lowerBound) * cell }

  /// The right edge of the last column.
  var right: Double { x(columns.upperBound) }

  /// The lower edge of the last row.
  var bottom: Double { y(rows.upperBound) }

  /// Whether a sample is drawn.
  func shows(_ row: Int, _ column: Int) -> Bool { rows.contains(row) && columns.contains(column) }

  /// Whether a position lies in the image.
  func isInside(_ row: Int, _ column: Int) -> Bool {
    (0..<height).contains(row) && (0..<width).contains(column)
  }

  /// What stands beside the rows and above the columns; nil for nothing.
  struct Labels {
    /// The label of a row.
    let row: (Int) -> String?
    /// The label of a column.
    let column: (Int) -> String?
  }

  /// The numbers of the rows and columns, as many as have room.
  var numbers: Labels {
    let rowStep = cell >= 18 ? 1 : 5
    let widest =
      [columns.lowerBound, columns.upperBound - 1].map {
        TextWidth.pixels("\($0)", size: 10)
      }.max() ?? 0
    let columnStep = [1, 2, 5, 10, 20].first { Double($0) * cell >= widest + 3 } ?? 50
    return Labels(
      row: { $0.isMultiple(of: rowStep) ? "\($0)" : nil },
      column: { $0.isMultiple(of: columnStep) ? "\($0)" : nil })
  }

  /// The numbers, and outside the image with what the border mode shows there.
  func numbers(border: BorderMode) -> Labels {
    let numbers = numbers
    return Labels(
      row: { row in numbers.row(row).map { $0 + Self.shown(row, height, border) } },
      column: { column in numbers.column(column).map { $0 + Self.shown(column, width, border) } })
  }

  /// All cells, empty, and their labels; a frame around the image where its edge is seen.
  ///
  /// - Parameter outside: what places outside the image are.
  func draw(
    _ labels: Labels? = nil, outside: Mark = .outside, into drawing: inout Drawing
  ) {
    for row in rows {
      for column in columns {
        let isInside = isInside(row, column)
        if !isInside { drawing.mark(outside) }
        fillCell(row, column, isInside ? Palette.sample : Palette.outside, into: &drawing)
      }
    }
    let labels = labels ?? numbers
    for row in rows {
      guard let label = labels.row(row) else { continue }
      drawing.text(
        Self.margin - 5, y(row) + cell / 2 + 3.5, label, size: 10, anchor: .end,
        color: Palette.pale)
    }
    for column in columns {
      guard let label = labels.column(column) else { continue }
      // Two words stand above each other: side by side they have no room.
      for (line, word) in label.split(separator: " ").reversed().enumerated() {
        drawing.text(
          x(column) + cell / 2, Self.top - 6 - Double(line) * 11, String(word), size: 10,
          anchor: .middle, color: Palette.pale)
      }
    }
    let inside = (rows: rows.clamped(to: 0..<height), columns: columns.clamped(to: 0..<width))
    if inside.rows != rows || inside.columns != columns {
      frame(inside.rows, inside.columns, Palette.ink, into: &drawing, width: 1.5)
    }
    drawing.reach(right, bottom)
  }

  /// One cell in a color.
  func fillCell(_ row: Int, _ column: Int, _ fill: String, into drawing: inout Drawing) {
    guard shows(row, column) else { return }
    drawing.rectangle(
      x(column), y(row), cell, cell, fill: fill, stroke: .init(color: Palette.rule, width: 0.75))
  }

  /// One weight over its sample.
  func drawWeight(
    _ weight: Float, _ row: Int, _ column: Int, largest: Float, into drawing: inout Drawing
  ) {
    guard shows(row, column) else { return }
    if weight != 0 {
      drawing.mark(hasRoom ? Mark(of: weight) : weight < 0 ? .negative : .positive)
    }
    let fill = weight == 0 ? Palette.sample : Palette.fill(weight, largest: largest)
    let inset = isInside(row, column) ? 0.0 : cell / 9
    drawing.rectangle(
      x(column) + inset, y(row) + inset, cell - 2 * inset, cell - 2 * inset, fill: fill,
      stroke: .init(
        color: isInside(row, column) ? Palette.rule : Palette.ink, width: 0.75,
        dash: isInside(row, column) ? nil : "3 2"))
    guard hasRoom else { return }
    let label = Palette.label(weight)
    drawing.text(
      x(column) + cell / 2, y(row) + cell / 2 + 3.5, label,
      size: min(cell >= 32 ? 11 : 9, (cell - 2) / TextWidth.pixels(label, size: 1)),
      anchor: .middle,
      color: Palette.ink(over: weight, largest: largest))
  }

  /// A frame around some rows and columns, as far as they are drawn.
  func frame(
    _ rows: Range<Int>, _ columns: Range<Int>, _ color: String, into drawing: inout Drawing,
    width: Double = 2.5, dash: String? = nil
  ) {
    let rows = rows.clamped(to: self.rows)
    let columns = columns.clamped(to: self.columns)
    guard !rows.isEmpty && !columns.isEmpty else { return }
    drawing.rectangle(
      x(columns.lowerBound), y(rows.lowerBound), Double(columns.count) * cell,
      Double(rows.count) * cell, stroke: .init(color: color, width: width, dash: dash))
  }

  /// ` =0` outside the image where sample 0 is repeated, ` (0)` or ` (c)` where a zero or another
  /// constant stands; nothing inside.
  private static func shown(_ position: Int, _ count: Int, _ border: BorderMode) -> String {
    if (0..<count).contains(position) { return "" }
    if let index = border.index(position, count: count) { return " =\(index)" }
    return border == .zero ? " (0)" : " (c)"
  }
}
