// SPDX-License-Identifier: Apache-2.0

/// Something that a stage does not do as it states, found by `StageValidator`.
public enum StageViolation: Error, Hashable, Sendable {
  /// The stage has no output for the shape.
  case noOutput(ShapeError)
  /// A bound of `inputRows(of:)` is smaller than for the row before.
  case decreasingRows(y: Int)
  /// Row `y` differs when it is rendered again, after other rows.
  case notPure(y: Int)
  /// A sample of row `y` is not written.
  case unwritten(y: Int)
  /// Row `y` depends on rows or columns outside those that the stage states to read.
  case undeclaredRows(y: Int)
  /// The stage renders no row together with others, or more than `MutableRows.maxCount`.
  case rowsAtOnce(Int)
  /// One of `count` rows from `y` on differs when they are rendered together.
  case together(y: Int, count: Int)
  /// A sample depends on input columns other than `inputColumns(of:)`.
  case undeclaredColumns(y: Int, x: Int)
  /// A sample differs when the stage runs over a part of the columns.
  case columnsDiffer(y: Int, x: Int)
  /// A sample depends on other samples than its `dependencies`.
  case undeclaredDependency(channel: Int, y: Int, x: Int)
}

extension StageViolation: CustomStringConvertible {
  /// A one-sentence message, without a period.
  public var description: String {
    switch self {
    case .noOutput(let error): "the stage has no output: \(error)"
    case .decreasingRows(let y): "inputRows(of: \(y)) begins or ends before inputRows(of: \(y - 1))"
    case .notPure(let y): "row \(y) differs when it is rendered again"
    case .unwritten(let y): "a sample of row \(y) is not written"
    case .undeclaredRows(let y): "row \(y) depends on more than inputRows(of: \(y)) and the halo"
    case .rowsAtOnce(let count): "rowsAtOnce is \(count), not 1 to \(MutableRows.maxCount)"
    case .together(let y, let count):
      "a row of \(y)..<\(y + count) differs when they are rendered together"
    case .undeclaredColumns(let y, let x):
      "column \(x) of row \(y) depends on more than inputColumns(of: \(x)..<\(x + 1))"
    case .columnsDiffer(let y, let x):
      "column \(x) of row \(y) differs when the stage runs over a part of the columns"
    case .undeclaredDependency(let channel, let y, let x):
      "sample [\(channel), \(y), \(x)] depends on more than its dependencies"
    }
  }
}
