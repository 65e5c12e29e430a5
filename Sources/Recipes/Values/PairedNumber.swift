// SPDX-License-Identifier: Apache-2.0

/// A type of numbers that may come in pairs.
package protocol PairedNumber: ParameterValue {
  /// What a text of one or two such numbers must be.
  static var pairForm: String { get }
}

extension Int: PairedNumber {
  /// One or two whole numbers.
  package static var pairForm: String {
    "a whole number such as 2, or two such as 2,3 (rows, columns)"
  }
}

extension Double: PairedNumber {
  /// One or two numbers.
  package static var pairForm: String {
    "a number such as 2, or two such as 1,5 (vertical, horizontal)"
  }
}
