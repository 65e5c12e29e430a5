// SPDX-License-Identifier: Apache-2.0

import Filters

/// The transposed convolution formed by a stage of phases and its interleaving, seen from the
/// input: the outputs that one sample is spread over.
struct TransposedForm {
  /// One axis of the form.
  ///
  /// Input `i` is spread over the outputs `i * stride - before ..< i * stride - before + reach`.
  struct Lane: Hashable {
    /// The number of outputs from the position of one input to that of the next.
    let stride: Int
    /// The number of outputs that one input reaches, from the first to the last nonzero weight.
    let reach: Int
    /// The number of outputs cropped before the first.
    let before: Int
  }

  /// The spread of rows.
  let vertical: Lane
  /// The spread of columns.
  let horizontal: Lane

  /// Derives the form from the phases and their interleaving.
  init(phases: Convolution, _ interleaving: DepthToSpace) {
    let factors = interleaving.factors
    var rows: [Int] = []
    var columns: [Int] = []
    for (index, output) in phases.outputs.enumerated() {
      let rowPhase = index / factors.horizontal % factors.vertical
      let columnPhase = index % factors.horizontal
      // Output stride * q + phase reads input q + offset, so input 0 is spread to phase - stride *
      // offset.
      for tap in output.taps where tap.weight != 0 {
        rows.append(rowPhase - factors.vertical * (tap.row - phases.vertical.before))
        columns.append(
          columnPhase - factors.horizontal * (tap.column - phases.horizontal.before))
      }
    }
    vertical = Self.lane(rows, stride: factors.vertical)
    horizontal = Self.lane(columns, stride: factors.horizontal)
  }

  private static func lane(_ places: [Int], stride: Int) -> Lane {
    let first = places.min() ?? 0
    let last = places.max() ?? 0
    return Lane(stride: stride, reach: last - first + 1, before: -first)
  }
}
