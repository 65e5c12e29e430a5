// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
internal import Recipes

/// The command that a command line names, and the words after it.
struct CommandSyntax {
  /// The names of the command: empty for the root, `["explain", "blur"]` for a subcommand.
  let path: [String]
  /// The command's type.
  let type: any ParsableCommand.Type
  /// The words after the names.
  let words: [String]

  /// Splits a command line into the known command names at its start and the other words.
  init(_ arguments: [String]) {
    var path: [String] = []
    var type: any ParsableCommand.Type = Imgconv.self
    for word in arguments {
      guard let below = Self.commands(below: type)[word] else { break }
      path.append(word)
      type = below
    }
    self.path = path
    self.type = type
    words = Array(arguments.dropFirst(path.count))
  }

  /// The command line up to the command, such as `imgconv explain blur`.
  var name: String { (["imgconv"] + path).joined(separator: " ") }

  /// The names of the subcommands, in the order of the help; hidden ones are left out.
  var shownSubcommands: [String] {
    type.configuration.subcommands.map { $0.configuration }.filter(\.shouldDisplay)
      .compactMap(\.commandName)
  }

  /// Whether a subcommand must follow.
  var needsSubcommand: Bool { !type.configuration.subcommands.isEmpty }

  /// The words that may be options: those before `--`.
  var optionWords: ArraySlice<String> { words.prefix { $0 != "--" } }

  /// The options that the command declares; reading them takes some milliseconds.
  var options: OptionTable { OptionTable((try? Declarations.read(type).arguments) ?? []) }

  /// The parameters of the command's filter and of its step; those of a step alone for other commands.
  var parameters: [any DeclaredParameter] {
    path.last.flatMap(FilterCatalog.named)?.stepParameters ?? StepParameters.parameters
  }

  private static func commands(
    below type: any ParsableCommand.Type
  ) -> [String: any ParsableCommand.Type] {
    var result: [String: any ParsableCommand.Type] = [:]
    for below in type.configuration.subcommands {
      if let name = below.configuration.commandName { result[name] = below }
    }
    return result
  }
}
