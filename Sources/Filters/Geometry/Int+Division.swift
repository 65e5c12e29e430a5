// SPDX-License-Identifier: Apache-2.0

extension Int {
  /// Returns the remainder in `0..<divisor`, for negative numbers too.
  package func modulo(_ divisor: Int) -> Int {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  /// Returns the quotient rounded down, for negative numbers too.
  package func dividedDown(by divisor: Int) -> Int {
    // Most strides and scales are 1, and a division takes as long as everything else about a row's position.
    divisor == 1 ? self : (self - modulo(divisor)) / divisor
  }
}

/// Returns the greatest common divisor of two positive numbers, by Euclid's algorithm.
package func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}

extension Range where Bound == Int {
  /// Returns the smallest range that contains both ranges.
  package func hull(_ other: Range) -> Range {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
