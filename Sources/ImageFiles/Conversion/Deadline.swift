// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The deadline and cancellation check of a conversion, made between rows.
///
/// Any number of threads may check; only `restart()` changes it, before they begin.
package final class Deadline: @unchecked Sendable {
  private let stop: CancellationFlag?
  private let timeout: Duration?
  private var deadline: ContinuousClock.Instant?
  private let path: String

  /// Creates a watch for the file at `path` and starts its time limit.
  package init(stop: CancellationFlag?, timeout: Duration?, path: String) {
    self.stop = stop
    self.timeout = timeout
    self.path = path
    deadline = timeout.map { ContinuousClock.now + $0 }
  }

  /// Restarts the time limit of a file that had to wait.
  func restart() { deadline = timeout.map { ContinuousClock.now + $0 } }

  /// Checks that the work may continue.
  ///
  /// - Throws: `.interrupted` once the switch is on, `.limit` after the deadline.
  func check() throws(FileError) {
    if let stop, stop.isOn { throw FileError(interrupted: path) }
    if let deadline, let timeout, ContinuousClock.now >= deadline {
      throw FileError(
        .limit, path: path,
        reason: "took longer than \(timeout / .seconds(1)) seconds", detail: .timeout(timeout))
    }
  }
}

extension FileError {
  /// Creates the error of a file that was being processed when the work was canceled.
  package init(interrupted path: String) {
    self.init(.interrupted, path: path, reason: "was interrupted")
  }
}

/// A source that consults a watch before each pull.
package final class Watched: RowSource {
  private let source: any RowSource
  private let watch: Deadline

  /// Creates a source of the rows of `source` that stops when `watch` throws.
  package init(_ source: any RowSource, by watch: Deadline) {
    self.source = source
    self.watch = watch
  }

  package var shape: Shape { source.shape }

  package func nextRow(into row: inout MutableRow) throws(RowError) {
    try check()
    try source.nextRow(into: &row)
  }

  package var rowsAtOnce: Int { source.rowsAtOnce }

  package func nextRows(into rows: inout MutableRows) throws(RowError) {
    try check()
    try source.nextRows(into: &rows)
  }

  private func check() throws(RowError) {
    do throws(FileError) {
      try watch.check()
    } catch {
      throw RowError(error)
    }
  }
}
