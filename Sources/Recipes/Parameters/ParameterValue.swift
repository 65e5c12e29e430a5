// SPDX-License-Identifier: Apache-2.0

/// A type of values that users write as text: on a command line, in a recipe, or in another language.
package protocol ParameterValue: Hashable, Sendable {
  /// Reads a value; `nil` if the text is not one.
  init?(text: String)

  /// The value as users write it.
  var text: String { get }

  /// The texts of all values, if they can be listed; a capital stands for a number, as in `leaky=S`.
  static var allTexts: [String] { get }

  /// Valid values for a shell to suggest.
  static var suggestions: [String] { get }

  /// What a text must be, to complete the sentence "it must be".
  static var form: String { get }

  /// Returns what to write instead of a text that is nearly a value; `nil` for any other.
  static func advice(for text: String) -> String?
}

extension ParameterValue {
  /// No texts: the values cannot be listed.
  package static var allTexts: [String] { [] }

  /// No advice besides the form.
  package static func advice(for text: String) -> String? { nil }

  /// All texts.
  package static var suggestions: [String] { allTexts }

  /// One of all texts.
  package static var form: String { "one of \(allTexts.joined(separator: ", "))" }
}
