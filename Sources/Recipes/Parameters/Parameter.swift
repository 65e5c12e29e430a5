// SPDX-License-Identifier: Apache-2.0

/// The declaration of one parameter of a filter or of a step.
///
/// The command line, recipes, messages, manual pages and shell completions all follow from it.
package struct Parameter<Value: ParameterValue>: DeclaredParameter {
  /// The name, with hyphens between words: `output-padding`.
  package let name: String
  /// The purpose: an imperative sentence.
  package let help: String
  /// The placeholder for the value in documentation: `sy[,sx]`; empty for a flag.
  package let valueName: String
  /// What applies if the parameter is not given.
  package let standard: Standard
  /// The range of each number of the value; `nil` if it is unlimited or depends on other parameters.
  package let range: ClosedRange<Double>?
  /// The unit of the numbers.
  package let unit: Unit
  /// What a text must be, to complete the sentence "it must be".
  package let form: String
  /// The kind of file that the value names.
  package let file: File

  /// What applies if a parameter is not given.
  package enum Standard: Hashable, Sendable {
    /// A value.
    case value(Value)
    /// What the text describes, such as a default that depends on other parameters.
    case described(String)
    /// Nothing: the parameter is optional, and has no effect unless it is given.
    case none
    /// An error.
    case required
  }

  /// A unit of numbers.
  package enum Unit: String, Hashable, Sendable {
    /// None: a factor, a count, or no number at all.
    case none
    /// Distances between neighboring samples.
    case pixels
    /// Samples, where 0 to 1 is the range of an image file.
    case samples
    /// Standard deviations of the noise.
    case deviations
  }

  /// A kind of file.
  package enum File: Hashable, Sendable {
    /// The value does not name a file.
    case none
    /// The value may name a file with this extension, which is read.
    case input(extension: String)
    /// The value names a directory, into which a command writes; recipes do not have the parameter.
    case outputDirectory
  }

  /// Declares a parameter.
  package init(
    _ name: String, _ valueName: String, _ standard: Standard, range: ClosedRange<Double>? = nil,
    unit: Unit = .none, form: String? = nil, file: File = .none, help: String
  ) {
    self.name = name
    self.valueName = valueName
    self.standard = standard
    self.range = range
    self.unit = unit
    self.form = form ?? Value.form
    self.file = file
    self.help = help
  }

  /// The declaration itself.
  package var declaration: Parameter<Value> { self }
}

extension Parameter<Bool> {
  /// Declares a flag, which is false unless it is given.
  package init(_ name: String, help: String) {
    self.init(name, "", .value(false), help: help)
  }
}
