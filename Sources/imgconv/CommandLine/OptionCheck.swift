// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Recipes

/// A check for the first unknown option of a command line.
///
/// ArgumentParser reports a missing argument before an unknown one, which is the wrong order for `--wieghts`.
struct OptionCheck {
  private let command: CommandSyntax
  private let options: OptionTable

  init(_ command: CommandSyntax) {
    self.command = command
    options = command.options
  }

  /// Checks for an unknown option in a command line that the parser rejected.
  ///
  /// - Throws: `UsageError`.
  func checkUnknown() throws(UsageError) {
    for word in command.optionWords {
      if case .unknown = options.scan(word) { throw unknown(word) }
    }
  }

  /// Returns the word after an option; `nil` at the end.
  func wordAfter(_ option: String) -> String? {
    let words = command.words
    guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
    return words[index + 1]
  }

  /// Returns the message for an option that the command does not have.
  func unknown(_ word: String) -> UsageError {
    let name = String(word.prefix { $0 != "=" })
    let bare = String(name.drop { $0 == "-" })
    let start = "unknown option '\(name)'"
    let isJoined =
      !name.hasPrefix("--") && options.optionAwaitingValue(String(name.prefix(2))) != nil
    if let hint = fileHint(word, evenIfMissing: !isJoined) ?? Self.qualityHint(word) {
      return UsageError(hint)
    }
    let foreign = ForeignOptions.options(for: bare).first {
      options.named(String($0.prefix { $0 != " " })) != nil
    }
    let isShort = !name.hasPrefix("--")
    if bare.count > 1, options.longNames.contains(bare) {
      return UsageError("\(start); did you mean '--\(bare)'?")
    }
    if let foreign { return UsageError("\(start); did you mean '--\(foreign)'?") }
    if bare.count > 1, let near = Nearest.match(bare, among: options.longNames) {
      return UsageError("\(start); did you mean '--\(near)'?")
    }
    if let needless = ForeignOptions.needless(bare) { return UsageError("\(start); \(needless)") }
    if isJoined && bare.count > 1 {
      return UsageError("\(start); write \(name.prefix(2)) \(bare.dropFirst())")
    }
    let others = Self.owners(of: bare, except: command)
    if !isShort && (1...2).contains(others.count) {
      let verb = others.count == 1 ? "has" : "have"
      return UsageError(
        "\(command.path.joined(separator: " ")) has no option '\(name)'; "
          + "\(others.joined(separator: " and ")) \(verb) it", seeHelpOf: command)
    }
    return UsageError(start, seeHelpOf: command)
  }

  /// Returns a hint for a file whose name begins with a dash.
  private func fileHint(_ word: String, evenIfMissing: Bool) -> String? {
    let isNamedSo = evenIfMissing && FileFormat(fileName: word) != nil && !word.contains("=")
    guard isNamedSo || Directory.isTaken(Path(word)) else { return nil }
    return
      "'\(word)' begins with a dash, as options do; for a file write ./\(word), or -- before all paths"
  }

  /// Returns the first top-level commands that have an option.
  private static func owners(of name: String, except command: CommandSyntax) -> [String] {
    let names = Imgconv.shownCommandNames.filter { [$0] != command.path }
    return Array(names.filter { CommandSyntax([$0]).options.longNames.contains(name) }.prefix(3))
  }

  /// Returns a hint for `-q85`, which sets the JPEG quality in other programs.
  private static func qualityHint(_ word: String) -> String? {
    guard word.hasPrefix("-q"), let quality = Int(word.dropFirst(2)) else { return nil }
    return qualityHint(quality)
  }

  private static func qualityHint(_ quality: Int) -> String? {
    (1...100).contains(quality) ? "for JPEG quality write --quality \(quality)" : nil
  }

  /// Checks for `-q 85`, whose number would be taken as an input.
  ///
  /// - Throws: `UsageError`.
  static func checkQuality(_ command: CommandSyntax) throws(UsageError) {
    let words = command.optionWords
    for (word, next) in zip(words, words.dropFirst()) where word == "-q" {
      guard let quality = Int(next), let hint = qualityHint(quality) else { continue }
      if !Directory.isTaken(Path(next)) { throw UsageError(hint) }
    }
  }
}
