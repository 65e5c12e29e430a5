// SPDX-License-Identifier: Apache-2.0

/// Advice about a text that is not a value of its parameter.
package struct ValueAdvice: Sendable {
  /// Returns the value that may be meant by another one; `nil` without advice.
  private let hint: @Sendable (_ text: String, _ values: [String]) -> String?

  /// Advice with a list of other programs' values.
  package init(hint: @escaping @Sendable (_ text: String, _ values: [String]) -> String?) {
    self.hint = hint
  }

  /// Returns a suggestion for the value that was meant, or what a value must be.
  ///
  /// - Parameters:
  ///   - allTexts: the texts of all values, such as `constant=V`; empty if they cannot be listed.
  ///   - form: what a text must be, if they cannot be listed.
  package func text(for value: String, allTexts: [String], form: String) -> String {
    if allTexts.isEmpty { return "it must be \(form)" }
    let list = allTexts.joined(separator: ", ")
    if allTexts.count == 1 { return "it must be \(list)" }
    // `constant=V` represents values with a number in place of V.
    let names = allTexts.map { String($0.prefix { $0 != "=" }) }
    let given = String(value.prefix { $0 != "=" })
    if let index = names.firstIndex(of: given), names[index] != allTexts[index] {
      return "it is written \(allTexts[index])"
    }
    if let meant = hint(value, allTexts) { return "did you mean '\(meant)'? (\(list))" }
    if let near = Nearest.match(given, among: names), let index = names.firstIndex(of: near) {
      return "did you mean '\(allTexts[index])'? (\(list))"
    }
    return "it must be one of \(list)"
  }
}
