// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Filters
import ImageFiles

extension Recipe {
  /// The maximum size of a recipe file, in bytes.
  private static let maxFile = 1 << 20

  /// Creates a recipe from the value of `--recipe`: a file's name if it ends in `.yaml` or `.yml`, otherwise the recipe itself.
  ///
  /// Relative names of weights files start from the directory of the recipe file.
  ///
  /// - Throws: `RecipeError` with its position, `FileError` if the file cannot be read.
  init(argument: String, defaults: FilterOptions = FilterOptions()) throws {
    let name = argument.lowercased()
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
      try self.init(InlineRecipe.steps(argument), beside: nil, defaults: defaults)
      return
    }
    do {
      let bytes = try WholeFile.bytes(argument, limit: Recipe.maxFile)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw RecipeError(nil, "is not UTF-8")
      }
      let directory = argument.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(argument[..<$0]) }
      try self.init(YAMLRecipe.steps(text), beside: directory, defaults: defaults)
    } catch var error as RecipeError {
      error.source = argument
      throw error
    }
  }

  private init(
    _ texts: [StepText], beside directory: String?, defaults: FilterOptions
  ) throws(RecipeError) {
    var steps: [Step] = []
    for text in texts { steps.append(try text.step(beside: directory, defaults: defaults)) }
    self.init(steps)
  }
}

extension StepText {
  /// Returns the step that the text describes; `defaults` provides the options of all filters that it does not set.
  fileprivate func step(
    beside directory: String?, defaults: FilterOptions
  ) throws(RecipeError) -> Recipe.Step {
    guard let type = FilterCatalog.all.first(where: { $0.name == name }) else {
      throw RecipeError(place, "there is no filter '\(name)'\(Self.hint(for: name))")
    }
    return try step(type, beside: directory, defaults: defaults)
  }

  private func step<Arguments: FilterArguments>(
    _: Arguments.Type, beside directory: String?, defaults: FilterOptions
  ) throws(RecipeError) -> Recipe.Step {
    do {
      let arguments = try StepArguments<Arguments>.parse(
        try words { Self.options(of: Arguments.self) })
      if arguments.filter.levelsDirectory != nil {
        throw ValidationError("--write-levels is for the command atrous, not for a recipe")
      }
      var step = try arguments.step(beside: directory)
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
    } catch let error as ValidationError {
      throw RecipeError(place(of: error.message), error.message)
    } catch {
      let options = Self.options(of: Arguments.self)
      try checkParameters(options)
      let message = StepArguments<Arguments>.message(for: error)
      let text = ParserMessage(CommandSyntax([name])).error(message).description
      throw RecipeError(place(of: text), text)
    }
  }

  /// Checks for a parameter that the step does not have, or that lacks its value.
  private func checkParameters(_ options: OptionTable) throws(RecipeError) {
    for parameter in parameters {
      guard let option = options.named(parameter.name) else {
        throw noParameter(parameter, options)
      }
      if option.kind == .option && parameter.value == nil {
        throw RecipeError(
          parameter.place, "\(parameter.name) has no value; write \(parameter.name)=VALUE")
      }
    }
  }

  /// Returns the options of a step.
  private static func options<Arguments: FilterArguments>(of _: Arguments.Type) -> OptionTable {
    OptionTable((try? Declarations.read(StepArguments<Arguments>.self).arguments) ?? [])
  }

  /// Returns a hint about what to write instead of an unknown filter name.
  private static func hint(for name: String) -> String {
    let names = FilterCatalog.all.map { $0.name }
    let meant: String
    switch ForeignCommands.answer(name) {
    case .step(let step): meant = step
    case .command(let name) where names.contains(name): meant = name
    case .words(let words): return "; \(words)"
    case .later(let words): return " yet" + (words.isEmpty ? "" : "; \(words)")
    default:
      if name.hasSuffix(".onnx") { return "; networks in ONNX files are not supported yet" }
      if name.contains(".") { return "; the name of a recipe file ends in .yaml or .yml" }
      guard let near = Nearest.match(name, among: names) else {
        return "; there are \(names.joined(separator: ", "))"
      }
      meant = near
    }
    return "; did you mean '\(meant)'?"
  }

  /// Returns the error for a parameter that a step does not have.
  private func noParameter(_ parameter: Parameter, _ options: OptionTable) -> RecipeError {
    let isStep = FilterCatalog.all.contains { $0.name == parameter.name }
    if isStep
      || !parameter.name.contains(where: \.isLetter) && !parameter.name.contains(where: \.isNumber)
    {
      return RecipeError(
        parameter.place, "'\(parameter.name)' is not a parameter; write | between steps")
    }
    let names = options.longNames.filter { $0 != "help" && $0 != "version" }
    let foreign = ForeignOptions.options(for: parameter.name).first(where: names.contains)
    let meant = Nearest.match(parameter.name, among: names) ?? foreign
    return RecipeError(
      parameter.place,
      "\(name) has no parameter '\(parameter.name)'; "
        + (meant.map { "did you mean '\($0)'?" } ?? "it has \(names.joined(separator: ", "))"))
  }

  /// Returns the step as the words of a command line.
  ///
  /// - Parameter options: returns the step's options; called only if needed, as it takes some milliseconds.
  private func words(_ options: () -> OptionTable) throws(RecipeError) -> [String] {
    var words: [String] = []
    for parameter in parameters {
      let isName = parameter.name.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-")
      }
      guard isName, parameter.name.count > 1, parameter.name.first != "-",
        parameter.name != "help", parameter.name != "version"
      else {
        try checkParameters(options())
        throw noParameter(parameter, options())
      }
      if let value = parameter.value, value == "true" || value == "false",
        options().named(parameter.name)?.kind == .flag
      {
        if value == "true" { words.append("--\(parameter.name)") }
        continue
      }
      words.append("--\(parameter.name)" + (parameter.value.map { "=" + $0 } ?? ""))
    }
    return words
  }

  /// Returns the position of the first parameter that a message names, or of the step if it names none.
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
