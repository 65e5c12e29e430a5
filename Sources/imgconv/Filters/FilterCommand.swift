// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Filters
import ImageFiles

/// The arguments that describe one filter: in its command, as a step of a recipe, and in `explain`.
protocol FilterArguments: ParsableArguments {
  /// The filter's name and help.
  static var configuration: CommandConfiguration { get }

  /// Returns the filter that the arguments describe; relative names of its files start from `directory`, if given.
  ///
  /// - Throws: `ValidationError` for arguments that conflict, `FileError` for a weights file.
  func filter(beside directory: String?) throws -> Filter

  /// The directory for the planes of a wavelet transform; only `atrous` has one.
  var levelsDirectory: String? { get }
}

extension FilterArguments {
  var levelsDirectory: String? { nil }

  /// The name of the command and of the recipe step.
  static var name: String { configuration.commandName ?? "" }
}

/// The filters that are available as commands and as steps of recipes.
enum FilterCatalog {
  /// The argument types of all filters, in the order of the help.
  static let all: [any FilterArguments.Type] = [
    BlurArguments.self, EdgeArguments.self, SharpenArguments.self, AtrousArguments.self,
    MixArguments.self, UpsampleArguments.self, DownsampleArguments.self, ConvolveArguments.self,
  ]

  /// The commands of all filters.
  static let commands: [any ParsableCommand.Type] = all.map { command(of: $0) }

  private static func command<Arguments: FilterArguments>(
    of _: Arguments.Type
  ) -> any ParsableCommand.Type {
    FilterCommand<Arguments>.self
  }
}

/// The arguments of one step: a filter's own arguments and the options that every filter has.
struct StepArguments<Arguments: FilterArguments>: ParsableArguments {
  @OptionGroup var filter: Arguments
  @OptionGroup var step: StepOptions

  /// Returns the step, with its numbers checked.
  ///
  /// - Throws: as `FilterArguments.filter(beside:)`; `FilterError` for a number outside its range.
  func step(beside directory: String?) throws -> Recipe.Step {
    let result = Recipe.Step(try filter.filter(beside: directory), options: step.options)
    try result.filter.validate()
    return result
  }
}

/// A command that applies one filter to images.
struct FilterCommand<Arguments: FilterArguments>: ParsableCommand {
  static var configuration: CommandConfiguration { Arguments.configuration }

  @OptionGroup(title: "Filter") var arguments: StepArguments<Arguments>
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.run(shared.paths, levelsDirectory: arguments.filter.levelsDirectory) {
      Recipe([try arguments.step(beside: nil)])
    }
  }
}
