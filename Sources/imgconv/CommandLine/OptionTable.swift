// SPDX-License-Identifier: Apache-2.0

/// A lookup table for the options and flags of a command.
struct OptionTable {
  /// The declarations, in the order of the help.
  let arguments: [Declarations.Argument]

  init(_ arguments: [Declarations.Argument]) { self.arguments = arguments }

  /// The long names of options and flags.
  var longNames: [String] { arguments.compactMap(\.longName) }

  /// Returns the option or flag with a name, given without dashes.
  func named(_ name: String) -> Declarations.Argument? {
    arguments.first { $0.names?.contains { $0.name == name } == true }
  }

  /// Returns the option that takes the next word as its value: the one that `--name` or `-n` names, or the last of
  /// `-vj`.
  func optionAwaitingValue(_ word: String) -> Declarations.Argument? {
    switch scan(word) {
    case .awaitsValue(let option): option
    default: nil
    }
  }

  /// The kind of a word of a command line.
  enum Kind {
    /// Not an option: a path, a value, or `-`.
    case plain
    /// Flags, or an option with its value.
    case complete
    /// An option whose value is the next word.
    case awaitsValue(Declarations.Argument)
    /// An option that the command does not have.
    case unknown
  }

  /// Returns the kind of a word before `--`.
  func scan(_ word: String) -> Kind {
    guard word.hasPrefix("-"), word.count > 1 else { return .plain }
    let name = word.prefix { $0 != "=" }
    if name.hasPrefix("--") {
      guard let argument = long(String(name.dropFirst(2))) else { return .unknown }
      return argument.kind == .option && name.count == word.count
        ? .awaitsValue(argument) : .complete
    }
    return scan(cluster: word.dropFirst())
  }

  /// Returns the kind of the letters after one dash: flags, and possibly an option with the rest as its value.
  private func scan(cluster: Substring) -> Kind {
    var rest = cluster
    while let letter = rest.popFirst() {
      guard let argument = short(String(letter)) else { return .unknown }
      if argument.kind == .option { return rest.isEmpty ? .awaitsValue(argument) : .complete }
    }
    return .complete
  }

  private func long(_ name: String) -> Declarations.Argument? {
    arguments.first { $0.names?.contains { $0.kind == "long" && $0.name == name } == true }
  }

  private func short(_ name: String) -> Declarations.Argument? {
    arguments.first { $0.names?.contains { $0.kind == "short" && $0.name == name } == true }
  }
}

extension Declarations.Argument {
  /// The name after `--`; `nil` for a positional argument.
  var longName: String? { names?.first { $0.kind == "long" }?.name }
}
