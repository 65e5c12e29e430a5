// SPDX-License-Identifier: Apache-2.0

/// The two stages of a transposed convolution, phases and interleaving, fused with bit-identical results.
///
/// Each phase is summed directly into its place in the row, without a ring of rows of phases between the two.
struct Interleaved: Stage {
  private let phases: Convolution
  private let blocks: DepthToSpace
  /// The column phases of each row phase of each output channel, `[channel * blocks.rows + row phase]`.
  private let sums: [TapPhases]
  /// The overlap of the next row phase's sum in the block with that of each row phase, if rows have no column phases;
  /// `nil` if there is none.
  ///
  /// Taps are in the order of the kernel, which reads the input backwards: the next phase begins one sample earlier.
  private let overlaps: [Int?]

  /// Fuses phases of stride 1 with their interleaving; `nil` for a strided convolution or if the channels do not form
  /// whole blocks.
  init?(_ phases: Convolution, by blocks: DepthToSpace) {
    let columns = blocks.columns
    guard phases.vertical.stride == 1 && phases.horizontal.stride == 1,
      phases.outputs.count.isMultiple(of: blocks.rows * columns)
    else { return nil }
    self.phases = phases
    self.blocks = blocks
    sums = stride(from: 0, to: phases.outputs.count, by: columns).map {
      phases.interleaved($0..<($0 + columns))
    }
    overlaps = sums.indices.map { index in
      let isInBlock = (index + 1) % blocks.rows != 0
      return columns == 1 && isInBlock ? phases.overlap(from: index + 1, over: index) : nil
    }
  }

  var border: BorderMode { phases.border }

  var halo: Halo { phases.halo }

  func outside(channel: Int) -> Float { phases.outside(channel: channel) }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    try blocks.outputShape(for: phases.outputShape(for: input))
  }

  func inputRows(of y: Int) -> Range<Int> { phases.inputRows(of: y / blocks.rows) }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for channel in 0..<row.channels { render(channel, y, from: window, into: &row) }
  }

  private func render(
    _ channel: Int, _ y: Int, from window: borrowing Window, into row: inout MutableRow
  ) {
    let top = phases.inputRows(of: y / blocks.rows).lowerBound
    var line = row.channel(channel)
    window.weightedPhases(sums[channel * blocks.rows + y % blocks.rows], first: top, into: &line)
  }

  /// Writes two rows; in the same block, they load the samples that both read once.
  func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow
  ) {
    let phase = y % blocks.rows
    let top = phases.inputRows(of: y / blocks.rows).lowerBound
    for channel in 0..<first.channels {
      let index = channel * blocks.rows + phase
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

/// A chain as it runs, with phases and their interleaving fused.
package struct FusedStages {
  /// The stages that are run, first to last.
  package private(set) var stages: [any Stage] = []
  /// The number of stages of the chain up to the end of each link.
  package private(set) var ends: [Int] = []

  /// The links of a chain, without fusing across `cuts`, the numbers of stages whose output is observed.
  package init(_ chain: [any Stage], cuts: Set<Int> = []) {
    for (index, stage) in chain.enumerated() {
      if let phases = stages.last as? Convolution, let blocks = stage as? DepthToSpace,
        !cuts.contains(index), let interleaved = Interleaved(phases, by: blocks)
      {
        stages[stages.count - 1] = interleaved
        ends[ends.count - 1] = index + 1
      } else {
        stages.append(stage)
        ends.append(index + 1)
      }
    }
  }
}

extension FusedStages {
  /// Returns the link that begins with stage `index` of the chain; `nil` for a stage that is fused with the one before
  /// it.
  package func link(at index: Int) -> (any Stage)? {
    let starts = [0] + ends.dropLast()
    return starts.firstIndex(of: index).map { stages[$0] }
  }
}

extension RowSource {
  /// Puts stages over the source, one after the other; the two stages of a transposed convolution are fused.
  ///
  /// - Throws: `ShapeError` if a stage has no output for its input, `OutOfMemory`.
  public func streamed(through stages: [any Stage]) throws -> any RowSource {
    var source: any RowSource = self
    for stage in FusedStages(stages).stages { source = try Streamed(stage, over: source) }
    return source
  }
}
