// SPDX-License-Identifier: Apache-2.0

/// A source that can begin at any row, so that several threads can each compute some rows of one image.
package protocol SeekableSource: RowSource {
  /// Makes the next row to be delivered the first of `rows`; at most these rows will be requested.
  ///
  /// Call it before the first row is requested.
  func begin(_ rows: Range<Int>)
}
