// SPDX-License-Identifier: Apache-2.0

/// The values of a group of options, as a plain value that knows no parser.
///
/// `init()` sets the defaults.  Everything else about the options follows from their declarations.
protocol OptionValues: Sendable, SendableMetatype {
  /// The values if the command line gives none.
  init()

  /// All options, in the order of the help.
  static var declarations: [CommandOption<Self>] { get }

  /// Checks values that do not go together.
  ///
  /// - Throws: `ValidationError`.
  func validate() throws
}
