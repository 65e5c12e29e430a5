// SPDX-License-Identifier: Apache-2.0

import Filters

/// An exact positive fraction in lowest terms: the number of input samples from one output sample
/// to the next.
package struct Ratio: Hashable, Sendable {
  /// The numerator.
  package let numerator: Int
  /// The denominator.
  package let denominator: Int

  /// Creates `numerator / denominator`, reduced.
  ///
  /// - Precondition: both are positive.
  package init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(numerator > 0 && denominator > 0, "a ratio of positive numbers")
    let divisor = greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The nearest floating-point number.
  package var value: Double { Double(numerator) / Double(denominator) }
}

extension Ratio: CustomStringConvertible {
  /// The fraction as text: `2` or `1/2`.
  package var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
