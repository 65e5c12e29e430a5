// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Filters
internal import Recipes

/// A command that applies one filter to images.
struct FilterCommand<Description: FilterDescription>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Description.name, abstract: Description.abstract, usage: Description.usage,
      discussion: Description.discussion)
  }

  @OptionGroup(title: "Filter") var arguments: ParameterArguments<Description>
  @OptionGroup var shared: DeclaredArguments<SharedOptions>

  func run() throws { try line.run() }
}

extension FilterCommand: ParsedFilter {
  var line: FilterCommandLine {
    FilterCommandLine(Description.self, arguments.values, shared.values)
  }
}

extension FilterCatalog {
  /// The commands of all filters.
  static let commands: [any ParsableCommand.Type] = all.map { command(of: $0) }

  private static func command<Description: FilterDescription>(
    of _: Description.Type
  ) -> any ParsableCommand.Type {
    FilterCommand<Description>.self
  }
}
