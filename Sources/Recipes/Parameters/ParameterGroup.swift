// SPDX-License-Identifier: Apache-2.0

/// Parameters that belong together.
package protocol ParameterGroup: SendableMetatype {
  /// All parameters, in the order of the help.
  static var parameters: [any DeclaredParameter] { get }
}
