// SPDX-License-Identifier: Apache-2.0

extension StepText {
  /// Returns a hint about what to write instead of an unknown filter name.
  func hint(_ hints: RecipeContext.Hints) -> String {
    let names = FilterCatalog.names
    if let hint = hints.filter(name) { return hint }
    if name.hasSuffix(".onnx") { return "; networks in ONNX files are not supported yet" }
    if name.contains(".") { return "; the name of a recipe file ends in .yaml or .yml" }
    guard let near = Nearest.match(name, among: names) else {
      return "; there are \(names.joined(separator: ", "))"
    }
    return "; did you mean '\(near)'?"
  }

  /// Returns the error for a parameter that a step does not have.
  func unknown(
    _ parameter: Parameter, _ names: [String], _ hints: RecipeContext.Hints
  ) -> RecipeError {
    let isWord = parameter.name.contains { $0.isLetter || $0.isNumber }
    if FilterCatalog.names.contains(parameter.name) || !isWord {
      return RecipeError(
        parameter.place, "'\(parameter.name)' is not a parameter; write | between steps")
    }
    let meant =
      Nearest.match(parameter.name, among: names)
      ?? hints.parameters(parameter.name).first(where: names.contains)
    return RecipeError(
      parameter.place,
      "\(name) has no parameter '\(parameter.name)'; "
        + (meant.map { "did you mean '\($0)'?" } ?? "it has \(names.joined(separator: ", "))"))
  }
}
