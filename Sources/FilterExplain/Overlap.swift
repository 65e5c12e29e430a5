// SPDX-License-Identifier: Apache-2.0

package import Filters

/// How evenly a transposed convolution covers its output: the input positions from which each output sample
/// collects, and the sum of their weights, by the phase of the sample.
///
/// If a kernel's size is no multiple of its stride, some output samples are reached by more input samples
/// than others.  Unless the weights make up for it, so that the sums of all phases are equal, a constant
/// becomes a pattern that repeats with the stride: checkerboard artifacts.
///
/// Source: Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts", Distill, 2016.
package struct Overlap: Hashable, Sendable {
  /// The numbers of input positions that reach an output sample of each phase, away from the edges.
  ///
  /// They are indexed `[row phase][column phase]`.  A position counts if a weight of any channel there is not 0.
  package let counts: [[Int]]
  /// The sums of the weights of each output channel: `[channel][row phase][column phase]`.
  package let sums: [[[Double]]]

  /// The overlap of phases and their interleaving.
  package init(phases: Convolution, _ interleaving: DepthToSpace) {
    let (rows, columns) = (interleaving.factors.vertical, interleaving.factors.horizontal)
    let area = rows * columns
    func table<Value>(_ value: (Int) -> Value) -> [[Value]] {
      (0..<rows).map { row in (0..<columns).map { value(row * columns + $0) } }
    }
    let outputs = phases.outputs
    counts = table { phase in
      let taps = stride(from: phase, to: outputs.count, by: area).flatMap { outputs[$0].taps }
      return Set(taps.filter { $0.weight != 0 }.map { [$0.row, $0.column] }).count
    }
    sums = (0..<(outputs.count / area)).map { channel in
      table { phase in
        outputs[channel * area + phase].taps.reduce(0) { $0 + Double($1.weight) }
      }
    }
  }

  /// Whether all output samples collect from as many positions.
  package var isEven: Bool { Set(counts.joined()).count <= 1 }

  /// Whether a constant stays constant, up to the rounding of the weights to `Float`.
  package var keepsConstants: Bool {
    sums.allSatisfy { channel in
      let values = channel.joined()
      let largest = values.map(abs).max() ?? 0
      return (values.max() ?? 0) - (values.min() ?? 0) <= 0x1p-20 * largest
    }
  }

  /// What the overlap means, in sentences; none if all outputs have the same weights.
  package var sentences: [String] {
    guard counts.joined().count > 1 else { return [] }
    let pattern = Self.text(counts.map { $0.map(String.init) })
    let first =
      isEven
      ? "Every output sample collects from \(counts[0][0]) input position\(counts[0][0] == 1 ? "" : "s")."
      : "Output samples collect from \(pattern) input positions in turn: unevenly. A kernel whose size is a "
        + "multiple of the stride covers all outputs evenly."
    if keepsConstants {
      return [first, "The weights of all sums add up to the same, so there is no checkerboard."]
    }
    let sums = Self.text(sums[0].map { $0.map { PlainText.number($0, digits: 4) } })
    return [
      first,
      "Their weights add up to \(sums), so a constant image becomes a checkerboard of this pattern.",
    ]
  }

  /// Returns a pattern as text, its rows in parentheses if there are several.
  private static func text(_ rows: [[String]]) -> String {
    let lines = rows.map { $0.joined(separator: " ") }
    return rows.count == 1 ? lines[0] : lines.map { "(\($0))" }.joined(separator: " ")
  }
}
