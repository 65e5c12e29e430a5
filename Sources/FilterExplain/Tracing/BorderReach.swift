// SPDX-License-Identifier: Apache-2.0

import Filters

/// The number of rows and columns that a stage reads outside its input; taps of weight 0 do not
/// count.
package struct BorderReach: Hashable, Sendable {
  /// The rows above the first.
  package let top: Int
  /// The columns before the first.
  package let left: Int
  /// The rows below the last.
  package let bottom: Int
  /// The columns after the last.
  package let right: Int

  /// A reach of nothing outside the input.
  static let none = BorderReach(top: 0, left: 0, bottom: 0, right: 0)

  /// Whether nothing outside the input is read.
  package var isEmpty: Bool { self == .none }

  private init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// Determines the reach of a stage over an input of this shape.
  init(_ stage: any Stage, from input: Shape, to output: Shape) {
    let columns = stage.inputColumns(of: 0..<output.width)
    self.init(
      top: max(0, -stage.inputRows(of: 0).lowerBound), left: max(0, -columns.lowerBound),
      bottom: max(0, stage.inputRows(of: output.height - 1).upperBound - input.height),
      right: max(0, columns.upperBound - input.width))
  }
}

extension BorderReach: CustomStringConvertible {
  /// The sides that are not 0: `8 above, 8 below`.
  package var description: String {
    let sides = [(top, "above"), (bottom, "below"), (left, "left"), (right, "right")]
    return sides.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
