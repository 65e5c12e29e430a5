// SPDX-License-Identifier: Apache-2.0

/// A value that has a name: the texts are the names of all cases.
package protocol NamedValue: ParameterValue, RawRepresentable<String>, CaseIterable {}

extension NamedValue {
  /// Creates the case with a name.
  package init?(text: String) { self.init(rawValue: text) }

  /// The name of the case.
  package var text: String { rawValue }

  /// The names of all cases.
  package static var allTexts: [String] { allCases.map(\.rawValue) }
}
