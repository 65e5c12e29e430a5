// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Recipes

/// The value of a parameter as ArgumentParser reads it.
struct ParameterArgument<Value: ParameterValue>: ExpressibleByArgument {
  /// The value.
  let value: Value

  init(_ value: Value) { self.value = value }

  init?(argument: String) {
    guard let value = Value(text: argument) else { return nil }
    self.value = value
  }

  /// The value as users write it.
  var defaultValueDescription: String { value.text }

  /// The texts of all values, for the help.
  static var allValueStrings: [String] { Value.allTexts }

  /// The shell completions: each is a valid value.
  static var defaultCompletionKind: CompletionKind {
    Value.suggestions.isEmpty ? .default : .list(Value.suggestions)
  }
}
