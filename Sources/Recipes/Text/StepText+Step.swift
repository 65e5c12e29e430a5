// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import ImageFiles

extension StepText {
  /// Returns the step that the text describes, with its numbers checked; `defaults` provides the options that it does
  /// not set.
  func step(
    in context: RecipeContext, defaults: FilterOptions
  ) throws(RecipeError) -> Recipe.Step {
    guard let description = FilterCatalog.named(name) else {
      throw RecipeError(place, "there is no filter '\(name)'\(hint(context.hints))")
    }
    let values = try values(of: description, context.hints)
    do {
      let filter = try description.filter(values, in: context).filter
      try filter.validate()
      return Recipe.Step(filter, options: options(values, defaults))
    } catch let error as ParameterError {
      throw RecipeError(place(of: error.parameters), error.message { $0 })
    } catch let error as FilterError {
      throw RecipeError(place(of: error.parameter.map { [$0] } ?? []), "\(error)")
    } catch let error as FileError {
      throw RecipeError(place(of: ["weights", "bias"]), "\(error)", file: error)
    } catch {
      throw RecipeError(place, "\(error)")
    }
  }

  /// Returns the options of the step.
  private func options(_ values: ParameterValues, _ defaults: FilterOptions) -> FilterOptions {
    var options = StepParameters.options(values)
    options.border = options.border ?? defaults.border
    if values.given(StepParameters.alpha) == nil { options.alpha = defaults.alpha }
    options.tolerance = options.tolerance ?? defaults.tolerance
    return options
  }

  /// Returns the values of the step's parameters; the last of one name counts.
  private func values(
    of description: any FilterDescription.Type, _ hints: RecipeContext.Hints
  ) throws(RecipeError) -> ParameterValues {
    let declared = description.stepParameters
    var pairs: [(text: Parameter, parameter: any DeclaredParameter)] = []
    for text in parameters {
      pairs.append((text, try parameter(of: text, among: declared, hints)))
    }
    var values = ParameterValues()
    for (text, parameter) in pairs { try read(text, parameter, hints, into: &values) }
    for parameter in declared where parameter.isRequired && !values.isGiven(parameter.name) {
      throw RecipeError(place, "\(parameter.name) is missing: \(parameter.form)")
    }
    return values
  }

  /// Returns the declaration of a parameter, after checking that it has a value if it needs one.
  private func parameter(
    of text: Parameter, among declared: [any DeclaredParameter], _ hints: RecipeContext.Hints
  ) throws(RecipeError) -> any DeclaredParameter {
    guard let parameter = declared.first(where: { $0.name == text.name }) else {
      throw unknown(text, declared.map { $0.name }, hints)
    }
    if text.value == nil && !parameter.isFlag {
      throw RecipeError(text.place, "\(text.name) has no value; write \(text.name)=VALUE")
    }
    if parameter.isForCommandsOnly {
      throw RecipeError(
        text.place, "\(text.name) is for the command \(name), not for a recipe")
    }
    return parameter
  }

  /// Reads the value of a parameter.
  private func read(
    _ text: Parameter, _ parameter: any DeclaredParameter, _ hints: RecipeContext.Hints,
    into values: inout ParameterValues
  ) throws(RecipeError) {
    let value = text.value ?? "true"
    if parameter.read(value, into: &values) { return }
    if parameter.isFlag {
      throw RecipeError(text.place, "\(text.name) is '\(value)'; it must be true or false")
    }
    let advice =
      parameter.advice(for: value)
      ?? ValueAdvice(hint: hints.value).text(
        for: value, allTexts: parameter.allTexts, form: parameter.form)
    throw RecipeError(text.place, "\(text.name) is '\(value)'; \(advice)")
  }

  /// Returns the position of the first of some parameters that the step sets, or of the step if it sets none.
  private func place(of names: [String]) -> Place {
    for name in names {
      if let parameter = parameters.last(where: { $0.name == name }) { return parameter.place }
    }
    return place
  }
}
