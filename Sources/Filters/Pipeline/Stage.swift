// SPDX-License-Identifier: Apache-2.0

/// A pure function from a few input rows to an output row.
///
/// A stage is a stateless value: it says which input rows an output row needs and how to compute it.  `Streamed` runs
/// it: it keeps those rows, extends them by the border mode and calls `render`.
public protocol Stage: Sendable {
  /// The rule for rows and columns outside the input.
  var border: BorderMode { get }

  /// The columns outside the input that `render` may read.
  var halo: Halo { get }

  /// The reach of an output column to either side, if every output column corresponds to the input column of the same
  /// index; else `nil`.
  ///
  /// A chain of such stages can run on some columns of an image alone.
  var columnReach: Halo? { get }

  /// Returns the value outside the input in `channel` if the border mode is a constant.
  ///
  /// It differs between channels inside a filter of several stages: the first stage's output for the constant is the
  /// constant of the second.
  func outside(channel: Int) -> Float

  /// Returns the shape of the output over an input of this shape.
  func outputShape(for input: Shape) throws(ShapeError) -> Shape

  /// Returns the input rows that output row `y` reads, possibly outside the image.
  ///
  /// Neither bound decreases as `y` grows.
  func inputRows(of y: Int) -> Range<Int>

  /// Writes all channels and columns of output row `y`; does not allocate and does not fail.
  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow)

  /// Writes the output rows `y` and `y + 1` from a window that holds the input rows of both.
  ///
  /// The samples equal those of two calls for single rows; stages that save work this way implement it.
  func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow)
}

extension Stage {
  /// Writes the two output rows one after the other.
  public func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow
  ) {
    render(y, from: window, into: &first)
    render(y + 1, from: window, into: &second)
  }

  /// `nil`: by default, the reach is unknown.
  public var columnReach: Halo? { nil }

  /// Returns the constant of the border mode, the same in every channel.
  public func outside(channel: Int) -> Float { border.constant ?? 0 }
}

/// Columns on either side of a row, filled by the border mode.
public struct Halo: Hashable, Sendable {
  /// Columns before the first.
  public let left: Int
  /// Columns after the last.
  public let right: Int

  /// A halo without columns.
  public static let none = Halo(left: 0, right: 0)

  /// A halo of this many columns on either side.
  ///
  /// - Precondition: neither is negative.
  public init(left: Int, right: Int) {
    precondition(left >= 0 && right >= 0, "a halo has no negative side")
    self.left = left
    self.right = right
  }
}
