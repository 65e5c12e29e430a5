// SPDX-License-Identifier: Apache-2.0

internal import Recipes

/// A message about an invalid value of an option.
struct ValueMessage {
  /// The message in one line, such as `--kernel is 'gausian'; did you mean 'gaussian'?`.
  let text: String

  /// Creates the message from ArgumentParser's; `nil` if that is about something else.
  ///
  /// - Parameter parameters: the parameters of the command's filter, if it has one.
  init?(
    _ message: String, _ options: OptionTable, _ parameters: [any DeclaredParameter]
  ) {
    let head = message.firstMatch(
      of: #/^The value '((?s).*?)' is invalid for '(-[^ ']+)( <[^']*>)?'/#)
    guard let head else { return nil }
    let (value, name) = (String(head.1), String(head.2))
    let start = "\(name) is '\(value)'; "
    let rest = message[head.range.upperBound...]
    if rest.hasPrefix(": ") {
      text = "\(name): \(rest.dropFirst(2))"
      return
    }
    let option = options.named(String(name.drop { $0 == "-" }))
    let form = option.flatMap { ValueForms.form(of: $0, among: parameters) }
    let parameter = parameters.first { $0.name == option?.longName }
    if let advice = parameter?.advice(for: value) {
      text = start + advice
    } else if let values = option?.allValues, !values.isEmpty {
      text = start + Self.advice.text(for: value, allTexts: values, form: "")
    } else if let form {
      text = start + Self.advice.text(for: value, allTexts: [], form: form)
    } else {
      text = "'\(value)' is not a value of \(name)"
    }
  }

  private static let advice = ValueAdvice(hint: { ForeignOptions.value($0, among: $1) })
}
