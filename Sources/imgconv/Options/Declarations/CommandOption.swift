// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The declaration of an option, a flag, an argument or a subgroup among the values of a group.
///
/// ArgumentParser and `FilterCommandLine` both read command lines by it.
struct CommandOption<Values>: Sendable {
  /// The name after `--`, which is also the key for ArgumentParser.
  let name: String
  /// Creates a property wrapper of ArgumentParser, which has the help.
  let wrapper: @Sendable () -> Any
  /// Stores the value that ArgumentParser has read.
  let decode: @Sendable (KeyedDecodingContainer<OptionKey>, inout Values) throws -> Void
  /// Returns how a word such as `--name` or `-n` is read; `nil` if it names another option.
  let reading: @Sendable (_ word: String) -> Reading?
  /// Checks the values of a subgroup.
  let validate: @Sendable (Values) throws -> Void

  /// Where a value is stored.
  typealias Place<Value> = any WritableKeyPath<Values, Value> & Sendable

  /// How an option is read without ArgumentParser.
  enum Reading: Sendable {
    /// A flag, which is stored.
    case flag(@Sendable (inout Values) -> Void)
    /// An option with a value, which is stored; the result is false if the text is not a value.
    ///
    /// `joinsValue` says whether the value may follow the short name in the same word.
    case value(@Sendable (_ text: String, inout Values) -> Bool, joinsValue: Bool)
  }

  /// Declares anything.
  ///
  /// - Parameters:
  ///   - wrapper: creates a property wrapper of ArgumentParser.
  ///   - value: returns the value of such a wrapper.
  ///   - path: where the value is stored.
  ///   - reading: returns how a word is read; `nil` if it names another option.
  init<Wrapper: Decodable & SendableMetatype, Value>(
    _ name: String, _ path: Place<Value>,
    _ wrapper: @escaping @Sendable () -> Wrapper,
    _ value: @escaping @Sendable (Wrapper) -> Value,
    validate: @escaping @Sendable (Values) throws -> Void = { _ in },
    reading: @escaping @Sendable (String) -> Reading?
  ) {
    self.name = name
    self.wrapper = wrapper
    decode = { container, values in
      let wrapper = try container.decode(Wrapper.self, forKey: OptionKey(stringValue: name))
      values[keyPath: path] = value(wrapper)
    }
    self.validate = validate
    self.reading = reading
  }
}

/// The name of an option as a key.
struct OptionKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

/// The names of an option on the command line.
struct OptionNames: Sendable {
  /// The name after `--`.
  let long: String
  /// The character after `-`.
  let short: Character?
  /// Whether a value may follow the short name in the same word, as in `-j4`.
  var joinsValue = false

  /// Whether a word is one of the names, with its dashes.
  func contains(_ word: String) -> Bool {
    if word.utf8.count == 2 { return short.map { word == "-\($0)" } == true }
    return word.hasPrefix("--") && word.dropFirst(2) == long
  }

  /// The names for ArgumentParser.
  var specification: NameSpecification {
    guard let short else { return .customLong(long) }
    return [.customLong(long), .customShort(short, allowingJoined: joinsValue)]
  }
}
