// SPDX-License-Identifier: Apache-2.0

/// How a stored image is turned to be shown upright.
///
/// The raw values are those of EXIF's orientation.  A case is named by where the stored row 0 and column 0 are to be
/// seen.
///
/// Source: CIPA DC-008-2019 (Exif 2.32), tag 0x0112.
package enum Orientation: Int, CaseIterable, Hashable, Sendable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom
}

extension Orientation {
  /// Whether rows of the stored image become columns.
  package var isTransposed: Bool { rawValue > 4 }

  /// Whether the stored row 0 is at the bottom or on the right.
  package var flipsRows: Bool {
    [.bottomRight, .bottomLeft, .rightTop, .rightBottom].contains(self)
  }

  /// Whether the stored column 0 is on the right or at the bottom.
  package var flipsColumns: Bool {
    [.topRight, .bottomRight, .rightBottom, .leftBottom].contains(self)
  }

  /// Returns the shape of the upright image.
  package func upright(_ stored: Shape) -> Shape {
    isTransposed
      ? Shape(channels: stored.channels, height: stored.width, width: stored.height) : stored
  }
}
