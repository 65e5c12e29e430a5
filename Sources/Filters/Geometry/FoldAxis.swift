// SPDX-License-Identifier: Apache-2.0

/// How one axis of a padded image folds back onto the image: the transpose of extending it by a
/// border mode.
///
/// Padded position `p` in `0..<(before + count + after)` corresponds to position `p - before` of
/// the image, and is added to the sample that the border mode shows there.
package struct FoldAxis: Hashable, Sendable {
  /// The number of samples of the image.
  package let count: Int
  /// The number of padded samples before the image.
  package let before: Int
  /// The number of padded samples after the image.
  package let after: Int
  /// The image sample that each padded sample before the image folds onto.
  let leading: [Int]
  /// The image sample that each padded sample after the image folds onto.
  let trailing: [Int]

  /// A fold by a border mode that shows samples of the image.
  ///
  /// - Precondition: `count` is positive, `before` and `after` are not negative, `border` is not a
  ///   constant.
  package init(count: Int, before: Int, after: Int, border: BorderMode) {
    precondition(count > 0 && before >= 0 && after >= 0, "an image with padding")
    precondition(border.constant == nil, "a constant shows no sample of the image")
    self.count = count
    self.before = before
    self.after = after
    leading = (0..<before).compactMap { border.index($0 - before, count: count) }
    trailing = (0..<after).compactMap { border.index(count + $0, count: count) }
  }

  /// The number of samples with padding.
  package var paddedCount: Int { before + count + after }

  /// The positions away from the ends, where nothing is folded: each sample reads its own.
  var map: AxisMap { AxisMap(reach: before...before) }

  /// Returns a range that holds all padded positions that fold onto `y`, with bounds that never
  /// decrease.
  ///
  /// It begins at the first position that folds onto `y` or beyond, and ends at the last that folds
  /// onto a sample up to `y`.
  func positions(around y: Int) -> Range<Int> {
    let first = leading.firstIndex { $0 >= y } ?? before + y
    let last = trailing.lastIndex { $0 <= y }.map { before + count + $0 } ?? before + y
    return first..<(last + 1)
  }
}
