// SPDX-License-Identifier: Apache-2.0

/// The rule for samples outside the image, shown for the row `abcd`.
///
/// Every mode works for any kernel on any image: a position far outside folds back as often as necessary.
public enum BorderMode: Hashable, Sendable {
  /// `00abcd00`: zeros.
  case zero
  /// `vvabcdvv`: a constant.
  case constant(Float)
  /// `aaabcddd`: the nearest sample.
  case replicate
  /// `baabcddc`: mirrored, the edge sample repeated.
  case symmetric
  /// `cbabcdcb`: mirrored, the edge sample not repeated.
  case reflect
  /// `cdabcdab`: the image repeats.
  case wrap
  /// Nothing: weights outside the image are cut off, and the others divided by their sum.
  ///
  /// Only filters with `FilterDefinition.canTrim` know it: `resize`.  A stage that reads outside nevertheless sees the
  /// nearest sample.
  case trim

  /// Returns the index in `0..<count` of the sample shown at `position`, or `nil` if a constant is shown there.
  ///
  /// `reflect` on an axis of one sample repeats that sample.
  public func index(_ position: Int, count: Int) -> Int? {
    if position >= 0 && position < count { return position }
    switch self {
    case .zero, .constant:
      return nil
    case .replicate, .trim:
      return position < 0 ? 0 : count - 1
    case .symmetric:
      let folded = position.modulo(2 * count)
      return folded < count ? folded : 2 * count - 1 - folded
    case .reflect:
      guard count > 1 else { return 0 }
      let folded = position.modulo(2 * (count - 1))
      return folded < count ? folded : 2 * (count - 1) - folded
    case .wrap:
      return position.modulo(count)
    }
  }

  /// The value of all samples outside, for the modes that have one.
  public var constant: Float? {
    switch self {
    case .zero: 0
    case .constant(let value): value
    case .replicate, .symmetric, .reflect, .wrap, .trim: nil
    }
  }
}
