// SPDX-License-Identifier: Apache-2.0

/// Values of parameters that do not go together, or that describe no filter.
package struct ParameterError: Error, Hashable {
  /// The names of the parameters that are at fault, the most relevant first.
  package let parameters: [String]
  /// The fault and the remedy, in one sentence without a period.
  package let message: String

  /// A fault of these parameters.
  package init(_ parameters: [String], _ message: String) {
    self.parameters = parameters
    self.message = message
  }
}
