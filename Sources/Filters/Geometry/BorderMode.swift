// SPDX-License-Identifier: Apache-2.0

/// What a filter reads outside the image, shown for the row `abcd`.
///
/// Every mode works for any kernel on any image: a position far outside folds back as often as it must.
public enum BorderMode: Hashable, Sendable {
  /// `00abcd00`
  case zero
  /// `vvabcdvv`
  case constant(Float)
  /// `aaabcddd`: the nearest sample.
  case replicate
  /// `baabcddc`: mirrored, the edge sample repeated.
  case symmetric
  /// `cbabcdcb`: mirrored, the edge sample not repeated.
  case reflect
  /// `cdabcdab`: the image repeats.
  case wrap

  /// The sample inside `0..<count` that stands at `position`, or nil where a constant stands.
  ///
  /// `reflect` on an axis of one sample repeats that sample.
  public func index(_ position: Int, count: Int) -> Int? {
    if position >= 0 && position < count { return position }
    switch self {
    case .zero, .constant:
      return nil
    case .replicate:
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

  /// The sample that stands everywhere outside, for the modes that have one.
  public var constant: Float? {
    switch self {
    case .zero: 0
    case .constant(let value): value
    case .replicate, .symmetric, .reflect, .wrap: nil
    }
  }
}

extension Int {
  /// The remainder in `0..<divisor`, for negative numbers too.
  func modulo(_ divisor: Int) -> Int {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
