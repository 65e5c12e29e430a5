// SPDX-License-Identifier: Apache-2.0

/// A pure function from a few input rows to an output row.
///
/// A stage is a value without memory: it says which input rows an output row needs and how to compute it.  Whoever
/// runs it, `Streamed`, keeps those rows, extends them by the border mode and calls `render`.
public protocol Stage: Sendable {
  /// The rule for rows and columns outside the input.
  var border: BorderMode { get }

  /// The columns outside the input that `render` may read.
  var halo: Halo { get }

  /// How far to either side of itself a column of the output reads, if every one of them stands on the input's column of the
  /// same number; else nil.
  ///
  /// A chain of such stages can be run for some columns of an image alone.
  var columnReach: Halo? { get }

  /// What stands outside the input in `channel` where the border mode is a constant.
  ///
  /// It differs between channels inside a filter of several stages: what the first stage makes of the constant is the
  /// constant of the second.
  func outside(channel: Int) -> Float

  /// The shape of the output over an input of this shape.
  func outputShape(for input: Shape) throws(ShapeError) -> Shape

  /// The input rows that output row `y` reads, possibly outside the image.
  ///
  /// Both bounds never decrease as `y` grows.
  func inputRows(of y: Int) -> Range<Int>

  /// Writes output row `y`, all channels, all columns.  Does not allocate, does not fail.
  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow)

  /// Writes the output rows `y` and `y + 1` from a window that holds the input rows of both, to the same samples as
  /// `render` does one by one; a stage that saves work by it has its own.
  func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow)
}

extension Stage {
  /// One row after the other.
  public func render(
    _ y: Int, from window: borrowing Window, into first: inout MutableRow,
    _ second: inout MutableRow
  ) {
    render(y, from: window, into: &first)
    render(y + 1, from: window, into: &second)
  }

  /// Nothing is known of columns.
  public var columnReach: Halo? { nil }

  /// The constant of the border mode, the same in every channel.
  public func outside(channel: Int) -> Float { border.constant ?? 0 }
}

/// Columns on either side of a row, filled by the border mode.
public struct Halo: Hashable, Sendable {
  /// Columns before the first.
  public let left: Int
  /// Columns after the last.
  public let right: Int

  /// No columns at all.
  public static let none = Halo(left: 0, right: 0)

  /// - Precondition: neither is negative.
  public init(left: Int, right: Int) {
    precondition(left >= 0 && right >= 0, "a halo has no negative side")
    self.left = left
    self.right = right
  }
}
