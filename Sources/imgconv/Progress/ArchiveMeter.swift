// SPDX-License-Identifier: Apache-2.0

import Batch
import Locking

/// A thread-safe meter of an archive, shared by the display and the workers.
final class ArchiveMeter: Sendable {
  private struct State {
    var summary = ArchiveSummary()
    var place = 0
  }

  private let state = Locked(State())
  private let size: Int?
  private let start = ContinuousClock.now

  /// Creates a meter for an archive of `size` bytes; `nil` if that is unknown.
  init(size: Int?) { self.size = size }

  /// Records the counts so far, and the bytes of the archive that they cover.
  func take(_ summary: ArchiveSummary, place: Int) {
    state.withLock { state in (state.summary, state.place) = (summary, place) }
  }

  /// The progress as text.
  var text: ArchiveProgressText {
    let now = state.withLock { $0 }
    let share = size.map { $0 > 0 ? min(1, Double(now.place) / Double($0)) : 1 }
    return ArchiveProgressText(now.summary, share: share, elapsed: ContinuousClock.now - start)
  }
}
