// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The rows of an array, as samples.
@safe
package final class ArraySource: SeekableSource {
  private let view: ArrayView
  private let line: ArrayLine
  private let check: () throws -> Void
  private var next = 0

  /// A source of the rows of an array.
  ///
  /// - Parameter check: called before each row; its error becomes that of the row.
  /// - Throws: `OutOfMemory`.
  package init(
    _ view: ArrayView, check: @escaping () throws -> Void = {}
  ) throws(OutOfMemory) {
    self.view = view
    self.check = check
    line = try ArrayLine(view.layout)
  }

  /// The extent of the array.
  package var shape: Shape { view.layout.shape }

  package func begin(_ rows: Range<Int>) { next = rows.lowerBound }

  /// Delivers the next row.
  package func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(next < shape.height, "the array has only \(shape.height) rows")
    do {
      try check()
    } catch {
      throw RowError(error)
    }
    let (view, line, y) = (view, line, next)
    unsafe row.withUnsafePlanes { planes in
      unsafe line.read(view, y, into: planes)
    }
    next += 1
  }
}
