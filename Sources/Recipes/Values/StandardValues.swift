// SPDX-License-Identifier: Apache-2.0

extension Int: ParameterValue {
  /// Reads a whole number.
  package init?(text: String) { self.init(text) }

  /// The decimal digits.
  package var text: String { description }

  /// A whole number.
  package static var form: String { "a whole number" }
}

extension LosslessStringConvertible where Self: BinaryFloatingPoint {
  /// Reads a number that is the whole of a text.
  ///
  /// The standard library's initializers read up to a NUL and ignore what follows.
  init?(whole text: some StringProtocol) {
    if text.utf8.contains(0) { return nil }
    self.init(String(text))
  }
}

extension Double: ParameterValue {
  /// Reads a number.
  package init?(text: String) { self.init(whole: text) }

  /// The shortest digits that give the number.
  package var text: String { description }

  /// A number.
  package static var form: String { "a number" }
}

extension Bool: ParameterValue {
  /// Reads `true` or `false`.
  package init?(text: String) { self.init(text) }

  /// `true` or `false`.
  package var text: String { description }

  /// Both values.
  package static var allTexts: [String] { ["true", "false"] }
}

extension String: ParameterValue {
  /// Takes any text.
  package init?(text: String) { self = text }

  /// The text itself.
  package var text: String { self }

  /// A text.
  package static var form: String { "a text" }
}
