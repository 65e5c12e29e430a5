// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The non-zero taps of one output channel in the form that the row loop reads, with their extent.
@safe
struct TapList: Sendable {
  private let taps: [crl_tap]
  /// The largest row index of any tap.
  let lastRow: Int
  /// From the leftmost to the rightmost column offset of any tap.
  let columns: ClosedRange<Int>

  /// Row indices count `(row in the window) * channels + channel`; columns count from the output's own place.
  init(_ list: [(row: Int, column: Int, weight: Float)]) {
    taps = list.map {
      crl_tap(row: UInt32($0.row), column: Int32($0.column), weight: $0.weight)
    }
    lastRow = list.map(\.row).max() ?? 0
    let all = list.map(\.column)
    columns = (all.min() ?? 0)...(all.max() ?? 0)
  }

  /// Whether no tap is left, so that the sum is the bias.
  var isEmpty: Bool { taps.isEmpty }

  /// Calls `body` with the taps in order.
  func withUnsafeTaps(_ body: (UnsafeBufferPointer<crl_tap>) -> Void) {
    unsafe taps.withUnsafeBufferPointer { unsafe body($0) }
  }
}
