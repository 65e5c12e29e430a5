// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

extension CommandOption {
  /// A flag, which is false unless it is given.
  static func flag(
    _ name: String, short: Character? = nil,
    _ path: Place<Bool>, _ help: String
  ) -> Self {
    let names = OptionNames(long: name, short: short)
    return Self(
      name, path,
      { Flag(wrappedValue: false, name: names.specification, help: ArgumentHelp(help)) },
      { $0.wrappedValue },
      reading: { names.contains($0) ? .flag { $0[keyPath: path] = true } : nil })
  }

  /// A flag that is true, and its opposite, `--no-NAME`.
  static func enabledFlag(
    _ name: String, _ path: Place<Bool>, _ help: String
  ) -> Self {
    let (names, opposite) = (
      OptionNames(long: name, short: nil), OptionNames(long: "no-\(name)", short: nil)
    )
    return Self(
      name, path,
      {
        Flag(
          wrappedValue: true, name: names.specification, inversion: .prefixedNo,
          help: ArgumentHelp(help))
      },
      { $0.wrappedValue },
      reading: { word in
        if names.contains(word) { return .flag { $0[keyPath: path] = true } }
        return opposite.contains(word) ? .flag { $0[keyPath: path] = false } : nil
      })
  }

  /// An option with a default.
  static func option<Value: ExpressibleByArgument & Sendable>(
    _ name: String, _ path: Place<Value>, _ help: ArgumentHelp
  ) -> Self where Values: OptionValues {
    let names = OptionNames(long: name, short: nil)
    return Self(
      name, path,
      { Option(wrappedValue: Values()[keyPath: path], name: names.specification, help: help) },
      { $0.wrappedValue },
      reading: reading(names) { text, values in
        guard let value = Value(argument: text) else { return false }
        values[keyPath: path] = value
        return true
      })
  }

  /// An option without a default.
  static func option<Value: ExpressibleByArgument & Sendable>(
    _ name: String, short: Character? = nil, joinsValue: Bool = false,
    _ path: Place<Value?>, _ help: ArgumentHelp,
    completion: CompletionKind? = nil
  ) -> Self {
    let names = OptionNames(long: name, short: short, joinsValue: joinsValue)
    return Self(
      name, path,
      { Option<Value?>(name: names.specification, help: help, completion: completion) },
      { $0.wrappedValue },
      reading: reading(names) { text, values in
        guard let value = Value(argument: text) else { return false }
        values[keyPath: path] = value
        return true
      })
  }

  /// An option without a default, whose errors have a reason.
  static func option<Value: Sendable>(
    _ name: String, _ path: Place<Value?>, _ help: ArgumentHelp,
    parsed: @escaping @Sendable (String) throws -> Value
  ) -> Self {
    let names = OptionNames(long: name, short: nil)
    return Self(
      name, path, { Option<Value?>(name: names.specification, help: help, transform: parsed) },
      { $0.wrappedValue },
      reading: reading(names) { text, values in
        guard let value = try? parsed(text) else { return false }
        values[keyPath: path] = value
        return true
      })
  }

  /// An option that may be repeated, whose errors have a reason.
  static func list<Value: Sendable>(
    _ name: String, _ path: Place<[Value]>, _ help: ArgumentHelp,
    completion: CompletionKind? = nil, parsed: @escaping @Sendable (String) throws -> Value
  ) -> Self {
    let names = OptionNames(long: name, short: nil)
    return Self(
      name, path,
      {
        Option<[Value]>(
          wrappedValue: [], name: names.specification, parsing: .singleValue, help: help,
          completion: completion, transform: parsed)
      },
      { $0.wrappedValue },
      reading: reading(names) { text, values in
        guard let value = try? parsed(text) else { return false }
        values[keyPath: path].append(value)
        return true
      })
  }

  /// The words of the command line that are neither options nor their values.
  static func words(
    _ name: String, _ path: Place<[String]>, _ help: ArgumentHelp,
    completion: CompletionKind
  ) -> Self {
    Self(
      name, path, { Argument<[String]>(wrappedValue: [], help: help, completion: completion) },
      { $0.wrappedValue }, reading: { _ in nil })
  }

  /// A group of options under a title.
  static func group<Part: OptionValues>(
    _ title: String, _ name: String, _ path: Place<Part>
  ) -> Self {
    Self(
      name, path, { OptionGroup<DeclaredArguments<Part>>(title: title) },
      { $0.wrappedValue.values },
      validate: { try $0[keyPath: path].validateAll() },
      reading: { word in
        switch Part.reading(word) {
        case .flag(let store)?: .flag { store(&$0[keyPath: path]) }
        case .value(let store, let joinsValue)?:
          .value({ store($0, &$1[keyPath: path]) }, joinsValue: joinsValue)
        case nil: nil
        }
      })
  }

  private static func reading(
    _ names: OptionNames, _ store: @escaping @Sendable (String, inout Values) -> Bool
  ) -> @Sendable (String) -> Reading? {
    { names.contains($0) ? .value(store, joinsValue: names.joinsValue) : nil }
  }
}

extension OptionValues {
  /// Returns how a word such as `--name` or `-n` is read; `nil` if no option has the name.
  static func reading(_ word: String) -> CommandOption<Self>.Reading? {
    for declaration in declarations {
      if let reading = declaration.reading(word) { return reading }
    }
    return nil
  }

  /// Checks the values and those of subgroups, as ArgumentParser does.
  func validateAll() throws {
    for declaration in Self.declarations { try declaration.validate(self) }
    try validate()
  }
}
