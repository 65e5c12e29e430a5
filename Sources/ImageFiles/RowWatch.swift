// SPDX-License-Identifier: Apache-2.0

package import Filters

/// What may end a conversion between two rows.
package final class RowWatch {
  private let stop: StopSwitch?
  private let timeout: Duration?
  private var deadline: ContinuousClock.Instant?
  private let path: String

  /// A watch over the file at `path` whose time begins now.
  package init(stop: StopSwitch?, timeout: Duration?, path: String) {
    self.stop = stop
    self.timeout = timeout
    self.path = path
    deadline = timeout.map { ContinuousClock.now + $0 }
  }

  /// Gives all the time once more, to a file that had to wait.
  func restart() { deadline = timeout.map { ContinuousClock.now + $0 } }

  /// Returns if the work may go on.
  ///
  /// - Throws: `.interrupted` once the switch is on, `.limit` once the time is over.
  func check() throws(FileError) {
    if let stop, stop.isOn { throw FileError(interrupted: path) }
    if let deadline, let timeout, ContinuousClock.now >= deadline {
      throw FileError(
        .limit, path: path,
        reason: "took longer than \(timeout / .seconds(1)) seconds; allow more with --timeout")
    }
  }
}

extension FileError {
  /// The error of a file that was in hand when the work was to end.
  init(interrupted path: String) {
    self.init(.interrupted, path: path, reason: "was interrupted")
  }
}

/// A source that asks a watch before each pull.
package final class Watched: RowSource {
  private let source: any RowSource
  private let watch: RowWatch

  /// The rows of `source` as long as `watch` lets them pass.
  package init(_ source: any RowSource, by watch: RowWatch) {
    self.source = source
    self.watch = watch
  }

  package var shape: Shape { source.shape }

  package func nextRow(into row: inout MutableRow) throws(RowError) {
    try check()
    try source.nextRow(into: &row)
  }

  package func nextRows(
    into first: inout MutableRow, _ second: inout MutableRow
  ) throws(RowError) {
    try check()
    try source.nextRows(into: &first, &second)
  }

  private func check() throws(RowError) {
    do throws(FileError) {
      try watch.check()
    } catch {
      throw RowError(error)
    }
  }
}
