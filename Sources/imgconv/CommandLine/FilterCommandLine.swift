// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Filters
package import Recipes

/// The command line of a filter or of `run` in its ordinary form, read without ArgumentParser.
///
/// ArgumentParser takes longer to read a command line than a small image takes to be filtered: its reflection asks the
/// Swift runtime for conformances, and the first question about each type goes through all types of the program.
/// This reads the same declarations.
///
/// Whatever is not plainly valid is left to ArgumentParser, whose messages therefore stay the only ones.
package struct FilterCommandLine {
  /// The filter; `nil` for `run`.
  let filter: (any FilterDescription.Type)?
  /// The recipe that `run --recipe` names.
  private var recipe: String?
  /// The parameters of the filter and of its step, or of the steps of a recipe.
  package private(set) var parameters = ParameterValues()
  /// All other options.
  private(set) var shared = SharedOptions()

  /// Takes what ArgumentParser has read.
  init(
    _ filter: any FilterDescription.Type, _ parameters: ParameterValues, _ shared: SharedOptions
  ) {
    self.filter = filter
    self.parameters = parameters
    self.shared = shared
  }

  /// Takes what ArgumentParser has read of `run`.
  init(recipe: String?, _ parameters: ParameterValues, _ shared: SharedOptions) {
    filter = nil
    self.recipe = recipe
    self.parameters = parameters
    self.shared = shared
  }

  /// Reads a command line without the program's name.
  ///
  /// Understood are names of filters and `run`, `--name value`, `--name=value`, `--flag`, `-o value`, `-j4`, `-f`,
  /// several flags as in `-vn`, and paths; `nil` for anything else, and for values that are invalid, missing or do not
  /// go together.
  package init?(_ arguments: [String]) {
    guard arguments.count > 2 else { return nil }
    filter = FilterCatalog.named(arguments[0])
    if filter == nil && arguments[0] != "run" { return nil }
    var words = arguments.dropFirst()
    var hasShared = false
    while let word = words.popFirst() {
      if !word.hasPrefix("-") || word == "-" {
        if word.isEmpty { return nil }
        shared.paths.append(word)
        continue
      }
      guard let isShared = read(word, &words) else { return nil }
      hasShared = hasShared || isShared
    }
    for parameter in declared where parameter.isRequired {
      if !parameters.isGiven(parameter.name) { return nil }
    }
    // The defaults are valid.
    if hasShared && (try? shared.validateAll()) == nil { return nil }
  }

  /// The parameters that the command declares.
  private var declared: [any DeclaredParameter] {
    filter?.stepParameters ?? StepParameters.parameters
  }

  /// Reads an option and its value.
  ///
  /// - Returns: whether it is a shared option; `nil` if it is not understood.
  private mutating func read(_ word: String, _ words: inout ArraySlice<String>) -> Bool? {
    let name = word.prefix { $0 != "=" }
    let joined = name.endIndex == word.endIndex ? nil : word[name.endIndex...].dropFirst()
    if let joined, joined.isEmpty || !name.hasPrefix("--") { return nil }
    if name.hasPrefix("--"),
      let parameter = declared.first(where: { $0.name == name.dropFirst(2) })
    {
      if parameter.isFlag {
        return joined == nil && parameter.read("true", into: &parameters) ? false : nil
      }
      guard let text = joined.map(String.init) ?? Self.value(&words) else { return nil }
      return parameter.read(text, into: &parameters) ? false : nil
    }
    if filter == nil && name == "--recipe" {
      recipe = joined.map(String.init) ?? Self.value(&words)
      return recipe.map { _ in false }
    }
    if !word.hasPrefix("--") && word.count > 2 { return readJoined(word) }
    switch SharedOptions.reading(String(name)) {
    case .flag(let store)?:
      // In other programs a number after -q is a quality.
      if joined != nil || word == "-q" && words.first.flatMap({ Int($0) }) != nil { return nil }
      store(&shared)
      return true
    case .value(let store, _)?:
      guard let text = joined.map(String.init) ?? Self.value(&words) else { return nil }
      return store(text, &shared) ? true : nil
    case nil: return nil
    }
  }

  /// Reads an option and its value in one word, such as `-j4`, or several flags, such as `-vn`.
  ///
  /// - Returns: as `read(_:_:)`.
  private mutating func readJoined(_ word: String) -> Bool? {
    if case .value(let store, joinsValue: true)? = SharedOptions.reading(String(word.prefix(2))) {
      return store(String(word.dropFirst(2)), &shared) ? true : nil
    }
    for character in word.dropFirst() {
      guard case .flag(let store)? = SharedOptions.reading("-\(character)") else { return nil }
      store(&shared)
    }
    return true
  }

  /// Removes and returns the next word if it can only be a value.
  private static func value(_ words: inout ArraySlice<String>) -> String? {
    guard let word = words.first, !word.isEmpty else { return nil }
    if word.hasPrefix("-") && word != "-" && !NegativeValues.isNegative(word) { return nil }
    return words.popFirst()
  }

  /// Runs the filter or the recipe.
  ///
  /// - Throws: as `SharedOptions.run(_:levelsDirectory:recipe:)`.
  func run() throws {
    guard let filter else {
      return try RunCommand.run(recipe, parameters, shared)
    }
    try shared.run(shared.paths, levelsDirectory: levelsDirectory) {
      Recipe([try filter.step(parameters)])
    }
  }

  /// The directory for the planes of a wavelet transform; only `atrous` has one.
  private var levelsDirectory: String? { parameters.given(AtrousDescription.writeLevels) }
}

extension FilterCommandLine: CustomStringConvertible {
  /// Everything that the command line says; tests compare it with what ArgumentParser reads.
  package var description: String {
    guard let filter else {
      return "\(recipe ?? "-"), \(StepParameters.options(parameters)), \(shared)"
    }
    let step: String
    do {
      step = Recipe([try filter.step(parameters)]).canonicalText
    } catch {
      step = "\(error)"
    }
    return "\(step), levels in \(levelsDirectory ?? "-"), \(shared)"
  }

  /// Reads a command line by ArgumentParser; `nil` if it is not of a filter or of `run`.
  ///
  /// - Throws: an error of ArgumentParser.
  package static func parsed(_ arguments: [String]) throws -> FilterCommandLine? {
    let words = NegativeValues.joined(CommandSyntax(arguments))
    return (try Imgconv.parseAsRoot(words) as? any ParsedFilter)?.line
  }
}

/// A command of a filter, or `run`, that ArgumentParser has read.
protocol ParsedFilter {
  /// The command line.
  var line: FilterCommandLine { get }
}
