// SPDX-License-Identifier: Apache-2.0

/// A check that a stage does what it states, for those who write stages of their own.
///
///     try StageValidator(Median3x3(), over: Shape(channels: 2, height: 7, width: 9)).validate()
///
/// The stage runs over windows of random samples, with the rows in several orders, and with
/// garbage in more rows and columns than the stage states to read.  It must
///
/// * have an output for the shape, and bounds of `inputRows(of:)` that never decrease,
/// * write all samples of a row,
/// * give equal bits however often and in whichever order rows are rendered,
/// * give equal bits for rows that are rendered together and for single rows,
/// * read only the rows of `inputRows(of:)` and the columns of `inputColumns(of:)`, also in
///   the middle of the image,
/// * compute a part of the columns like the whole, if it `treatsColumnsAlike`,
/// * depend on no other samples than its `dependencies`, if it states them.
///
/// A stage that reads outside even the guard rows and columns traps, as it does in a chain.  Try
/// several shapes, from one sample up, and shapes smaller than the kernel.
public struct StageValidator {
  private let stage: any Stage
  private let input: Shape
  private let seed: UInt64

  /// A check of `stage` over images of the shape `input`.
  ///
  /// - Parameter seed: another seed gives other random samples.
  public init(_ stage: any Stage, over input: Shape, seed: UInt64 = 1) {
    self.stage = stage
    self.input = input
    self.seed = seed
  }

  /// Runs the stage and compares.
  ///
  /// - Throws: `StageViolation` for the first thing that is not as the stage states; `OutOfMemory`.
  public func validate() throws {
    let output: Shape
    do {
      output = try stage.outputShape(for: input)
    } catch {
      throw StageViolation.noOutput(error)
    }
    let run = try ValidationRun(stage, over: input, to: output, seed: seed)
    try checkBounds(output)
    let expected = try run.image()
    try checkRows(run, output, expected)
    try checkRowsTogether(run, output, expected)
    try checkColumns(run, output, expected)
    try checkPart(output, expected)
    try checkDependencies(run, output, expected)
  }

  private func checkBounds(_ output: Shape) throws(StageViolation) {
    var last = stage.inputRows(of: 0)
    for y in 1..<max(2, output.height) {
      let rows = stage.inputRows(of: y)
      guard rows.lowerBound >= last.lowerBound, rows.upperBound >= last.upperBound else {
        throw .decreasingRows(y: y)
      }
      last = rows
    }
  }

  /// Renders the rows from the last to the first, over other garbage and into other rows.
  private func checkRows(_ run: ValidationRun, _ output: Shape, _ expected: Image) throws {
    for y in (0..<output.height).reversed() {
      let same = try run.row(y, garbage: 1, filling: .first)
      try compare(same, expected, y, .notPure(y: y))
      let refilled = try run.row(y, garbage: 1, filling: .second)
      try compare(refilled, expected, y, .unwritten(y: y))
      let other = try run.row(y, garbage: 2, filling: .first)
      try compare(other, expected, y, .undeclaredRows(y: y))
    }
  }

  private func checkRowsTogether(
    _ run: ValidationRun, _ output: Shape, _ expected: Image
  ) throws {
    guard (1...MutableRows.maxCount).contains(stage.rowsAtOnce) else {
      throw StageViolation.rowsAtOnce(stage.rowsAtOnce)
    }
    for count in 1...stage.rowsAtOnce where count <= output.height {
      for y in 0...(output.height - count) {
        for (index, row) in try run.rows(y, count: count).enumerated() {
          try compare(row, expected, y + index, .together(y: y, count: count))
        }
      }
    }
  }

  /// Replaces all columns but those that one output column states to read.
  private func checkColumns(_ run: ValidationRun, _ output: Shape, _ expected: Image) throws {
    for y in [0, output.height / 2, output.height - 1] {
      for x in 0..<output.width {
        let row = try run.row(
          y, garbage: 3, filling: .first, only: stage.inputColumns(of: x..<(x + 1)))
        for channel in 0..<output.channels
        where row[channel, 0, x].bitPattern != expected[channel, y, x].bitPattern {
          throw StageViolation.undeclaredColumns(y: y, x: x)
        }
      }
    }
  }

  /// Runs the stage over the columns from the second period on.
  private func checkPart(_ output: Shape, _ expected: Image) throws {
    let map = stage.columns
    guard stage.treatsColumnsAlike, map.inputs < input.width else { return }
    let part = input.with(width: input.width - map.inputs)
    guard let narrow = try? stage.outputShape(for: part) else { return }
    let run = try ValidationRun(stage, over: part, to: narrow, seed: seed, skipping: map.inputs)
    let inside = (0..<min(narrow.width, output.width - map.outputs)).filter { x in
      let read = stage.inputColumns(of: x..<(x + 1))
      return read.lowerBound >= 0 && read.upperBound <= part.width
    }
    for y in 0..<output.height {
      let row = try run.row(y, garbage: 1, filling: .first)
      for x in inside {
        for channel in 0..<output.channels
        where row[channel, 0, x].bitPattern != expected[channel, y, x + map.outputs].bitPattern {
          throw StageViolation.columnsDiffer(y: y, x: x + map.outputs)
        }
      }
    }
  }

  /// Replaces all samples but those that one output sample states to depend on, away from the borders.
  private func checkDependencies(
    _ run: ValidationRun, _ output: Shape, _ expected: Image
  ) throws {
    let (y, x) = (output.height / 2, output.width / 2)
    for channel in 0..<output.channels {
      guard let sources = stage.dependencies(channel: channel, y: y, x: x, over: input) else {
        return
      }
      let isInside = sources.reads.allSatisfy {
        (0..<input.height).contains($0.row) && (0..<input.width).contains($0.column)
      }
      guard isInside else { continue }
      let row = try run.row(y, reading: sources.reads)
      guard row[channel, 0, x].bitPattern == expected[channel, y, x].bitPattern else {
        throw StageViolation.undeclaredDependency(channel: channel, y: y, x: x)
      }
    }
  }

  private func compare(
    _ row: Image, _ expected: Image, _ y: Int, _ violation: StageViolation
  ) throws(StageViolation) {
    for channel in 0..<row.shape.channels {
      for x in 0..<row.shape.width
      where row[channel, 0, x].bitPattern != expected[channel, y, x].bitPattern {
        throw violation
      }
    }
  }
}
