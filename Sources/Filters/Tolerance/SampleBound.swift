// SPDX-License-Identifier: Apache-2.0

/// The bounds of the samples of one channel between two stages: their range, and their distance from the exact result.
public struct SampleBound: Hashable, Sendable {
  /// The smallest possible sample; minus infinity if unknown.
  public var low: Double
  /// The largest possible sample; infinity if unknown.
  public var high: Double
  /// The maximum distance from the exact result; infinity if unknown.
  public var error: Double

  /// The bounds of samples in `low...high` that are at most `error` from the exact result.
  public init(low: Double, high: Double, error: Double) {
    self.low = low
    self.high = high
    self.error = error
  }

  /// The bounds of samples of a decoded integer format.
  public static let unit = SampleBound(low: 0, high: 1, error: 0)

  /// Returns the bounds of a function's results whose range is unknown.
  ///
  /// A function of unknown slope can turn an error into any other.
  public static func unknown(error: Double) -> SampleBound {
    SampleBound(low: -.infinity, high: .infinity, error: error == 0 ? 0 : .infinity)
  }

  /// The largest absolute value.
  var magnitude: Double { max(abs(low), abs(high)) }

  /// The distance from the smallest sample to the largest, errors included.
  var width: Double { high - low + 2 * error }

  /// Returns the bounds of these samples and a constant.
  func including(_ constant: Double) -> SampleBound {
    SampleBound(low: min(low, constant), high: max(high, constant), error: error)
  }

  /// Returns the bounds of the sum of two samples.
  static func + (first: SampleBound, second: SampleBound) -> SampleBound {
    SampleBound(
      low: first.low + second.low, high: first.high + second.high,
      error: first.error + second.error)
  }

  /// Returns the bounds of a multiple of a sample; the weight 0 gives 0, whatever the sample.
  static func * (weight: Double, sample: SampleBound) -> SampleBound {
    if weight == 0 { return SampleBound(low: 0, high: 0, error: 0) }
    let ends = (weight * sample.low, weight * sample.high)
    return SampleBound(
      low: min(ends.0, ends.1), high: max(ends.0, ends.1), error: abs(weight) * sample.error)
  }

  /// Returns the bounds of the samples of either.
  func union(_ other: SampleBound) -> SampleBound {
    SampleBound(
      low: min(low, other.low), high: max(high, other.high), error: max(error, other.error))
  }

  /// Returns the bounds of means of such samples, whose weights sum to 1 and whose absolute weights to at most
  /// `absoluteSum`.
  func averaged(absoluteSum: Double) -> SampleBound {
    guard absoluteSum > 1, high.isFinite, low.isFinite else {
      return SampleBound(low: low, high: high, error: absoluteSum * error)
    }
    let beyond = (absoluteSum - 1) / 2 * (high - low)
    return SampleBound(low: low - beyond, high: high + beyond, error: absoluteSum * error)
  }
}
