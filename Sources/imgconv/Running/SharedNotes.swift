// SPDX-License-Identifier: Apache-2.0

import Batch
import Locking

/// A thread-safe collector for the notes of all files.
final class SharedNotes: Sendable {
  private let tally = Locked(NoteTally())

  /// A line for each kind of note.
  var lines: [String] {
    let tally = tally.withLock { $0 }
    return tally.lines + (tally.leftOut == 0 ? [] : [Advice.note(leftOut: tally.leftOut)])
  }

  /// Adds the notes of a file.
  func add(_ notes: [String], of file: String) {
    if !notes.isEmpty { tally.withLock { $0.add(notes, of: file) } }
  }
}
