// SPDX-License-Identifier: Apache-2.0

package import Filters

/// A filter as users know it: its name, its help and its parameters.
package protocol FilterDescription: ParameterGroup {
  /// The name of the command and of the recipe step.
  static var name: String { get }

  /// The purpose: one imperative sentence.
  static var abstract: String { get }

  /// The form of the command: every required parameter is in it.
  static var usage: String { get }

  /// The formulas and examples, in sections with a heading in capitals.
  static var discussion: String { get }

  /// Returns the filter that the values describe; its numbers are not checked yet.
  ///
  /// - Precondition: values of required parameters are given.
  /// - Throws: `ParameterError` for values that conflict, `FileError` for a file of weights,
  ///   `FilterError` for weights of a wrong shape.
  static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws -> any FilterDefinition
}

extension FilterDescription {
  /// The form of a command without required parameters.
  package static var usage: String { "imgconv \(name) [options] INPUT... OUTPUT" }

  /// The parameters of a step: those of the filter, and those that every step has.
  package static var stepParameters: [any DeclaredParameter] {
    parameters + StepParameters.parameters
  }
}
