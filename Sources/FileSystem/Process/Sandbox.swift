// SPDX-License-Identifier: Apache-2.0

internal import CSystem

/// A restriction of this process that cannot be undone, so that a fault in a decoder does little harm.
///
/// On Linux, files are created, changed and removed only in the allowed places (Landlock), and there are no new
/// programs, processes, sockets or signals (seccomp).  Reading is not restricted.
package enum Sandbox {
  /// What the system enforces.
  package struct Protection: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Files change only in the allowed places.
    package static let files = Protection(rawValue: UInt32(CS_SANDBOX_FILES))
    /// Calls that filtering images does not need are refused.
    package static let calls = Protection(rawValue: UInt32(CS_SANDBOX_CALLS))
    /// All that there is.
    package static let all: Protection = [.files, .calls]
  }

  /// Restricts this thread and all that it starts from now on; returns what now holds.
  ///
  /// Call it from the main thread before other threads are created.
  ///
  /// - Parameter places: the directories in which, and below which, files may change, and the files and devices that
  ///   may be written to; those that do not exist are left out.
  package static func enter(changing places: some Sequence<Path>) -> Protection {
    guard let sandbox = unsafe cs_sandbox_make() else { return [] }
    for place in places { _ = unsafe cs_sandbox_allow(sandbox, place.terminated) }
    return unsafe Protection(rawValue: cs_sandbox_enter(sandbox))
  }
}
