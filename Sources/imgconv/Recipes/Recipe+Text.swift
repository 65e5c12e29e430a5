// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Filters
import ImageFiles

extension Recipe {
  /// The most bytes of a recipe's file.
  private static let largestFile = 1 << 20

  /// The recipe that a command line's `--recipe` names or holds: a file if it ends in `.yaml` or `.yml`, else the recipe itself.
  ///
  /// Files of weights are looked for beside a recipe's file.
  ///
  /// - Throws: `RecipeError` with the place of the fault, `FileError` if the file cannot be read.
  init(argument: String, defaults: FilterOptions = FilterOptions()) throws {
    let name = argument.lowercased()
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
      try self.init(InlineRecipe.steps(argument), beside: nil, defaults: defaults)
      return
    }
    do {
      let bytes = try SmallFile.bytes(argument, limit: Recipe.largestFile)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw RecipeError(nil, "is not UTF-8")
      }
      let folder = argument.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(argument[..<$0]) }
      try self.init(YAMLRecipe.steps(text), beside: folder, defaults: defaults)
    } catch var error as RecipeError {
      error.source = argument
      throw error
    }
  }

  private init(
    _ texts: [StepText], beside folder: String?, defaults: FilterOptions
  ) throws(RecipeError) {
    var steps: [Step] = []
    for text in texts { steps.append(try text.step(beside: folder, defaults: defaults)) }
    self.init(steps)
  }
}

extension StepText {
  /// The step that the text describes; what it does not say of the options of every filter is as in `defaults`.
  fileprivate func step(
    beside folder: String?, defaults: FilterOptions
  ) throws(RecipeError) -> Recipe.Step {
    guard let type = FilterCatalog.all.first(where: { $0.name == name }) else {
      let names = FilterCatalog.all.map { $0.name }.joined(separator: ", ")
      throw RecipeError(place, "there is no filter '\(name)'; there are \(names)")
    }
    return try step(type, beside: folder, defaults: defaults)
  }

  private func step<Arguments: FilterArguments>(
    _: Arguments.Type, beside folder: String?, defaults: FilterOptions
  ) throws(RecipeError) -> Recipe.Step {
    do {
      let arguments = try StepArguments<Arguments>.parse(try words())
      if arguments.filter.levelsFolder != nil {
        throw ValidationError("--write-levels is for the command atrous, not for a recipe")
      }
      var step = try arguments.step(beside: folder)
      step.options.border = step.options.border ?? defaults.border
      if !parameters.contains(where: { $0.name == "alpha" }) { step.options.alpha = defaults.alpha }
      step.options.tolerance = step.options.tolerance ?? defaults.tolerance
      return step
    } catch let error as RecipeError {
      throw error
    } catch let error as FileError {
      throw RecipeError(place(of: "weights"), "\(error)", status: RunStatus(error.kind))
    } catch let error as FilterError {
      throw RecipeError(place(of: "\(error)"), "\(error)")
    } catch {
      let message = Message.line(StepArguments<Arguments>.message(for: error))
      throw RecipeError(place(of: message), message)
    }
  }

  /// The step as the words of a command line.
  private func words() throws(RecipeError) -> [String] {
    var words: [String] = []
    for parameter in parameters {
      let isName = parameter.name.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-")
      }
      guard isName, parameter.name.count > 1, parameter.name.first != "-",
        parameter.name != "help", parameter.name != "version"
      else {
        throw RecipeError(parameter.place, "\(name) has no parameter '\(parameter.name)'")
      }
      words.append("--\(parameter.name)" + (parameter.value.map { "=" + $0 } ?? ""))
    }
    return words
  }

  /// Where the parameter stands that a message is about: its first word that is one's name; else where the step stands.
  private func place(of message: String) -> Place {
    let words = message.split { !($0.isLetter || $0 == "-") }.map { word in
      word.drop { $0 == "-" }
    }
    for word in words {
      let named = parameters.first { word == $0.name || word == $0.name + "s" }
      if let named { return named.place }
    }
    return place
  }
}
