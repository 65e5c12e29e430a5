// SPDX-License-Identifier: Apache-2.0

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

  /// The columns in `range` that a row of `width` samples does not have.
  init(of range: Range<Int>, outside width: Int) {
    self.init(left: Swift.max(0, -range.lowerBound), right: Swift.max(0, range.upperBound - width))
  }
}
