// SPDX-License-Identifier: Apache-2.0

/// The rows of a source as an array.
package enum ArrayRows {
  /// Writes all rows of a fresh source to an array of its shape; integers are clamped and rounded to nearest, ties to
  /// even.
  ///
  /// - Throws: what the source throws; a `RowError` whose cause is an `ArrayError` if the array has another shape or
  ///   samples that share a place, or `OutOfMemory`.
  package static func store(_ source: any RowSource, in array: ArrayView) throws(RowError) {
    let layout = array.layout
    if !layout.separatesSamples { throw RowError(ArrayError.repeatedSamples) }
    if layout.shape != source.shape {
      throw RowError(ArrayError.shape(layout.shape, needed: source.shape))
    }
    let line: ArrayLine
    do throws(OutOfMemory) {
      line = try ArrayLine(layout)
    } catch {
      throw RowError(error)
    }
    var buffer = try RowBuffer(forRowsOf: source)
    for y in 0..<source.shape.height {
      var row = buffer.row()
      try source.nextRow(into: &row)
      unsafe buffer.withUnsafePlanes { unsafe line.write($0, to: array, y) }
    }
  }
}
