// SPDX-License-Identifier: Apache-2.0

/// A source that shows its rows to an observer and passes them on.
package final class Observed: RowSource {
  private let source: any RowSource
  private let observer: any RowObserver

  /// Shows the rows of `source` to `observer`.
  package init(_ source: any RowSource, by observer: any RowObserver) {
    self.source = source
    self.observer = observer
  }

  /// The shape of the source.
  package var shape: Shape { source.shape }

  /// Delivers the source's next row, after showing it to the observer.
  package func nextRow(into row: inout MutableRow) throws(RowError) {
    try source.nextRow(into: &row)
    try observer.observe(&row)
  }

  /// Delivers the source's next two rows, after showing them to the observer.
  package func nextRows(
    into first: inout MutableRow, _ second: inout MutableRow
  ) throws(RowError) {
    try source.nextRows(into: &first, &second)
    try observer.observe(&first)
    try observer.observe(&second)
  }
}
