// SPDX-License-Identifier: Apache-2.0

/// The extent of a chain's input that affects one output sample.
package struct ReceptiveField: Hashable, Sendable {
  /// The largest number of input rows, from the first to the last, that one output sample depends
  /// on, ignoring borders.
  package let height: Int
  /// The largest number of input columns, from the first to the last, that one output sample
  /// depends on, ignoring borders.
  package let width: Int
  /// The number of input rows from one output row to the next, on average over the phases.
  package let rowJump: Ratio
  /// The number of input columns from one output column to the next, on average over the phases.
  package let columnJump: Ratio
}
