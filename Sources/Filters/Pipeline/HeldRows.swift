// SPDX-License-Identifier: Apache-2.0

/// All rows of an image, held so that they can be read more than once.
package final class HeldRows {
  /// The extent of the image.
  package let shape: Shape
  private let strip: RowStrip

  /// Collects all rows of a fresh source.
  ///
  /// - Throws: what the source throws; a `RowError` whose cause is `OutOfMemory`.
  package init(collecting source: any RowSource) throws(RowError) {
    shape = source.shape
    do throws(OutOfMemory) {
      strip = try RowStrip(for: shape, capacity: shape.height)
    } catch {
      throw RowError(error)
    }
    var buffer = try RowBuffer(forRowsOf: source)
    for y in 0..<shape.height {
      var row = buffer.row()
      try source.nextRow(into: &row)
      strip.store(buffer, from: 0, row: y, columns: 0..<shape.width)
    }
  }

  /// Returns the number of bytes that the rows of an image of this shape take.
  package static func bytes(of shape: Shape) -> Int {
    shape.height * RowStorage.bytes(of: shape)
  }

  /// Returns a fresh source that delivers the rows.
  package func source() -> any RowSource { Source(self) }

  private final class Source: RowSource {
    private let rows: HeldRows
    private var next = 0

    init(_ rows: HeldRows) { self.rows = rows }

    var shape: Shape { rows.shape }

    func nextRow(into row: inout MutableRow) throws(RowError) {
      rows.strip.copy(next, into: &row)
      next += 1
    }
  }
}
