// SPDX-License-Identifier: Apache-2.0

import Batch
import Synchronization

/// The status of the file that ended last; success if none was tried.
final class LastStatus: Sendable {
  private let status = Mutex(RunStatus.success)

  /// The status.
  var value: RunStatus { status.withLock { $0 } }

  /// Another file ended.
  func set(_ value: RunStatus) { status.withLock { $0 = value } }
}
