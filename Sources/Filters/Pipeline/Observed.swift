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

  /// The number of rows that the source delivers together.
  package var rowsAtOnce: Int { source.rowsAtOnce }

  /// Delivers the source's next rows, after showing them to the observer.
  package func nextRows(into rows: inout MutableRows) throws(RowError) {
    try source.nextRows(into: &rows)
    for index in 0..<rows.count {
      var row = rows.row(index)
      try observer.observe(&row)
    }
  }
}
