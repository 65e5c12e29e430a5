// SPDX-License-Identifier: Apache-2.0

/// A pair of values: one along columns (the y direction), one along rows (the x direction).
public struct PerAxis<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The value along columns: from one row to another.
  public var vertical: Value
  /// The value along rows: from one column to another.
  public var horizontal: Value

  /// A pair with the same value along both axes.
  public init(_ both: Value) {
    self.init(vertical: both, horizontal: both)
  }

  /// A pair with a value for each axis.
  public init(vertical: Value, horizontal: Value) {
    self.vertical = vertical
    self.horizontal = horizontal
  }
}

extension PerAxis<Int> {
  /// The pair for messages, as `vertical x horizontal`.
  package var sizeText: String { "\(vertical) x \(horizontal)" }

  /// The number of positions in an area of these extents.
  package var area: Int { vertical * horizontal }
}
