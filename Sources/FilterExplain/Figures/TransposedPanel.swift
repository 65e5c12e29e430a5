// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws a transposed convolution: the zeros that it would insert, the taps of each phase, the
/// phases of the output.
struct TransposedPanel {
  private let phases: Convolution
  private let interleaving: DepthToSpace
  private let input: Shape
  private let output: Shape
  private let form: TransposedForm
  private let vertical: Lane
  private let horizontal: Lane
  /// The input channel that is drawn, the first that output channel 0 reads.
  private let channel: Int
  private let largest: Float

  /// The most phases whose taps are drawn.
  private static let maxPhases = 16

  /// One axis: an output whose kernel lies inside the image, if one does, in coordinates of the
  /// output.
  private struct Lane {
    let stride: Int
    /// The output position, of phase 0.
    let output: Int
    /// The positions under its kernel among the samples with zeros between.
    let window: Range<Int>
    /// The positions that are drawn.
    let shown: Range<Int>
    /// Those of the inputs that the phases read, counted from the input of the output's own block.
    let offsets: Range<Int>

    init(_ form: TransposedForm.Lane, offsets: Range<Int>, inputCount: Int, outputCount: Int) {
      stride = form.stride
      self.offsets = offsets
      let isPoint = form.stride == 1 && form.reach == 1
      let block = isPoint ? 2 : (form.reach - 1 - form.before + stride - 1) / stride
      output = max(0, min(block * stride, (outputCount - 1) / stride * stride))
      let end = output + form.before + 1
      window = (end - form.reach)..<end
      let count = (inputCount - 1) * stride + 1
      let low = isPoint ? 0 : max(min(0, window.lowerBound), window.lowerBound - 2)
      let high = max(window.upperBound, min(count, window.upperBound + (isPoint ? 2 : stride)))
      let excess = max(0, high - low - AxisScene.longest)
      shown = (low + excess / 2)..<(high - (excess + 1) / 2)
    }
  }

  /// A panel of `phases` followed by `interleaving`, over the input of the first.
  init(
    _ stage: ExplainedStage, _ phases: Convolution, _ interleaving: DepthToSpace, output: Shape
  ) {
    self.phases = phases
    self.interleaving = interleaving
    self.output = output
    input = stage.input
    form = TransposedForm(phases: phases, interleaving)
    let taps = phases.outputs.flatMap(\.taps).filter { $0.weight != 0 }
    func offsets(_ places: [Int], _ axis: Axis) -> Range<Int> {
      ((places.min() ?? 0) - axis.before)..<((places.max() ?? 0) + 1 - axis.before)
    }
    vertical = Lane(
      form.vertical, offsets: offsets(taps.map(\.row), phases.vertical),
      inputCount: input.height, outputCount: output.height)
    horizontal = Lane(
      form.horizontal, offsets: offsets(taps.map(\.column), phases.horizontal),
      inputCount: input.width, outputCount: output.width)
    let first = phases.outputs.prefix(interleaving.factors.area).flatMap(\.taps)
    channel = first.filter { $0.weight != 0 }.map(\.channel).min() ?? 0
    largest = taps.map { abs($0.weight) }.max() ?? 0
  }

  /// The samples with zeros between, the kernels of the phases, the output.
  var blocks: [Drawing] {
    let count = interleaving.factors.area
    return [stuffed] + (0..<min(count, Self.maxPhases)).map(kernel) + [outputGrid]
  }

  /// What is to be said below.
  var notes: [String] {
    let count = interleaving.factors.area
    var notes = [
      "Each output sample belongs to one of \(count) phases. Its kernel meets input samples at "
        + "every \(interleaving.factors.sizeText) places, "
        + "and always with the same taps:",
      "so each phase is a convolution of the input with taps of its own. No zero is inserted and "
        + "none is multiplied.",
    ]
    if count > Self.maxPhases {
      notes.append("The figure shows the taps of \(Self.maxPhases) phases.")
    }
    if input.channels > 1 {
      notes.append("Shown is output channel 0 and input channel \(channel) of \(input.channels).")
    }
    return notes
  }

  /// The taps of one phase in the drawn channel, by the offset of the input they read.
  private func taps(_ phase: Int) -> [(row: Int, column: Int, weight: Float)] {
    phases.outputs[phase].taps.filter { $0.weight != 0 && $0.channel == channel }.map {
      ($0.row - phases.vertical.before, $0.column - phases.horizontal.before, $0.weight)
    }
  }

