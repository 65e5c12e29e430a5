// SPDX-License-Identifier: Apache-2.0

/// The values that a user gives to parameters.
package struct ParameterValues: Sendable {
  private var given: [String: any ParameterValue] = [:]

  /// No values.
  package init() {}

  /// Sets the value of a parameter.
  package mutating func set<Value>(_ parameter: Parameter<Value>, _ value: Value) {
    given[parameter.name] = value
  }

  /// Returns the value that the user gave; `nil` without one.
  package func given<Value>(_ parameter: Parameter<Value>) -> Value? {
    given[parameter.name] as? Value
  }

  /// Whether the user gave a value for a parameter of this name.
  package func isGiven(_ name: String) -> Bool { given[name] != nil }

  /// The value of a parameter that the user gave, or the default.
  ///
  /// - Precondition: the parameter has a default value, or the user gave it.
  package subscript<Value>(parameter: Parameter<Value>) -> Value {
    if let value = given(parameter) { return value }
    guard case .value(let value) = parameter.standard else {
      preconditionFailure("\(parameter.name) has no default value")
    }
    return value
  }
}
