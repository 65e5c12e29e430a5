// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws a transposed convolution from both sides: how one input sample is spread over the output, and
/// which input samples the outputs collect.
struct TransposedPanel {
  private let phases: Convolution
  private let interleaving: DepthToSpace
  private let input: Shape
  private let output: Shape
  private let vertical: TransposedLane
  private let horizontal: TransposedLane
  /// The input channel that is drawn, the first that output channel 0 reads.
  private let channel: Int
  private let largest: Float
  private let overlap: Overlap

  /// The most phases whose taps are drawn.
  private static let maxPhases = 16

  /// A panel of `phases` followed by `interleaving`, over the input of the first.
  init(
    _ stage: ExplainedStage, _ phases: Convolution, _ interleaving: DepthToSpace, output: Shape
  ) {
    self.phases = phases
    self.interleaving = interleaving
    self.output = output
    input = stage.input
    overlap = Overlap(phases: phases, interleaving)
    let form = TransposedForm(phases: phases, interleaving)
    let taps = phases.outputs.flatMap(\.taps).filter { $0.weight != 0 }
    func offsets(_ places: [Int], _ axis: Axis) -> Range<Int> {
      ((places.min() ?? 0) - axis.before)..<((places.max() ?? 0) + 1 - axis.before)
    }
    vertical = TransposedLane(
      form.vertical, offsets: offsets(taps.map(\.row), phases.vertical),
      inputCount: input.height, outputCount: output.height)
    horizontal = TransposedLane(
      form.horizontal, offsets: offsets(taps.map(\.column), phases.horizontal),
      inputCount: input.width, outputCount: output.width)
    let first = phases.outputs.prefix(interleaving.factors.area).flatMap(\.taps)
    channel = first.filter { $0.weight != 0 }.map(\.channel).min() ?? 0
    largest = taps.map { abs($0.weight) }.max() ?? 0
  }

  private var phaseCount: Int { interleaving.factors.area }

  /// The spread of one sample, which outputs have the same weights, and what they collect.
  var blocks: [Drawing] {
    let collecting = (0..<min(phaseCount, Self.maxPhases)).compactMap(collects)
    guard phaseCount > 1 else { return [spreads] + collecting }
    return [spreads, outputPhases] + collecting
  }

  /// What is to be said below.
  var notes: [String] {
    var notes = [
      "Each input sample is multiplied by the whole kernel; where spreads overlap, they add up."
    ]
    if phaseCount > 1 {
      notes.append(
        "Outputs of the same letter collect with the same weights, so imgconv computes each letter as a "
          + "convolution of the input and interleaves them. No zero is inserted and none is multiplied."
      )
    } else {
      notes.append("Seen from an output, the kernel is turned by 180 degrees.")
    }
    notes += overlap.sentences
    if phaseCount > Self.maxPhases {
      notes.append("The figure shows the weights of \(Self.maxPhases) of \(phaseCount) letters.")
    }
    if [vertical, horizontal].contains(where: \.isCut) {
      notes.append("The figure shows the middle of the spread.")
    }
    if input.channels > 1 {
      notes.append(
        "Shown is output channel 0 and input channel \(channel) of \(input.channels).")
    }
    return notes + parts
  }

  /// Which part of the input and of the output is drawn.
  private var parts: [String] {
    AxisScene.sentence([
      ("input", vertical.inputPart, horizontal.inputPart),
      ("output", vertical.outputPart, horizontal.outputPart),
    ])
  }

  /// The taps of one phase in the drawn channel, by the offset of the input they read.
  private func taps(_ phase: Int) -> [(row: Int, column: Int, weight: Float)] {
    phases.outputs[phase].taps.filter { $0.weight != 0 && $0.channel == channel }.map {
      ($0.row - phases.vertical.before, $0.column - phases.horizontal.before, $0.weight)
    }
  }

  /// The row and the column of a phase in its block.
  private func place(_ phase: Int) -> (row: Int, column: Int) {
    (phase / interleaving.factors.horizontal, phase % interleaving.factors.horizontal)
  }

  /// The letter of a phase; nothing after `Z`.
  private func letter(_ phase: Int) -> String {
    phase < 26 ? String(UnicodeScalar(UInt8(65 + phase))) : ""
  }

  /// The step from the sample whose spread is drawn to the next; nil if there is none.
  private var step: PerAxis<Int>? {
    if horizontal.isSpread && horizontal.inputs.contains(horizontal.sample + 1) {
      return PerAxis(vertical: 0, horizontal: 1)
    }
    return vertical.isSpread && vertical.inputs.contains(vertical.sample + 1)
      ? PerAxis(vertical: 1, horizontal: 0) : nil
  }

  // MARK: Spreading

