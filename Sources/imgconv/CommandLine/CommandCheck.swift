// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Recipes

/// A check for a missing or unknown command, which ArgumentParser would take for an input.
enum CommandCheck {
  /// Checks the names at the start of a command line.
  ///
  /// - Throws: `UsageError`.
  static func check(_ command: CommandSyntax) throws(UsageError) {
    guard command.needsSubcommand, let word = command.words.first else {
      if command.needsSubcommand && !command.path.isEmpty {
        throw UsageError(
          "\(command.path.joined(separator: " ")) needs a command, such as \(command.name) blur",
          seeHelpOf: command)
      }
      if command.words == ["help"] && !Directory.isTaken(Path("help")) {
        throw UsageError("for help, write imgconv help \(command.path.joined(separator: " "))")
      }
      return
    }
    if word == "help" {
      try checkTopics(command)
    } else if word.hasPrefix("-") {
      try checkOption(word, of: command)
    } else {
      throw unknown(word, command)
    }
  }

  /// Checks the words after `help`.
  private static func checkTopics(_ command: CommandSyntax) throws(UsageError) {
    let topics = command.words.dropFirst().filter { !$0.hasPrefix("-") }
    let found = CommandSyntax(command.path + topics)
    let rest = found.words
    if let word = rest.first, word != "help" { throw unknown(word, found) }
  }

  /// Checks an option where a command is expected.
  private static func checkOption(_ word: String, of command: CommandSyntax) throws(UsageError) {
    let known = [
      "-h", "--help", "--version", "--generate-completion-script", "--experimental-dump-help",
      "--help-hidden", "-help",
    ]
    if known.contains(String(word.prefix { $0 != "=" })) { return }
    let names = command.shownSubcommands
    let name = String(word.drop { $0 == "-" })
    if names.contains(name) {
      throw UsageError("'\(word)' is a command, not an option; write \(command.name) \(name) ...")
    }
    if let later = command.words.first(where: names.contains) {
      throw UsageError(
        "the command comes before its options: \(command.name) \(later) \(word) ...")
    }
    if ["-V", "-v", "-version"].contains(word) && command.path.isEmpty {
      throw UsageError("unknown option '\(word)'; did you mean --version?")
    }
    throw UsageError(
      "'\(word)' is not a command; \(example(command))", seeHelpOf: command)
  }

  private static func unknown(_ word: String, _ command: CommandSyntax) -> UsageError {
    let start = "there is no command '\(word)'"
    let names = command.shownSubcommands
    if let name = names.first(where: { $0 == word.lowercased() }) {
      return UsageError("\(start); did you mean '\(name)'?")
    }
    if command.path == ["explain"] {
      if word.contains(" ") || word.contains("|") || word.hasSuffix(".yaml") {
        return UsageError("to explain a recipe, write: imgconv explain run \"\(word)\"")
      }
      if Imgconv.commandNames.contains(word) {
        return UsageError("explain takes \(names.joined(separator: ", ")), not \(word)")
      }
    }
    if let answer = ForeignCommands.answer(word) { return UsageError(start + said(answer)) }
    if let name = Nearest.match(word, among: names) {
      return UsageError("\(start); did you mean '\(name)'?")
    }
    if looksLikePath(word) {
      return UsageError("'\(word)' is not a command; \(example(command))", seeHelpOf: command)
    }
    return UsageError(start, seeHelpOf: command)
  }

  private static func said(_ answer: ForeignCommands.Answer) -> String {
    switch answer {
    case .step(let step): "; use 'imgconv \(ForeignCommands.commandLine(of: step))'"
    case .command(let name): "; use 'imgconv \(name)'"
    case .words(let words): "; \(words)"
    }
  }

  private static func example(_ command: CommandSyntax) -> String {
    command.path.isEmpty
      ? "the command comes first, such as imgconv blur in.png out.png"
      : "the command comes first, such as \(command.name) blur"
  }

  /// Whether a word names an image or something that exists.
  static func looksLikePath(_ word: String) -> Bool {
    FileFormat(fileName: word) != nil || word.contains("/") || Directory.isTaken(Path(word))
  }
}
