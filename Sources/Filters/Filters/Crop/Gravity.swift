// SPDX-License-Identifier: Apache-2.0

/// The place of a smaller rectangle in a larger one: in the center, against an edge, or in a corner.
///
/// North is the top.
public enum Gravity: String, Hashable, Sendable, CaseIterable {
  case center, north, northeast, east, southeast, south, southwest, west, northwest
}

extension Gravity {
  /// Returns the column and the row of the first pixel of a rectangle in an image; negative where the rectangle is
  /// larger.
  ///
  /// A center between two pixels is the one to the left or above.
  package func position(
    of size: (width: Int, height: Int), in image: Shape
  ) -> (x: Int, y: Int) {
    let (across, down) = (image.width - size.width, image.height - size.height)
    let x =
      switch self {
      case .west, .northwest, .southwest: 0
      case .east, .northeast, .southeast: across
      case .center, .north, .south: across.dividedDown(by: 2)
      }
    let y =
      switch self {
      case .north, .northwest, .northeast: 0
      case .south, .southwest, .southeast: down
      case .center, .west, .east: down.dividedDown(by: 2)
      }
    return (x, y)
  }
}
