// SPDX-License-Identifier: Apache-2.0

/// The padding that a convolution uses over an image of one size, in samples.
package struct ResolvedPadding: Hashable, Sendable {
  /// Rows above the image, or rows that a transposed convolution crops or folds there.
  package let top: Int
  /// Columns before the image.
  package let left: Int
  /// Rows below the image.
  package let bottom: Int
  /// Columns after the image.
  package let right: Int
  /// Samples added after the last output of a transposed convolution; 0 for a forward one.
  package let output: PerAxis<Int>
}

extension ResolvedPadding: CustomStringConvertible {
  /// The padding for messages: `top 1, left 1, bottom 1, right 1`, then `output 1, 0` if either is
  /// not 0.
  package var description: String {
    let sides = "top \(top), left \(left), bottom \(bottom), right \(right)"
    guard output != PerAxis(0) else { return sides }
    return sides + ", output \(output.vertical), \(output.horizontal)"
  }
}
