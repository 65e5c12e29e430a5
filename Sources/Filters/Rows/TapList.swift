// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The non-zero taps of one output channel in the form that the row loops read, with their extent.
@safe
struct TapList: Sendable {
  private let taps: [crl_tap]
  /// The largest row index of any tap: `(row under the kernel) * channels + channel`.
  let lastRow: Int
  /// From the leftmost to the rightmost column of any tap, counted from the output's own place.
  let columns: ClosedRange<Int>
  /// How the kernel overlaps itself one row down, or nil if the two rows share no sample in the order of the taps.
  ///
  /// Tap `lead + i` of an output row reads the sample that tap `i` of the next output row reads.
  let lead: Int?

  /// Row indices count `(row under the kernel) * channels + channel`; columns count from the output's own place.
  init(_ list: [(row: Int, column: Int, weight: Float)], channels: Int) {
    taps = list.map {
      crl_tap(row: UInt32($0.row), column: Int32($0.column), weight: $0.weight)
    }
    lastRow = list.map(\.row).max() ?? 0
    let all = list.map(\.column)
    columns = (all.min() ?? 0)...(all.max() ?? 0)
    // The next row's tap 0 reads the sample of the tap one row below it, if there is one.
    lead = list.first.flatMap { first in
      list.firstIndex { $0.row == first.row + channels && $0.column == first.column }
    }.flatMap { lead in
      zip(list.dropFirst(lead), list).allSatisfy { upper, lower in
        upper.row == lower.row + channels && upper.column == lower.column
      } ? lead : nil
    }
  }

  /// Whether no tap is left, so that the sum is the bias.
  var isEmpty: Bool { taps.isEmpty }

  /// Calls `body` with the taps in order.
  func withUnsafeTaps(_ body: (UnsafeBufferPointer<crl_tap>) -> Void) {
    unsafe taps.withUnsafeBufferPointer { unsafe body($0) }
  }
}
