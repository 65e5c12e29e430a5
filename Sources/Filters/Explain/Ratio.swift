// SPDX-License-Identifier: Apache-2.0

/// An exact positive fraction in lowest terms: how many input samples one output sample moves on
/// by.
public struct Ratio: Hashable, Sendable {
  /// Above the line.
  public let numerator: Int
  /// Below the line.
  public let denominator: Int

  /// `numerator / denominator`, reduced.
  ///
  /// - Precondition: both are positive.
  public init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(numerator > 0 && denominator > 0, "a ratio of positive numbers")
    let divisor = greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The nearest floating-point number.
  public var value: Double { Double(numerator) / Double(denominator) }
}

extension Ratio: CustomStringConvertible {
  /// `2`, or `1/2`.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}

/// Euclid's algorithm, for positive numbers.
func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
