// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Image {
  /// Returns the image as a viewer shows it for an EXIF orientation of 1 to 8.
  ///
  /// Source: CIPA DC-008-2019 (Exif 2.32), tag 0x0112: the visual positions of the stored row 0 and
  /// column 0.
  func turned(_ orientation: Int) -> Image {
    if orientation == 1 { return self }
    let isTransposed = orientation > 4
    let (height, width) =
      isTransposed ? (shape.width, shape.height) : (shape.height, shape.width)
    var result = Image(Shape(channels: shape.channels, height: height, width: width), repeating: 0)
    // Row 0 is at the bottom in 3, 4 and on the right in 7, 6; column 0 on the right in 2, 3, at
    // the bottom in 7, 8.
    let flipsRows = [3, 4, 6, 7].contains(orientation)
    let flipsColumns = [2, 3, 7, 8].contains(orientation)
    for channel in 0..<shape.channels {
      for y in 0..<height {
        for x in 0..<width {
          let (row, column) = isTransposed ? (x, y) : (y, x)
          result[channel, y, x] =
            self[
              channel, flipsRows ? shape.height - 1 - row : row,
              flipsColumns ? shape.width - 1 - column : column]
        }
      }
    }
    return result
  }
}
