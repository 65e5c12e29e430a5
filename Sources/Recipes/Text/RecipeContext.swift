// SPDX-License-Identifier: Apache-2.0

/// What the text of a recipe does not say: its directory, and advice for messages about mistakes.
package struct RecipeContext: Sendable {
  /// Advice about words that a recipe does not know, such as the names that other programs use.
  package struct Hints: Sendable {
    /// Returns how to continue a message about an unknown filter; `nil` without advice.
    package var filter: @Sendable (_ name: String) -> String?
    /// Returns the names of parameters that may be meant by a name, in order of preference.
    package var parameters: @Sendable (_ name: String) -> [String]
    /// Returns the value that may be meant by another one; `nil` without advice.
    package var value: @Sendable (_ text: String, _ values: [String]) -> String?

    /// No advice, unless given.
    package init(
      filter: @escaping @Sendable (String) -> String? = { _ in nil },
      parameters: @escaping @Sendable (String) -> [String] = { _ in [] },
      value: @escaping @Sendable (String, [String]) -> String? = { _, _ in nil }
    ) {
      self.filter = filter
      self.parameters = parameters
      self.value = value
    }
  }

  /// The directory from which relative names of files start; `nil` for the current one.
  package var directory: String?
  /// Advice for messages.
  package var hints: Hints

  /// A context; by default the current directory, without advice.
  package init(directory: String? = nil, hints: Hints = Hints()) {
    self.directory = directory
    self.hints = hints
  }

  /// Returns the path of a file that a recipe names.
  func path(of name: String) -> String {
    guard let directory, name.utf8.first != UInt8(ascii: "/") else { return name }
    return directory + "/" + name
  }
}
