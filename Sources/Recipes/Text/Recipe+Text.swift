// SPDX-License-Identifier: Apache-2.0

public import Filters
internal import ImageFiles

extension Recipe {
  /// The maximum size of a recipe file, in bytes.
  private static let maxFile = 1 << 20

  /// Reads a recipe on one line, such as `blur sigma=2 | edge`.
  ///
  /// - Throws: `RecipeError`, with its position.
  public init(inline text: String) throws(RecipeError) {
    try self.init(InlineRecipe.steps(text), in: RecipeContext(), defaults: FilterOptions())
  }

  /// Reads a recipe file in YAML; names of weights files are relative to it.
  ///
  /// - Throws: `RecipeError` with its position, `FileError` if the file cannot be read.
  public init(yamlFile path: String) throws {
    try self.init(yamlFile: path, in: RecipeContext(), defaults: FilterOptions())
  }

  /// Reads a recipe in YAML; relative names of weights files start from `directory`, or the current one if it is `nil`.
  ///
  /// - Throws: `RecipeError`, with its position.
  package init(yaml text: String, directory: String? = nil) throws(RecipeError) {
    try self.init(
      YAMLRecipe.steps(text), in: RecipeContext(directory: directory), defaults: FilterOptions())
  }

  /// Creates a recipe from an argument: a file's name if it ends in `.yaml` or `.yml`, otherwise the recipe itself.
  ///
  /// - Parameter defaults: the options of steps that do not set their own.
  /// - Throws: `RecipeError` with its position, `FileError` if the file cannot be read.
  package init(
    argument: String, in context: RecipeContext, defaults: FilterOptions = FilterOptions()
  ) throws {
    let name = argument.lowercased()
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      try self.init(yamlFile: argument, in: context, defaults: defaults)
    } else {
      try self.init(InlineRecipe.steps(argument), in: context, defaults: defaults)
    }
  }

  private init(yamlFile path: String, in context: RecipeContext, defaults: FilterOptions) throws {
    do {
      let bytes = try WholeFile.bytes(path, limit: Recipe.maxFile)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw RecipeError(nil, "is not UTF-8")
      }
      var context = context
      context.directory = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
      try self.init(YAMLRecipe.steps(text), in: context, defaults: defaults)
    } catch var error as RecipeError {
      error.source = path
      throw error
    }
  }

  private init(
    _ texts: [StepText], in context: RecipeContext, defaults: FilterOptions
  ) throws(RecipeError) {
    var steps: [Step] = []
    for text in texts { steps.append(try text.step(in: context, defaults: defaults)) }
    self.init(steps)
  }
}
