// SPDX-License-Identifier: Apache-2.0

import Filters

/// The input of one output sample of a chain: the smallest box of samples it depends on, and their
/// channels.
struct InputBox: Hashable {
  /// The input rows from the first to the last.
  var rows: Range<Int>
  /// The input columns from the first to the last.
  var columns: Range<Int>
  /// The input channels.
  var channels: ChannelSet

  /// The number of positions in the box.
  var area: Int { rows.count * columns.count }

  /// Extends this box to the smallest one that contains both.
  mutating func formUnion(_ other: InputBox) {
    rows = rows.hull(other.rows)
    columns = columns.hull(other.columns)
    channels.formUnion(other.channels)
  }

  /// Returns the box shifted by some rows and columns.
  func shifted(rows rowShift: Int, columns columnShift: Int) -> InputBox {
    InputBox(
      rows: (rows.lowerBound + rowShift)..<(rows.upperBound + rowShift),
      columns: (columns.lowerBound + columnShift)..<(columns.upperBound + columnShift),
      channels: channels)
  }
}
