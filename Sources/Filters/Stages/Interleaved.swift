// SPDX-License-Identifier: Apache-2.0

/// The two stages of a transposed convolution, phases and interleaving, fused with bit-identical results.
///
/// Each phase is summed directly into its place in the row, without a ring of rows of phases between the two.
struct Interleaved: Stage {
  private let phases: Convolution
  private let blocks: DepthToSpace
  /// The number of row phases.
  private var vertical: Int { blocks.factors.vertical }
  /// The column phases of each row phase of each output channel, `[channel * vertical + row phase]`.
  private let sums: [TapPhases]
  /// The overlap of the next row phase's sum in the block with that of each row phase, if rows have no column phases;
  /// `nil` if there is none.
  ///
  /// Taps are in the order of the kernel, which reads the input backwards: the next phase begins one sample earlier.
  private let overlaps: [Int?]

  /// Fuses phases of stride 1 with their interleaving; `nil` for a strided convolution or if the channels do not form
  /// whole blocks.
  init?(_ phases: Convolution, by blocks: DepthToSpace) {
    let (rows, columns) = (blocks.factors.vertical, blocks.factors.horizontal)
    guard phases.vertical.stride == 1 && phases.horizontal.stride == 1,
      phases.outputs.count.isMultiple(of: blocks.factors.area)
    else { return nil }
    self.phases = phases
    self.blocks = blocks
    sums = stride(from: 0, to: phases.outputs.count, by: columns).map {
      phases.interleaved($0..<($0 + columns))
    }
    overlaps = sums.indices.map { index in
      let isInBlock = (index + 1) % rows != 0
      return columns == 1 && isInBlock ? phases.overlap(from: index + 1, over: index) : nil
    }
  }

  var border: BorderMode { phases.border }

  var rows: AxisMap { blocks.rows.after(phases.rows) }

  var columns: AxisMap { blocks.columns.after(phases.columns) }

  func outside(channel: Int) -> Float { phases.outside(channel: channel) }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    try blocks.outputShape(for: phases.outputShape(for: input))
  }

  func cost(over input: Shape) -> Int { phases.cost(over: input) }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in 0..<row.channels { render(channel, y, from: window, into: &row) }
  }

  private func render(
    _ channel: Int, _ y: Int, from window: borrowing Window, into row: inout MutableRow
  ) {
    let top = rows.inputs(of: y).lowerBound
    var line = row.channel(channel)
    window.weightedPhases(sums[channel * vertical + y % vertical], first: top, into: &line)
  }

  /// 2 if neighboring rows of a block share samples.
  var rowsAtOnce: Int { overlaps.contains { $0 != nil } ? 2 : 1 }

  /// Writes one row or two; in the same block, they load the samples that both read once.
  func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows) {
    if rows.count == 2 {
      rows.withRows(0, 1) { render(y, from: window, into: &$0, &$1) }
    } else {
      var row = rows.row(0)
      render(y, from: window, into: &row)
    }
  }

  private func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow
  ) {
    let phase = y % vertical
    let top = rows.inputs(of: y).lowerBound
    for channel in 0..<first.channels {
      let index = channel * vertical + phase
      guard let overlap = overlaps[index] else {
        render(channel, y, from: window, into: &first)
        render(channel, y + 1, from: window, into: &second)
        continue
      }
      var line = first.channel(channel)
      var next = second.channel(channel)
      window.weightedSums(
        phases.sum(index + 1, from: top), phases.sum(index, from: top), overlap: overlap,
        into: &next,
        &line)
    }
  }
}
