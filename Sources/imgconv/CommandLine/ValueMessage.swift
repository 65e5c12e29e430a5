// SPDX-License-Identifier: Apache-2.0

/// A message about an invalid value of an option.
struct ValueMessage {
  /// The message in one line, such as `--kernel is 'gausian'; did you mean 'gaussian'?`.
  let text: String

  /// Creates the message from ArgumentParser's; `nil` if that is about something else.
  init?(_ message: String, _ options: OptionTable) {
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
    if let values = option?.allValues, !values.isEmpty {
      text = start + Self.answer(value, values)
    } else if let form = option.flatMap(ValueForms.form) {
      text = start + "it must be \(form)"
    } else {
      text = "'\(value)' is not a value of \(name)"
    }
  }

  /// Returns a suggestion for the value that was meant, or a list of all values.
  private static func answer(_ value: String, _ values: [String]) -> String {
    let list = values.joined(separator: ", ")
    if values.count == 1 { return "it must be \(list)" }
    // `constant=V` represents values with a number in place of V.
    let names = values.map { String($0.prefix { $0 != "=" }) }
    let given = String(value.prefix { $0 != "=" })
    if let index = names.firstIndex(of: given), names[index] != values[index] {
      return "it is written \(values[index])"
    }
    if let foreign = ForeignOptions.value(value, among: values) {
      return "did you mean '\(foreign)'? (\(list))"
    }
    if let near = Nearest.match(given, among: names), let index = names.firstIndex(of: near) {
      return "did you mean '\(values[index])'? (\(list))"
    }
    return "it must be one of \(list)"
  }
}
