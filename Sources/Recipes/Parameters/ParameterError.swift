// SPDX-License-Identifier: Apache-2.0

/// Values of parameters that do not go together, or that describe no filter.
package struct ParameterError: Error, Hashable {
  /// The names of the parameters that are at fault, the most relevant first.
  package let parameters: [String]
  private let template: String
  private let value: String

  /// A fault of these parameters.
  ///
  /// - Parameters:
  ///   - template: the fault and the remedy, in one sentence without a period, with names of parameters in braces:
  ///     `{radius} is for {kernel} box`.
  ///   - value: a text of the user's, which empty braces in the template stand for.
  package init(_ parameters: [String], _ template: String, value: String = "") {
    self.parameters = parameters
    self.template = template
    self.value = value
  }

  /// Returns the message, with the names of parameters as `writing` returns them.
  package func message(writing: (_ name: String) -> String) -> String {
    var message = ""
    for (index, part) in template.split(separator: "{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0, let end = part.firstIndex(of: "}") else {
        message += part
        continue
      }
      message += part.startIndex == end ? value : writing(String(part[..<end]))
      message += part[part.index(after: end)...]
    }
    return message
  }
}
