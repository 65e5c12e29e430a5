// SPDX-License-Identifier: Apache-2.0

/// A parameter of any type.
package protocol DeclaredParameter: Sendable {
  /// The type of the values.
  associatedtype Value: ParameterValue

  /// The declaration.
  var declaration: Parameter<Value> { get }
}

extension DeclaredParameter {
  /// The name of the parameter, as in a recipe.
  package var name: String { declaration.name }

  /// The purpose: an imperative sentence.
  package var help: String { declaration.help }

  /// The placeholder for the value in documentation; empty for a flag.
  package var valueName: String { declaration.valueName }

  /// The range of each number of the value; `nil` if it is unlimited or depends on other parameters.
  package var range: ClosedRange<Double>? { declaration.range }

  /// Whether the parameter has no value besides true and false, so that its name alone sets it.
  package var isFlag: Bool { Value.self == Bool.self }

  /// Whether the parameter must be given.
  package var isRequired: Bool { declaration.standard == .required }

  /// Whether only commands have the parameter, and recipes do not.
  package var isForCommandsOnly: Bool { declaration.file == .outputDirectory }

  /// What a text must be, to complete the sentence "it must be".
  package var form: String { declaration.form }

  /// Returns what to write instead of a text that is nearly a value; `nil` for any other.
  package func advice(for text: String) -> String? { Value.advice(for: text) }

  /// The texts of all values, if they can be listed.
  package var allTexts: [String] { Value.allTexts }

  /// Reads a value and stores it among others.
  ///
  /// - Returns: whether the text is a value of the parameter.
  package func read(_ text: String, into values: inout ParameterValues) -> Bool {
    guard let value = Value(text: text) else { return false }
    values.set(declaration, value)
    return true
  }
}
