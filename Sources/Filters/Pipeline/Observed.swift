// SPDX-License-Identifier: Apache-2.0

/// An observer of the rows that pass between two links of a chain.
public protocol RowObserver: AnyObject {
  /// Observes a row; called once for each row, from top to bottom.
  ///
  /// - Throws: an error that ends the chain's run.
  func observe(_ row: inout MutableRow) throws(RowError)
}

/// A source that shows its rows to an observer and passes them on.
public final class Observed: RowSource {
  private let source: any RowSource
  private let observer: any RowObserver

  /// Shows the rows of `source` to `observer`.
  public init(_ source: any RowSource, by observer: any RowObserver) {
    self.source = source
    self.observer = observer
  }

  /// The shape of the source.
  public var shape: Shape { source.shape }

  /// Delivers the source's next row, after showing it to the observer.
  public func nextRow(into row: inout MutableRow) throws(RowError) {
    try source.nextRow(into: &row)
    try observer.observe(&row)
  }

  /// Delivers the source's next two rows, after showing them to the observer.
  public func nextRows(
    into first: inout MutableRow, _ second: inout MutableRow
  ) throws(RowError) {
    try source.nextRows(into: &first, &second)
    try observer.observe(&first)
    try observer.observe(&second)
  }
}

extension RowSource {
  /// Reads and discards all rows of a fresh source, so that its observers see them.
  public func drain() throws(RowError) {
    var first = try RowBuffer(forRowsOf: self)
    for _ in 0..<shape.height {
      var row = first.row()
      try nextRow(into: &row)
    }
  }
}
