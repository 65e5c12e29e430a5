// SPDX-License-Identifier: Apache-2.0

/// Parameters that belong together.
package protocol ParameterGroup: SendableMetatype {
  /// All parameters, in the order of the help.
  static var parameters: [any DeclaredParameter] { get }

  /// The parameters of a step: those of the group, and those that every step has.
  static var stepParameters: [any DeclaredParameter] { get }
}

extension ParameterGroup {
  /// The parameters of the group.
  package static var stepParameters: [any DeclaredParameter] { parameters }
}
