// SPDX-License-Identifier: Apache-2.0

/// How a component of a JPEG file samples its plane: each of its samples is the mean of a block of the plane.
///
/// Where the last column or row of the plane has no partner, it is averaged with itself, as libjpeg does.
package struct PlaneSampling: Hashable, Sendable {
  /// The columns of a block, 1 or 2.
  package let horizontal: Int
  /// The rows of a block, 1 or 2.
  package let vertical: Int

  /// Creates the sampling by blocks of this size; `nil` if a side is neither 1 nor 2.
  package init?(horizontal: Int, vertical: Int) {
    guard (1...2).contains(horizontal) && (1...2).contains(vertical) else { return nil }
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The sampling of a plane at full size.
  package static let full = PlaneSampling()

  private init() {
    horizontal = 1
    vertical = 1
  }

  /// Returns the number of samples in a row of the component, for an image of `width` columns.
  package func width(of width: Int) -> Int { (width + horizontal - 1) / horizontal }

  /// Returns the number of the component's rows, for an image of `height` rows.
  package func height(of height: Int) -> Int { (height + vertical - 1) / vertical }
}
