// SPDX-License-Identifier: Apache-2.0

/// The release that this source belongs to.
package enum Release {
  /// The version of the program and of the library.
  package static var version: String { "\(constant)" }

  /// The version as a constant of the program.
  package static let constant: StaticString = "0.1.0"
}
