// SPDX-License-Identifier: Apache-2.0

/// A translation of ArgumentParser's messages into this program's words.
struct ParserMessage {
  private let command: CommandSyntax

  init(_ command: CommandSyntax) { self.command = command }

  /// Returns an error of one line for a message.
  func error(_ message: String) -> UsageError {
    // The library has its messages in English only; an unknown message is shown unchanged.
    if let match = message.firstMatch(of: #/^Unknown option '(-[^']*)'/#) {
      return OptionCheck(command).unknown(wholeWord(of: String(match.1)))
    }
    if let match = message.firstMatch(of: #/^Unexpected argument '((?s).*)'$/#) {
      return unexpectedArgument(String(match.1))
    }
    if let match = message.firstMatch(of: #/^Can't generate completion scripts for '(.*)'/#) {
      return UsageError(
        "there are no completions for '\(match.1)'; there are for bash, zsh and fish")
    }
    if let match = message.firstMatch(of: #/^Missing value for '(-[^ ']+)/#) {
      return missingValue(String(match.1))
    }
    if let match = message.firstMatch(of: #/^Missing expected argument '(.*)'$/#) {
      return missingArgument(String(match.1))
    }
    if let match = message.firstMatch(
      of: #/^The option '(.*)' does not take any value, but '(.*)'/#)
    {
      return UsageError("\(match.1) takes no value; leave out '=\(match.2)'")
    }
    if let text = ValueMessage(message, command.options, command.parameters)?.text {
      return UsageError(text)
    }
    return UsageError(Self.line(message), seeHelpOf: command)
  }

  private func missingValue(_ name: String) -> UsageError {
    let check = OptionCheck(command)
    let start = "missing value for \(name)"
    guard let next = check.wordAfter(name), next.hasPrefix("-"), next != "--" else {
      return UsageError(start, seeHelpOf: command)
    }
    if !next.hasPrefix("--") && next.count > 2 {
      return UsageError("\(start); if it is '\(next)', write \(name)=\(next)")
    }
    return UsageError("\(start), before \(next)", seeHelpOf: command)
  }

  /// Returns the word in which the library found an unknown letter: `-output` for `-u`.
  private func wholeWord(of name: String) -> String {
    guard name.count == 2, !command.optionWords.contains(name), let letter = name.last else {
      return name
    }
    let word = command.optionWords.first { word in
      word.hasPrefix("-") && !word.hasPrefix("--") && word.contains(letter)
    }
    return word ?? name
  }

  private func unexpectedArgument(_ word: String) -> UsageError {
    let names = command.options.arguments.filter { $0.kind == .positional }
      .compactMap { $0.valueName?.uppercased() }
    let taken = names.isEmpty ? "no files" : "only " + names.joined(separator: " and ")
    return UsageError(
      "unexpected argument '\(word)'; \(command.path.joined(separator: " ")) takes \(taken)",
      seeHelpOf: command)
  }

  private func missingArgument(_ synopsis: String) -> UsageError {
    let options = command.options
    if synopsis.hasPrefix("--") {
      let name = synopsis.prefix { $0 != " " }
      let form = options.named(String(name.dropFirst(2))).flatMap {
        ValueForms.form(of: $0, among: command.parameters)
      }
      return UsageError("\(name) is missing\(form.map { ": \($0)" } ?? "")", seeHelpOf: command)
    }
    let name = synopsis.filter { !"<>.".contains($0) }.split(separator: " ").joined(separator: " ")
    let argument = options.arguments.first { $0.kind == .positional && $0.valueName == name }
    let meaning = (argument?.abstract).map { " (\(Self.clause($0)))" } ?? ""
    return UsageError("missing argument \(name.uppercased())\(meaning)", seeHelpOf: command)
  }

  /// Returns a help text as part of a sentence.
  private static func clause(_ text: String) -> String {
    let text = text.last == "." ? text.dropLast() : text[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// Returns a message on one line: the library lists each value on its own line.
  static func line(_ message: String) -> String {
    let parts = message.split(separator: "\n").map { $0.drop { $0 == " " } }
    let values = parts.filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
    let words = parts.filter { !$0.hasPrefix("- ") }.joined(separator: " ")
    let list = values.isEmpty ? "" : " " + values.joined(separator: ", ")
    return words.prefix(1).lowercased() + words.dropFirst() + list
  }
}
