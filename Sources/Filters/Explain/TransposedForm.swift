// SPDX-License-Identifier: Apache-2.0

/// The transposed convolution that a stage of phases and its interleaving make up, seen from the
/// input: what one sample is spread over.
struct TransposedForm {
  /// One axis: input `i` is spread over the outputs `i * stride - before ..< i * stride - before +
  /// reach`.
  struct Lane: Hashable {
    /// The outputs from one input's place to the next.
    let stride: Int
    /// The outputs that one input reaches, from the first to the last weight that is not 0.
    let reach: Int
    /// The outputs cut off before the first.
    let before: Int
  }

  /// How rows are spread.
  let vertical: Lane
  /// How columns are spread.
  let horizontal: Lane

  /// The form of phases followed by their interleaving.
  init(phases: Convolution, _ interleaving: DepthToSpace) {
    var rows: [Int] = []
    var columns: [Int] = []
    for (index, output) in phases.outputs.enumerated() {
      let rowPhase = index / interleaving.columns % interleaving.rows
      let columnPhase = index % interleaving.columns
      // Output stride * q + phase reads input q + offset, so input 0 is spread to phase - stride *
      // offset.
      for tap in output.taps where tap.weight != 0 {
        rows.append(rowPhase - interleaving.rows * (tap.row - phases.vertical.before))
        columns.append(
          columnPhase - interleaving.columns * (tap.column - phases.horizontal.before))
      }
    }
    vertical = Self.lane(rows, stride: interleaving.rows)
    horizontal = Self.lane(columns, stride: interleaving.columns)
  }

  private static func lane(_ places: [Int], stride: Int) -> Lane {
    let first = places.min() ?? 0
    let last = places.max() ?? 0
    return Lane(stride: stride, reach: last - first + 1, before: -first)
  }
}