  private var stuffed: Drawing {
    var drawing = Drawing()
    let (rows, columns) = (vertical.stride, horizontal.stride)
    let grid = SampleGrid(
      rows: vertical.shown, columns: horizontal.shown, height: (input.height - 1) * rows + 1,
      width: (input.width - 1) * columns + 1,
      cell: SampleGrid.cell(for: max(vertical.shown.count, horizontal.shown.count)))
    var cells = Drawing()
    let every = grid.cell >= 18 ? 1 : 5
    func label(_ position: Int, _ stride: Int) -> String? {
      position.isMultiple(of: stride * every) ? "\(position / stride)" : nil
    }
    grid.draw(
      .init(row: { label($0, rows) }, column: { label($0, columns) }), into: &cells)
    for row in vertical.shown {
      for column in horizontal.shown
      where !row.isMultiple(of: rows) || !column.isMultiple(of: columns) {
        grid.fillCell(row, column, Palette.inserted, into: &cells)
        guard grid.hasRoom else { continue }
        cells.text(
          grid.x(column) + grid.cell / 2, grid.y(row) + grid.cell / 2 + 3.5, "0", size: 10,
          anchor: .middle, color: Palette.rule)
      }
    }
    for tap in taps(0) {
      grid.drawWeight(
        tap.weight, (vertical.output / rows + tap.row) * rows,
        (horizontal.output / columns + tap.column) * columns, largest: largest, into: &cells)
    }
    let step =
      columns > 1 ? PerAxis(vertical: 0, horizontal: 1) : PerAxis(vertical: 1, horizontal: 0)
    let next = columns > 1 ? 1 : interleaving.factors.horizontal
    grid.frame(
      vertical.window.moved(step.vertical), horizontal.window.moved(step.horizontal),
      Palette.phase(next), into: &cells, width: 2, dash: "5 3")
    grid.frame(vertical.window, horizontal.window, Palette.phase(0), into: &cells)
    drawing.text(0, 14, "input, \(spacing) between samples", size: 12)
    drawing.place(cells, 0, 24)
    return drawing
  }

  /// How many zeros stand between samples, in words.
  private var spacing: String {
    let zeros = max(vertical.stride, horizontal.stride) - 1
    return zeros == 1 ? "a zero" : "\(zeros) zeros"
  }

  private func kernel(_ phase: Int) -> Drawing {
    var drawing = Drawing()
    let (rows, columns) = (vertical.offsets, horizontal.offsets)
    let count = interleaving.factors.area
    let cell = SampleGrid.cell(for: max(rows.count, columns.count, count > 2 ? 12 : 1))
    let grid = SampleGrid(
      rows: 0..<rows.count, columns: 0..<columns.count, height: rows.count, width: columns.count,
      cell: cell)
    func label(_ offset: Int) -> String {
      offset == 0 ? "q" : offset < 0 ? "q-\(-offset)" : "q+\(offset)"
    }
    var cells = Drawing()
    grid.draw(
      .init(
        row: { label($0 + rows.lowerBound) }, column: { label($0 + columns.lowerBound) }),
      into: &cells)
    for tap in taps(phase) {
      grid.drawWeight(
        tap.weight, tap.row - rows.lowerBound, tap.column - columns.lowerBound, largest: largest,
        into: &cells)
    }
    grid.frame(grid.rows, grid.columns, Palette.phase(phase), into: &cells)
    drawing.text(
      0, 14, "phase \(name(phase))", size: 12, color: Palette.phase(phase), isBold: true)
    drawing.place(cells, 0, 24)
    return drawing
  }

  /// The phase's row and column, or the one of them there is.
  private func name(_ phase: Int) -> String {
    let (row, column) = (
      phase / interleaving.factors.horizontal, phase % interleaving.factors.horizontal
    )
    if interleaving.factors.vertical == 1 { return "\(column)" }
    return interleaving.factors.horizontal == 1 ? "\(row)" : "\(row),\(column)"
  }

  private var outputGrid: Drawing {
    var drawing = Drawing()
    func shown(_ lane: Lane, _ count: Int) -> Range<Int> {
      let first = max(0, lane.output - lane.stride)
      return first..<min(count, first + max(4, min(2 * lane.stride, 16)))
    }
    let grid = SampleGrid(
      rows: shown(vertical, output.height), columns: shown(horizontal, output.width),
      height: output.height, width: output.width, cell: 26)
    var cells = Drawing()
    grid.draw(into: &cells)
    for row in grid.rows {
      for column in grid.columns {
        let phase =
          row % interleaving.factors.vertical * interleaving.factors.horizontal
          + column % interleaving.factors.horizontal
        grid.fillCell(row, column, Palette.phase(phase), into: &cells)
        cells.text(
          grid.x(column) + grid.cell / 2, grid.y(row) + grid.cell / 2 + 3.5, name(phase), size: 10,
          anchor: .middle, color: "#ffffff")
      }
    }
    grid.frame(
      vertical.output..<(vertical.output + 1), horizontal.output..<(horizontal.output + 1),
      Palette.ink, into: &cells, width: 3)
    drawing.text(0, 14, "output, its phases", size: 12)
    drawing.place(cells, 0, 24)
    return drawing
  }
}
