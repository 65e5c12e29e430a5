// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws a chain of convolutions from its input to one output sample: what each stage sees of the
/// one before it, and the receptive fields that grow in the input.
struct ChainPanel {
  private let explanation: Explanation
  private let levels: [Level]
  /// The sample of each level but the input whose field is drawn, and that field.
  private let marks: [(place: Place, field: InputBox)]
  private let isLinear: Bool

  /// The largest field, in samples, that is followed.
  private static let maxArea = 40_000
  /// The most levels that are drawn.
  private static let maxLevels = 6
  /// The most reads that are followed.
  private static let maxWork = 3_000_000

  /// The samples between two stages that the output sample depends on, in one channel.
  private struct Level {
    let name: String
    let shape: Shape
    let channel: Int
    let channels: Int
    /// The weight of each in the output sample; nil after something that is no weighted sum.
    let weights: [Place: Float?]
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// A position in a plane.
  private struct Place: Hashable, Comparable {
    let row: Int
    let column: Int

    static func < (a: Place, b: Place) -> Bool { (a.row, a.column) < (b.row, b.column) }
  }

  /// A panel of all stages; nil if there are fewer than two convolutions, or the field is too large
  /// or unknown.
  init?(_ explanation: Explanation) {
    let stages = explanation.stages
    let convolutions = stages.count { $0.axes != nil }
    guard convolutions > 1, let field = explanation.field,
      field.height * field.width <= Self.maxArea, field.height > 0, field.width > 0
    else { return nil }
    var trace = Trace(channels: explanation.input.channels)
    var traces = [trace]
    for stage in stages {
      guard trace.follow(stage.stage, from: stage.input, to: stage.output) else { return nil }
      traces.append(trace)
    }
    let sample = Self.widest(trace, in: explanation.output)
    guard let reads = Self.follow(stages, back: sample) else { return nil }
    let kept = [0] + stages.indices.filter { Self.endsLevel($0, stages) }.map { $0 + 1 }
    levels = kept.compactMap { index in
      Self.level(
        reads[index], shape: index == 0 ? explanation.input : stages[index - 1].output,
        name: index == 0 ? "input" : index == stages.count ? "output" : "after stage \(index)")
    }
    guard levels.count == kept.count else { return nil }
    marks = zip(kept, levels).dropFirst().compactMap { level in
      Self.mark(level.1, traces[level.0])
    }
    guard marks.count + 1 == levels.count else { return nil }
    isLinear = !(levels.first?.weights.values.contains { $0 == nil } ?? true)
    self.explanation = explanation
  }

  /// A grid for each level, the output last.
  var blocks: [Drawing] {
    let counts = levels.flatMap { [$0.rows.count + 2, $0.columns.count + 2] }
    let cell = SampleGrid.cell(for: counts.max() ?? 1)
    return drawn.map { drawing(of: $0, cell: cell) }
  }

  /// The levels that are drawn: of a long chain the first and the last.
  private var drawn: [Int] {
    let count = levels.count
    guard count > Self.maxLevels else { return Array(levels.indices) }
    let half = Self.maxLevels / 2
    return Array(0..<half) + Array((count - half)..<count)
  }

  /// What the levels see that are not drawn.
  private var folded: [String] {
    let parts = levels.indices.filter { !drawn.contains($0) }.map { index in
      let field = marks[index - 1].field
      return "\(levels[index].name) \(field.rows.count) x \(field.columns.count)"
    }
    return parts.isEmpty ? [] : ["Not drawn: \(parts.joined(separator: "; "))."]
  }

  /// What is to be said below.
  var notes: [String] {
    var notes = folded
    if isLinear, let input = levels.first {
      notes.append(
        "The weights in the input are the kernels multiplied out: one kernel of "
          + "\(input.rows.count) x \(input.columns.count) would give the same"
          + "\(explanation.input.channels > 1 ? " from this channel" : "").")
      if let costs = explanation.costs {
        notes.append(
          "\(PlainText.count(costs.asBuilt.weights)) weights as built, "
            + "\(PlainText.count(costs.asOne.weights)) in one kernel. Only a function between the stages, "
            + "such as an activation, would let the chain compute what one kernel cannot.")
      }
    }
    if levels.contains(where: { max($0.rows.count, $0.columns.count) > AxisScene.longest }) {
      notes.append("The figure shows the middle of the larger fields.")
    }
    return notes
  }

  // MARK: Following the chain back

  /// Whether a level is drawn after a stage: after each convolution and its interleaving, and at
  /// the end.
  private static func endsLevel(_ index: Int, _ stages: [ExplainedStage]) -> Bool {
    if index == stages.count - 1 { return true }
    let isPhases = stages[index].axes != nil && stages[index + 1].stage.form.interleaving != nil
    return !isPhases && stages[index + 1].isWeightedSum
  }

  /// Of the samples of channel 0 in the middle of the output, the one that sees most.
  private static func widest(_ trace: Trace, in output: Shape) -> SampleRead {
    let (rows, columns) = (trace.reached.rows.outputs, trace.reached.columns.outputs)
    var best = SampleRead(channel: 0, row: output.height / 2, column: output.width / 2, weight: 1)
    var area = trace.sample(0, best.row, best.column)?.area ?? 0
    for row in output.height / 2..<min(output.height / 2 + rows, output.height) {
      for column in output.width / 2..<min(output.width / 2 + columns, output.width) {
        let seen = trace.sample(0, row, column)?.area ?? 0
        if seen > area {
          area = seen
          best = SampleRead(channel: 0, row: row, column: column, weight: 1)
        }
      }
    }
    return best
  }

