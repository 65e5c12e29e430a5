// SPDX-License-Identifier: Apache-2.0

/// What the colors of a figure mean: those that it has.
struct Legend {
  private let marks: [Mark]

  private static let square = 16.0
  private static let size = 12.0
  private static let gap = 28.0

  /// The legend of a figure in which these marks appear.
  init(_ marks: Set<Mark>) { self.marks = marks.sorted() }

  /// Small squares with their meaning, in lines no wider than `width`.
  func drawing(within width: Double) -> Drawing {
    var drawing = Drawing()
    let widest = marks.map { TextWidth.pixels($0.text, size: Self.size) }.max() ?? 0
    let column = Self.square + 8 + widest + Self.gap
    let columns = max(1, Int((width + Self.gap) / column))
    for (index, mark) in marks.enumerated() {
      let x = Double(index % columns) * column
      let y = Double(index / columns) * 24
      let stroke =
        mark == .next
        ? Drawing.Stroke(color: Palette.phases[1], width: 2, dash: "5 3")
        : Drawing.Stroke(color: Palette.pale, width: 0.75)
      drawing.rectangle(x, y, Self.square, Self.square, fill: mark.fill, stroke: stroke)
      drawing.text(x + Self.square + 8, y + 13, mark.text, size: Self.size)
    }
    return drawing
  }
}
