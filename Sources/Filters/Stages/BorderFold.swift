// SPDX-License-Identifier: Apache-2.0

/// A stage that folds a padded image back onto the image without padding: the transpose of
/// extending an image by a border mode.
///
/// Output sample (c, y, x) is bias[c] plus the sum, by rows and then by columns in increasing
/// order, of the padded samples (c, p, q) of which p folds to y and q folds to x.  It is the last
/// stage of a transposed convolution with a border mode that repeats samples.
package struct BorderFold: Stage {
  /// The initial value of the sums of each channel.
  package let bias: [Float]
  /// The fold of the rows.
  package let vertical: FoldAxis
  /// The fold of the columns.
  package let horizontal: FoldAxis

  /// A fold of `bias.count` channels.
  package init(bias: [Float], vertical: FoldAxis, horizontal: FoldAxis) {
    self.bias = bias
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// A border mode that is never used, because nothing outside is read.
  package var border: BorderMode { .zero }

  /// The map of rows away from the border, where nothing is folded.
  package var rows: AxisMap { vertical.map }

  /// The map of columns away from the border, where nothing is folded.
  package var columns: AxisMap { horizontal.map }

  /// False: what folds onto a column depends on its distance from both sides.
  package var treatsColumnsAlike: Bool { false }

  /// A fold of a border.
  package var form: StageForm { .borderFold }

  /// Returns the shape of the image without its padding.
  package func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == bias.count else {
      throw ShapeError.channels(expected: bias.count, actual: input.channels)
    }
    for (expected, actual) in [
      (vertical.paddedCount, input.height), (horizontal.paddedCount, input.width),
    ] where expected != actual {
      throw ShapeError.extent(expected: expected, actual: actual)
    }
    return Shape(channels: input.channels, height: vertical.count, width: horizontal.count)
  }

  /// Returns the rows that fold onto `y`, and those between them.
  package func inputRows(of y: Int) -> Range<Int> { vertical.positions(around: y) }

  /// Returns the columns that fold onto `outputs`, and those between them.
  package func inputColumns(of outputs: Range<Int>) -> Range<Int> {
    guard let last = outputs.last else { return 0..<0 }
    return horizontal.positions(around: outputs.lowerBound).hull(
      horizontal.positions(around: last))
  }

  /// Returns the read of a sample away from the border, where nothing is folded.
  package func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    SampleDependencies(
      [
        SampleRead(
          channel: channel, row: y + vertical.before, column: x + horizontal.before, weight: 1)
      ], bias: bias[channel])
  }

  /// Writes one row of sums.
  package func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in bias.indices {
      var line = row.channel(channel)
      for x in line.indices { line[x] = bias[channel] }
      for (position, target) in vertical.leading.enumerated() where target == y {
        add(window.samples(row: position, channel: channel), to: &line)
      }
      add(window.samples(row: vertical.before + y, channel: channel), to: &line)
      for (offset, target) in vertical.trailing.enumerated() where target == y {
        let position = vertical.before + vertical.count + offset
        add(window.samples(row: position, channel: channel), to: &line)
      }
    }
  }

  /// Adds one padded row to the row that it folds onto, from left to right.
  private func add(_ padded: Span<Float>, to line: inout MutableSpan<Float>) {
    for (position, target) in horizontal.leading.enumerated() {
      line[target] += padded[position]
    }
    for x in line.indices { line[x] += padded[horizontal.before + x] }
    for (offset, target) in horizontal.trailing.enumerated() {
      line[target] += padded[horizontal.before + horizontal.count + offset]
    }
  }
}