  /// The samples that `sample` depends on before each stage and after the last, with their weights
  /// in it; nil if they are too many.
  private static func follow(
    _ stages: [ExplainedStage], back sample: SampleRead
  ) -> [[Int: [Place: Float?]]]? {
    var work = 0
    var current: [Int: [Place: Float?]] = [
      sample.channel: [Place(row: sample.row, column: sample.column): 1]
    ]
    var result = [current]
    for stage in stages.reversed() {
      var before: [Int: [Place: Float?]] = [:]
      // In one order: sums of floats depend on it.
      for (channel, places) in current.sorted(by: { $0.key < $1.key }) {
        for (place, weight) in places.sorted(by: { $0.key < $1.key }) {
          guard
            let reads = stage.stage.dependencies(
              channel: channel, y: place.row, x: place.column, over: stage.input)?.reads
          else { return nil }
          work += reads.count
          guard work <= maxWork else { return nil }
          for read in reads {
            let place = Place(row: read.row, column: read.column)
            let product = weight.flatMap { weight in read.weight.map { $0 * weight } }
            let sum = before[read.channel]?[place]
            before[read.channel, default: [:]][place] = .some(
              product.flatMap { product in (sum ?? 0).map { $0 + product } })
          }
        }
      }
      current = before
      result.insert(current, at: 0)
    }
    return result
  }

  private static func level(
    _ channels: [Int: [Place: Float?]], shape: Shape, name: String
  ) -> Level? {
    guard let channel = channels.keys.min(), let weights = channels[channel],
      let row = weights.keys.map(\.row).min(), let column = weights.keys.map(\.column).min(),
      let lastRow = weights.keys.map(\.row).max(), let lastColumn = weights.keys.map(\.column).max()
    else { return nil }
    return Level(
      name: name, shape: shape, channel: channel, channels: channels.count, weights: weights,
      rows: row..<(lastRow + 1), columns: column..<(lastColumn + 1))
  }

  /// The middle of a level; a sample of it that is read if the middle sees nothing.
  private static func mark(_ level: Level, _ trace: Trace) -> (place: Place, field: InputBox)? {
    let middle = Place(
      row: (level.rows.lowerBound + level.rows.upperBound - 1) / 2,
      column: (level.columns.lowerBound + level.columns.upperBound - 1) / 2)
    for place in [middle] + level.weights.keys.sorted() {
      if let field = trace.sample(level.channel, place.row, place.column) { return (place, field) }
    }
    return nil
  }

  // MARK: Drawing

  private func drawing(of index: Int, cell: Double) -> Drawing {
    let level = levels[index]
    let grid = SampleGrid(
      rows: Self.shown(level.rows), columns: Self.shown(level.columns),
      height: level.shape.height, width: level.shape.width, cell: cell)
    var cells = Drawing()
    grid.draw(into: &cells)
    let largest = level.weights.values.map { abs($0 ?? 0) }.max() ?? 0
    // In one order, so that the same figure is the same file.
    for place in level.weights.keys.sorted() {
      if let weight = level.weights[place] ?? nil {
        grid.drawWeight(weight, place.row, place.column, largest: largest, into: &cells)
      } else {
        cells.mark(.read)
        grid.fillCell(place.row, place.column, Palette.read, into: &cells)
      }
    }
    if index == 0 {
      for (number, mark) in marks.enumerated() {
        grid.frame(mark.field.rows, mark.field.columns, Palette.phase(number), into: &cells)
      }
    } else {
      let place = marks[index - 1].place
      grid.frame(
        place.row..<(place.row + 1), place.column..<(place.column + 1), Palette.phase(index - 1),
        into: &cells, width: 3)
    }
    return captioned(cells, level, index)
  }

  private func captioned(_ cells: Drawing, _ level: Level, _ index: Int) -> Drawing {
    var drawing = Drawing()
    let channels =
      level.channels > 1 ? ", channel \(level.channel); \(level.channels) are read" : ""
    drawing.text(
      0, 14, "\(level.name): \(level.rows.count) x \(level.columns.count)\(channels)", size: 12,
      color: index == 0 ? Palette.ink : Palette.phase(index - 1), isBold: index > 0)
    drawing.place(cells, 0, 24)
    if index > 0 {
      let field = marks[index - 1].field
      drawing.text(
        0, cells.height + 42, "sees \(field.rows.count) x \(field.columns.count) of the input",
        size: 12, color: Palette.phase(index - 1))
    }
    return drawing
  }

  /// A sample more on either side, and no more than can be drawn.
  private static func shown(_ positions: Range<Int>) -> Range<Int> {
    let excess = max(0, positions.count - AxisScene.longest)
    guard excess > 0 else { return (positions.lowerBound - 1)..<(positions.upperBound + 1) }
    return (positions.lowerBound + excess / 2)..<(positions.upperBound - (excess + 1) / 2)
  }
}
