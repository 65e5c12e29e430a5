// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// Whether a descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether the process may draw on a terminal: background jobs should not.
  package static func isForeground(on terminal: Int32) -> Bool {
    let group = tcgetpgrp(terminal)
    // A terminal that does not control the process has no job control.
    return group < 0 || group == getpgrp()
  }

  /// Returns the number of columns of a terminal; `nil` if it cannot be determined.
  package static func columns(of terminal: Int32) -> Int? {
    let columns = Int(cs_columns(terminal))
    return columns > 0 ? columns : nil
  }
}
