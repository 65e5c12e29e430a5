// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The non-zero taps of one output channel in the form that the row loops read, with their extent.
@safe
package struct TapList: Sendable {
  let taps: [crl_tap]
  /// The largest row index of any tap: `(row under the kernel) * channels + channel`.
  let lastRow: Int
  /// The range from the leftmost to the rightmost column of any tap, relative to the output's own column.
  let columns: ClosedRange<Int>
  /// The overlap of the kernel with itself one output row down; `nil` if the two rows share no samples in tap order.
  ///
  /// Tap `overlap + i` of an output row reads the sample that tap `i` of the next output row reads.
  let overlap: Int?

  /// A list of taps; row indices are `(row under the kernel) * channels + channel`, columns relative to the output's
  /// own.
  ///
  /// - Parameter down: the number of row indices from one output row to the next.
  package init(_ list: [(row: Int, column: Int, weight: Float)], down: Int) {
    taps = list.map {
      crl_tap(row: UInt32($0.row), column: Int32($0.column), weight: $0.weight)
    }
    lastRow = list.map(\.row).max() ?? 0
    let all = list.map(\.column)
    columns = (all.min() ?? 0)...(all.max() ?? 0)
    overlap = TapList.overlap(of: taps, over: taps, down: down)
  }

  /// The number of neighboring output rows whose sums are best computed together: 2 if they share samples, 4 for a
  /// kernel of one column, else 1.
  ///
  /// Measured: fours gain nothing for kernels of fewer than 7 taps, and are slower than pairs for several columns.
  var rowsAtOnce: Int {
    guard let overlap else { return 1 }
    return overlap == 1 && (7...Int(CRL_RUN)).contains(count) ? Int(CRL_QUAD) : 2
  }

  /// Returns the overlap of these taps with others at the same position, in the sense of `overlap`.
  func overlap(over next: TapList) -> Int? { TapList.overlap(of: taps, over: next.taps, down: 0) }

  /// Returns the first tap that reads the sample of the next sum's tap 0, if both sums read the same samples from there
  /// on; the next sum's row indices are offset by `down`.
  private static func overlap(of taps: [crl_tap], over next: [crl_tap], down: Int) -> Int? {
    func isSame(_ upper: crl_tap, _ lower: crl_tap) -> Bool {
      Int(upper.row) == Int(lower.row) + down && upper.column == lower.column
    }
    guard let first = next.first,
      let overlap = taps.firstIndex(where: { isSame($0, first) }), overlap > 0,
      next.count >= taps.count - overlap,
      zip(taps.dropFirst(overlap), next).allSatisfy({ isSame($0, $1) })
    else { return nil }
    return overlap
  }

  /// Returns whether the taps read the same samples in the same order, regardless of their weights.
  func readsLike(_ other: TapList) -> Bool {
    taps.elementsEqual(other.taps) { $0.row == $1.row && $0.column == $1.column }
  }

  /// The number of taps.
  var count: Int { taps.count }

  /// Whether there are no taps, so that the sum is the bias.
  var isEmpty: Bool { taps.isEmpty }

  /// Calls `body` with the taps in order.
  func withUnsafeTaps(_ body: (UnsafeBufferPointer<crl_tap>) -> Void) {
    unsafe taps.withUnsafeBufferPointer { unsafe body($0) }
  }
}
