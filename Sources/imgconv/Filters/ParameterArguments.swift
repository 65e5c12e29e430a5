// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Recipes

/// The options and flags of a step: those of a group of parameters, and those that every step has.
///
/// ArgumentParser finds the options of a type by reflection and decodes them by their names.  Here both follow from the
/// declarations of the parameters, so that no option is declared twice.
struct ParameterArguments<Group: ParameterGroup>: ParsableArguments {
  /// The values that the command line gives.
  private(set) var values = ParameterValues()

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ParameterKey.self)
    for parameter in Group.stepParameters {
      try parameter.read(from: container, into: &values)
    }
  }
}

extension ParameterArguments: CustomReflectable {
  /// The options, named as the storage of wrapped properties.
  var customMirror: Mirror {
    Mirror(
      self, children: Group.stepParameters.map { ("_" + $0.name, $0.commandOption) },
      displayStyle: .struct)
  }
}

/// The name of a parameter as a key.
private struct ParameterKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

extension DeclaredParameter {
  /// The option or flag of the parameter: a property wrapper of ArgumentParser.
  fileprivate var commandOption: Any { declaration.option }

  /// Decodes the value of the option and stores it among others.
  fileprivate func read(
    from container: KeyedDecodingContainer<ParameterKey>, into values: inout ParameterValues
  ) throws {
    try declaration.decode(from: container, into: &values)
  }
}

extension Parameter {
  private typealias Argument = ParameterArgument<Value>

  /// The option or flag of the parameter: a property wrapper of ArgumentParser.
  fileprivate var option: Any {
    let name = NameSpecification.customLong(name)
    if isFlag { return Flag(wrappedValue: false, name: name, help: ArgumentHelp(help)) }
    switch standard {
    case .value(let value):
      return Option(
        wrappedValue: Argument(value), name: name, help: argumentHelp(nil), completion: completion)
    case .required:
      return Option<Argument>(name: name, help: argumentHelp(nil), completion: completion)
    case .described(let text):
      return Option<Argument?>(name: name, help: argumentHelp(text), completion: completion)
    case .none:
      return Option<Argument?>(name: name, help: argumentHelp(nil), completion: completion)
    }
  }

  /// Decodes the value of `option`.
  fileprivate func decode(
    from container: KeyedDecodingContainer<ParameterKey>, into values: inout ParameterValues
  ) throws {
    let key = ParameterKey(stringValue: name)
    if let flag = self as? Parameter<Bool> {
      if try container.decode(Flag<Bool>.self, forKey: key).wrappedValue { values.set(flag, true) }
      return
    }
    let argument =
      switch standard {
      case .value, .required:
        try container.decode(Option<Argument>.self, forKey: key).wrappedValue
      case .described, .none:
        try container.decode(Option<Argument?>.self, forKey: key).wrappedValue
      }
    if let argument { values.set(self, argument.value) }
  }

  private func argumentHelp(_ standard: String?) -> ArgumentHelp {
    let suffix = standard.map { " (default: \($0))" } ?? ""
    return ArgumentHelp("\(help)\(suffix)", valueName: valueName)
  }

  private var completion: CompletionKind? {
    switch file {
    case .none: nil
    case .input(let ending): .file(extensions: [ending])
    case .outputDirectory: .directory
    }
  }
}
