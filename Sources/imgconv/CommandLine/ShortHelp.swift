// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Recipes

/// The page that `-h` shows: a command's abstract, its own options, and examples, in at most 50 lines of 80 columns.
struct ShortHelp {
  /// The column where the text about an option starts.
  private static let column = 27
  private static let width = 80
  private static let exampleCount = 2

  private let command: CommandSyntax

  init(_ command: CommandSyntax) { self.command = command }

  /// Whether a command line asks for the page.
  static func isAskedFor(by command: CommandSyntax) -> Bool {
    let words = command.optionWords
    return words.contains("-h") && !words.contains("--help") && words.first != "help"
  }

  /// The page.
  var text: String {
    let configuration = command.type.configuration
    var blocks = [[configuration.abstract]]
    blocks.append(["Usage: \(configuration.usage ?? command.name)"])
    blocks.append(commandLines)
    if !command.needsSubcommand { blocks += optionBlocks }
    let examples = self.examples(configuration.discussion)
    if !examples.isEmpty { blocks.append(["Examples:"] + examples.map { "  \($0)" }) }
    blocks.append([more])
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var more: String {
    if command.path.isEmpty {
      return "Options of a command: imgconv COMMAND -h; all of them: --help"
    }
    return command.needsSubcommand
      ? "Options: \(command.name) COMMAND -h; formulas: \(command.name) --help"
      : "All options, formulas and defaults: \(command.name) --help"
  }

  private func examples(_ discussion: String) -> [Substring] {
    var discussion = Discussion(discussion)
    let lines = discussion.take("EXAMPLES")?.lines ?? []
    let fitting = lines.filter { $0.hasPrefix("imgconv ") && $0.count <= Self.width - 2 }
    return Array(fitting.prefix(command.needsSubcommand ? fitting.count : Self.exampleCount))
  }

  private var commandLines: [String] {
    if !command.needsSubcommand { return [] }
    let commands = command.type.configuration.subcommands.map { $0.configuration }
    return ["Commands:"]
      + commands.filter(\.shouldDisplay).flatMap { command in
        entry("  \(command.commandName ?? "")", command.abstract, column: 14)
      }
  }

  /// The command's own options and those with a short name, each with its text, and the names of the others.
  private var optionBlocks: [[String]] {
    var arguments = command.options.arguments.filter {
      $0.kind != .positional && $0.shouldDisplay != false
        && !["version", "help"].contains($0.longName)
    }
    // A flag's opposite has no text of its own.
    arguments.removeAll { $0.abstract == nil }
    let rest = hasSharedOptions ? Self.optionsOfAllFilters : []
    let isShared = { (argument: Declarations.Argument) in
      rest.contains { $0 == argument.longName }
    }
    let own = arguments.filter { !isShared($0) }
    let short = arguments.filter { isShared($0) && $0.hasLetter }
    let others = arguments.filter { isShared($0) && !$0.hasLetter }
    var blocks = [["Options:"] + lines(own)]
    if !short.isEmpty { blocks.append(["Files and messages:"] + lines(short)) }
    if !others.isEmpty {
      let names = others.compactMap { $0.longName.map { "--\($0)" } }.joined(separator: ", ")
      blocks.append(["Also:"] + Self.wrapped(names, width: Self.width - 2).map { "  \($0)" })
    }
    return blocks
  }

  /// The names of the shared options; a page shows only those with a letter in full.
  private static var optionsOfAllFilters: [String] {
    let step = (try? Declarations.read(StepOptions.self).arguments) ?? []
    let shared = (try? Declarations.read(DeclaredArguments<SharedOptions>.self).arguments) ?? []
    return (step + shared).compactMap(\.longName).filter { $0 != "border" }
  }

  /// Whether the command has the options of all filters.
  private var hasSharedOptions: Bool {
    guard command.path.count == 1, let name = command.path.first else { return false }
    return FilterCatalog.all.contains { $0.name == name }
      || name == RunCommand.configuration.commandName
  }

  private func lines(_ arguments: [Declarations.Argument]) -> [String] {
    let margin = arguments.contains(where: \.hasLetter) ? "    " : ""
    return arguments.flatMap { lines($0, margin: margin) }
  }

  private func lines(_ argument: Declarations.Argument, margin: String) -> [String] {
    let short = argument.shortName.map { "-\($0), " } ?? margin
    let name = argument.longName.map { "--\($0)" } ?? ""
    let value = argument.kind == .option ? " " + Self.shown(argument.valueName ?? "") : ""
    var text = Self.firstSentence(argument.abstract ?? "")
    if let values = argument.allValues, !values.isEmpty {
      text += text.last == ")" ? "; " : ": "
      text += values.joined(separator: ", ")
    }
    if let value = argument.defaultValue { text += " (default: \(value))" }
    return entry("  \(short)\(name)\(value)", text, column: Self.column)
  }

  /// Returns a value's name as help pages show it.
  private static func shown(_ valueName: String) -> String {
    valueName == "wxh" ? "WxH" : valueName.uppercased()
  }

  /// Returns the lines of a name with its text beside it, or below it if the name is long.
  private func entry(_ name: String, _ text: String, column: Int) -> [String] {
    let lines = Self.wrapped(text, width: Self.width - column)
    let margin = String(repeating: " ", count: column)
    let isLong = name.count > column - 2
    let first = isLong ? name : name + margin.dropFirst(name.count) + (lines.first ?? "")
    return [first] + lines.dropFirst(isLong ? 0 : 1).map { margin + $0 }
  }

  /// Returns the first sentence without its period, plus the default that follows it.
  private static func firstSentence(_ text: String) -> String {
    let end = text.firstRange(of: ". ")?.lowerBound ?? text.endIndex
    let rest = text[end...].drop { $0 == "." }
    let standard = rest.hasPrefix(" (default") ? String(rest) : ""
    let sentence = text[..<end]
    return (sentence.last == "." ? sentence.dropLast() : sentence) + standard
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension Declarations.Argument {
  /// The letter or digit after `-`; `nil` if there is none.
  var shortName: String? { names?.first { $0.kind == "short" }?.name }

  /// Whether the short name is a letter; such options are the common ones.
  var hasLetter: Bool { shortName?.first?.isLetter == true }
}
