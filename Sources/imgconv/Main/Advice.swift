// SPDX-License-Identifier: Apache-2.0

import Filters

/// The advice about options that the command adds to the errors of the libraries, which know none.
enum Advice {
  /// Returns the message of an error in a filter's parameters.
  static func message(for error: FilterError) -> String { "\(error)" }
}
