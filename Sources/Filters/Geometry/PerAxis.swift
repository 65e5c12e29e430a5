// SPDX-License-Identifier: Apache-2.0

/// A pair of values: one along columns (what changes with y), one along rows (what changes with x).
public struct PerAxis<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The value along columns: from one row to another.
  public var vertical: Value
  /// The value along rows: from one column to another.
  public var horizontal: Value

  /// The same value both ways.
  public init(_ both: Value) {
    self.init(vertical: both, horizontal: both)
  }

  /// A value for each way.
  public init(vertical: Value, horizontal: Value) {
    self.vertical = vertical
    self.horizontal = horizontal
  }
}
