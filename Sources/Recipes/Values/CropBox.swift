// SPDX-License-Identifier: Apache-2.0

/// A rectangle of an image: the column and the row of its first pixel, its width and its height.
package struct CropBox: ParameterValue {
  /// The column; a negative one counts from the right edge.
  package let x: Int
  /// The row; a negative one counts from the bottom edge.
  package let y: Int
  /// The number of columns.
  package let width: Int
  /// The number of rows.
  package let height: Int

  /// Reads four whole numbers with commas between.
  package init?(text: String) {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int($0) }
    guard words.count == 4, numbers.count == 4 else { return nil }
    (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  /// The four numbers.
  package var text: String { "\(x),\(y),\(width),\(height)" }

  /// Four whole numbers.
  package static var form: String { "X,Y,WIDTH,HEIGHT, such as 100,50,640,480" }
}
