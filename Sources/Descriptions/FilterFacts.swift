// SPDX-License-Identifier: Apache-2.0

package import Batch
internal import Filters
internal import Recipes

/// The filters and their parameters as JSON, from which interfaces for other languages are made.
package enum FilterFacts {
  /// An object of `filters`, in the order of the help, and of the parameters that every `step` has.
  package static var json: JSON {
    .object([
      ("filters", .array(FilterCatalog.all.map(json(of:)))),
      ("step", .array(StepParameters.parameters.map(json(of:)))),
    ])
  }

  private static func json(of filter: any FilterDescription.Type) -> JSON {
    let parameters = filter.parameters.filter { !$0.isForCommandsOnly }
    return .object([
      ("name", .string(filter.name)),
      ("help", .string(filter.abstract)),
      ("parameters", .array(parameters.map(json(of:)))),
    ])
  }

  private static func json(of parameter: any DeclaredParameter) -> JSON {
    func described<Declared: DeclaredParameter>(_ parameter: Declared) -> JSON {
      json(declaration: parameter.declaration)
    }
    return described(parameter)
  }

  private static func json<Value>(declaration parameter: Parameter<Value>) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(parameter.name)),
      ("kind", .string(kind(of: Value.self).rawValue)),
      ("help", .string(plain(parameter.help))),
      ("value", .string(parameter.valueName)),
      ("form", .string(parameter.form)),
      ("required", .bool(parameter.isRequired)),
    ]
    switch parameter.standard {
    case .value(let value): members.append(("default", .string(value.text)))
    case .described(let text): members.append(("default_text", .string(plain(text))))
    case .none, .required: break
    }
    if !Value.allTexts.isEmpty {
      members.append(("choices", .array(Value.allTexts.map(JSON.string))))
    }
    if let range = parameter.range {
      members.append(("min", .real(range.lowerBound)))
      members.append(("max", .real(range.upperBound)))
    }
    if parameter.unit != .none { members.append(("unit", .string(parameter.unit.rawValue))) }
    if case .input(let suffix) = parameter.file { members.append(("file", .string(suffix))) }
    return .object(members)
  }

  /// Returns a text that names parameters as recipes do, without the hyphens of options.
  private static func plain(_ text: String) -> String { text.replacing("--", with: "") }

  /// What a value is made of.
  private enum Kind: String {
    /// A whole number, or one number.
    case integer, number
    /// One or two numbers: for both axes, or for rows and columns.
    case integers, numbers
    /// Rows of numbers.
    case rows
    /// True or false.
    case flag
    /// One of several names.
    case choice
    /// Any other text.
    case text
  }

  private static func kind<Value: ParameterValue>(of _: Value.Type) -> Kind {
    switch Value.self {
    case is Int.Type: .integer
    case is Double.Type: .number
    case is PerAxis<Int>.Type: .integers
    case is PerAxis<Double>.Type: .numbers
    case is NumberRows.Type: .rows
    case is Bool.Type: .flag
    default: Value.allTexts.isEmpty ? .text : .choice
    }
  }
}
