// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// Whether the result is a magnitude or an angle, perhaps smoothed or mixed by non-negative weights, so that no
  /// sample is below 0 or represents a negative number.
  public var isNeverNegative: Bool {
    steps.reduce(false) { $1.filter.definition.isMagnitude(after: $0) }
  }
}
