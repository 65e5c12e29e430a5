// SPDX-License-Identifier: Apache-2.0

import Filters
import Recipes
import Testing

@Suite("Parameters of filters, as data")
struct ParameterTests {
  /// A filter and the name of one of its parameters.
  struct Declared: Sendable, CustomTestStringConvertible {
    let filter: String
    let parameter: String
    var testDescription: String { "\(filter) \(parameter)" }
  }

  static let all: [Declared] = FilterCatalog.all.flatMap { description in
    description.parameters.map { Declared(filter: description.name, parameter: $0.name) }
  }

  @Test(
    "the names of a step's parameters are distinct, in lowercase with hyphens, and each has a help")
  func names() {
    for description in FilterCatalog.all {
      let names = description.stepParameters.map { $0.name }
      #expect(Set(names).count == names.count)
      for parameter in description.stepParameters {
        #expect(parameter.name.allSatisfy { $0.isLowercase || $0 == "-" })
        #expect(parameter.help.hasSuffix("."), "\(parameter.name)")
        #expect(parameter.isFlag == parameter.valueName.isEmpty, "\(parameter.name)")
        #expect(
          description.usage.contains(" --\(parameter.name) ") == parameter.isRequired,
          "\(parameter.name)")
      }
    }
  }

  @Test("every suggestion is a value, and the text of a value gives it back")
  func suggestions() throws {
    for description in FilterCatalog.all {
      for parameter in description.stepParameters { try check(parameter) }
    }
  }

  private func check<Parameter: DeclaredParameter>(_ parameter: Parameter) throws {
    for text in Parameter.Value.suggestions {
      let value = try #require(Parameter.Value(text: text), "\(parameter.name) \(text)")
      #expect(Parameter.Value(text: value.text) == value)
    }
    if case .value(let value) = parameter.declaration.standard {
      #expect(Parameter.Value(text: value.text) == value)
    }
  }

  @Test("the default of every filter is valid", arguments: FilterCatalog.names)
  func defaults(name: String) throws {
    let required = [
      "mix": " preset=gray", "crop": " size=4x3", "convolve": " weights=1",
      "resize": " size=50%",
    ]
    let recipe = try Recipe(inline: name + (required[name] ?? ""))
    #expect(recipe.steps.map(\.filter.name) == [name])
  }

  /// What must be set besides, so that a number takes effect.
  private static let settings = [
    "edge sigma": "operator=log", "blur radius": "kernel=box",
    "convolve padding": "weights=1", "convolve dilation": "weights=1",
  ]

  @Test("the range of a parameter is the one that the filter checks", arguments: all)
  func ranges(_ declared: Declared) throws {
    let description = try #require(FilterCatalog.named(declared.filter))
    let parameter = try #require(description.parameters.first { $0.name == declared.parameter })
    guard let range = parameter.range else { return }
    let other = Self.settings["\(declared.filter) \(declared.parameter)"].map { " " + $0 } ?? ""
    func recipe(_ number: Double) throws {
      let text = number == number.rounded() ? "\(Int(number))" : "\(number)"
      _ = try Recipe(inline: "\(declared.filter) \(declared.parameter)=\(text)\(other)")
    }
    try recipe(range.lowerBound)
    try recipe(range.upperBound)
    #expect(throws: RecipeError.self) { try recipe(range.lowerBound - 1) }
    #expect(throws: RecipeError.self) { try recipe(range.upperBound + 1) }
  }

  @Test(
    "a NUL does not end a number",
    arguments: [
      "blur sigma=2\0x", "mix preset=hue=30\0x", "mix matrix='1,0,0\0: {'",
      "convolve weights='1 2 1\0; 1'",
      "convolve weights=1 activation=leaky=0.1\0x",
    ])
  func numbersWithNUL(text: String) {
    #expect(throws: RecipeError.self) { try Recipe(inline: text) }
  }
}
