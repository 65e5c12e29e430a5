// SPDX-License-Identifier: Apache-2.0

import Batch
import Locking

/// The status of the file that finished last; success if none was tried.
final class LastStatus: Sendable {
  private let status = Locked(RunStatus.success)

  /// The current status.
  var value: RunStatus { status.withLock { $0 } }

  /// Sets the status when another file has finished.
  func set(_ value: RunStatus) { status.withLock { $0 = value } }
}
