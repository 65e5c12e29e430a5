// SPDX-License-Identifier: Apache-2.0

import Batch
import Locking

/// A thread-safe meter of a batch, shared by the display and the workers.
final class BatchMeter: Sendable {
  private let meter: Locked<ProgressMeter>

  init(total: Int) { meter = Locked(ProgressMeter(total: total, at: .now)) }

  var progress: Progress { meter.withLock { $0.progress(at: .now) } }

  func take(_ summary: Summary) { meter.withLock { $0.take(summary, at: .now) } }
}
