// SPDX-License-Identifier: Apache-2.0

/// A chain as it runs: stages that save work together are fused, such as phases and their interleaving.
package struct FusedStages {
  /// The stages that are run, first to last.
  package private(set) var stages: [any Stage] = []
  /// The number of stages of the chain up to the end of each link.
  package private(set) var ends: [Int] = []

  /// The links of a chain, without fusing across `cuts`, the numbers of stages whose output is observed.
  package init(_ chain: [any Stage], cuts: Set<Int> = []) {
    for (index, stage) in chain.enumerated() {
      if let fused = stages.last?.fused(with: stage), !cuts.contains(index) {
        stages[stages.count - 1] = fused
        ends[ends.count - 1] = index + 1
      } else {
        stages.append(stage)
        ends.append(index + 1)
      }
    }
  }

  /// Returns the link that begins with stage `index` of the chain; `nil` for a stage that is fused with the one before
  /// it.
  package func link(at index: Int) -> (any Stage)? {
    let starts = [0] + ends.dropLast()
    return starts.firstIndex(of: index).map { stages[$0] }
  }
}

extension [any Stage] {
  /// The number of rows that each of these links pulls together, over a source that delivers single rows.
  package var pulledRows: [Int] { [1] + dropLast().map(\.rowsAtOnce) }
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
