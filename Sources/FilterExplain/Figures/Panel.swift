// SPDX-License-Identifier: Apache-2.0

/// A heading, drawings side by side, and lines of text below.
struct Panel {
  let heading: String
  let blocks: [Drawing]
  let notes: [String]

  /// The font size of notes.
  private static let size = 12.0

  /// The panel, its blocks in lines no longer than `width` where that is possible.
  func drawing(width: Double) -> Drawing {
    var drawing = Drawing()
    drawing.line(0, 0, width, 0, .init(color: Palette.rule, width: 1))
    let below = drawing.paragraph(0, 22, heading, size: 14, within: width, isBold: true)
    var x = 0.0
    var y = below - 9
    var lineHeight = 0.0
    for block in blocks {
      if x > 0 && x + block.width > width {
        x = 0
        y += lineHeight + 16
        lineHeight = 0
      }
      drawing.place(block, x, y)
      x += block.width + 28
      lineHeight = max(lineHeight, block.height)
    }
    // Beside the last block if there is room, else below.
    let longest = notes.map { TextWidth.pixels($0, size: Self.size) }.max() ?? 0
    let isBeside = x > 0 && x + longest <= width
    var line = isBeside ? y + 66 : y + lineHeight + 22
    for note in notes {
      line = drawing.paragraph(
        isBeside ? x : 0, line, note, size: Self.size, within: isBeside ? longest + 1 : width)
    }
    return drawing
  }
}