  private var spreads: Drawing {
    let (row, column) = (vertical.sample, horizontal.sample)
    let from = SampleGrid(
      rows: vertical.inputs, columns: horizontal.inputs, height: input.height, width: input.width,
      cell: SampleGrid.cell(for: max(vertical.outputs.count, horizontal.outputs.count)))
    var inputs = Drawing()
    from.draw(into: &inputs)
    inputs.mark(.spread)
    from.fillCell(row, column, Palette.output, into: &inputs)
    let to = SampleGrid(
      rows: vertical.outputs, columns: horizontal.outputs, height: output.height,
      width: output.width, cell: from.cell)
    var outputs = Drawing()
    to.draw(outside: .cropped, into: &outputs)
    for phase in 0..<phaseCount {
      for tap in taps(phase) {
        // Output stride * q + phase reads input q + offset.
        to.drawWeight(
          tap.weight, (row - tap.row) * vertical.stride + place(phase).row,
          (column - tap.column) * horizontal.stride + place(phase).column, largest: largest,
          into: &outputs)
      }
    }
    if let step {
      inputs.mark(.next)
      let next = (row: row + step.vertical, column: column + step.horizontal)
      from.frame(
        next.row..<(next.row + 1), next.column..<(next.column + 1), Palette.phases[1],
        into: &inputs, width: 2, dash: "5 3")
      to.frame(
        vertical.spread(of: next.row), horizontal.spread(of: next.column), Palette.phases[1],
        into: &outputs, width: 2, dash: "5 3")
    }
    to.frame(
      vertical.spread(of: row), horizontal.spread(of: column), Palette.output, into: &outputs)
    return Self.sideBySide(
      inputs, outputs,
      titles: ("one input sample", "spreads over the output: the kernel's weights"),
      captions: (channelName("input", channel, of: input), channelName("output", 0, of: output)))
  }

  private func channelName(_ side: String, _ channel: Int, of shape: Shape) -> String {
    shape.channels > 1 ? "\(side) channel \(channel)" : side
  }

  private static func sideBySide(
    _ left: Drawing, _ right: Drawing, titles: (String, String), captions: (String, String)
  ) -> Drawing {
    var drawing = Drawing()
    let gap = 24.0
    let x = max(left.width, TextWidth.pixels(titles.0, size: 12, isBold: true)) + gap
    for (part, x, title, caption) in [
      (left, 0, titles.0, captions.0), (right, x, titles.1, captions.1),
    ] {
      drawing.text(x, 14, title, size: 12, isBold: true)
      drawing.place(part, x, 24)
      drawing.text(
        x + SampleGrid.margin, 24 + part.height + 16, caption, size: 11, color: Palette.pale)
    }
    return drawing
  }

  // MARK: Collecting

  /// The inputs that one output of a phase collects, with their weights; nil if there is no such output
  /// in the block.
  private func collects(_ phase: Int) -> Drawing? {
    let row = vertical.block * vertical.stride + place(phase).row
    let column = horizontal.block * horizontal.stride + place(phase).column
    guard row < output.height, column < output.width else { return nil }
    let isFew = phaseCount <= 4
    let rows = isFew ? vertical.around : vertical.collected
    let columns = isFew ? horizontal.around : horizontal.collected
    let grid = SampleGrid(
      rows: rows, columns: columns, height: input.height, width: input.width,
      cell: SampleGrid.cell(for: max(rows.count, columns.count, phaseCount > 1 ? 12 : 1)))
    var cells = Drawing()
    grid.draw(grid.numbers(border: .zero), into: &cells)
    let taps = taps(phase)
    if taps.count < rows.count * columns.count { cells.mark(.unread) }
    for tap in taps {
      grid.drawWeight(
        tap.weight, vertical.block + tap.row, horizontal.block + tap.column, largest: largest,
        into: &cells)
    }
    grid.frame(vertical.collected, horizontal.collected, Palette.phase(phase), into: &cells)
    var drawing = Drawing()
    let name = phaseCount > 1 ? "\(letter(phase)): " : ""
    drawing.text(
      0, 14, "\(name)output row \(row), column \(column)", size: 12, color: Palette.phase(phase),
      isBold: true)
    drawing.place(cells, 0, 24)
    let count = taps.count { tap in
      grid.isInside(vertical.block + tap.row, horizontal.block + tap.column)
    }
    drawing.text(
      SampleGrid.margin, 24 + cells.height + 16,
      "collects \(count) input sample\(count == 1 ? "" : "s")", size: 11, color: Palette.pale)
    return drawing
  }

  /// The outputs in the colors of their phases.
  private var outputPhases: Drawing {
    var drawing = Drawing()
    func shown(_ lane: TransposedLane) -> Range<Int> {
      let stride = lane.stride
      let first = max(0, (lane.block - 1) * stride)
      return lane.outputCount <= AxisScene.whole
        ? 0..<lane.outputCount
        : first..<min(lane.outputCount, first + max(4, min(3 * stride, 16)))
    }
    let grid = SampleGrid(
      rows: shown(vertical), columns: shown(horizontal), height: output.height,
      width: output.width, cell: 26)
    var cells = Drawing()
    grid.draw(into: &cells)
    for row in grid.rows {
      for column in grid.columns {
        let phase =
          row % vertical.stride * interleaving.factors.horizontal + column % horizontal.stride
        grid.fillCell(row, column, Palette.phase(phase), into: &cells)
        cells.text(
          grid.x(column) + grid.cell / 2, grid.y(row) + grid.cell / 2 + 4, letter(phase), size: 11,
          anchor: .middle, color: Palette.bright, isBold: true)
      }
    }
    drawing.text(0, 14, "outputs with the same weights", size: 12, isBold: true)
    drawing.place(cells, 0, 24)
    return drawing
  }
}
