// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The non-zero taps of one output channel in the form that the row loops read, with their extent.
@safe
package struct TapList: Sendable {
  fileprivate let taps: [crl_tap]
  /// The largest row index of any tap: `(row under the kernel) * channels + channel`.
  let lastRow: Int
  /// The range from the leftmost to the rightmost column of any tap, relative to the output's own column.
  let columns: ClosedRange<Int>
  /// The overlap of the kernel with itself one row down; `nil` if the two rows share no samples in tap order.
  ///
  /// Tap `overlap + i` of an output row reads the sample that tap `i` of the next output row reads.
  let overlap: Int?

  /// A list of taps; row indices are `(row under the kernel) * channels + channel`, columns relative to the output's
  /// own.
  package init(_ list: [(row: Int, column: Int, weight: Float)], channels: Int) {
    taps = list.map {
      crl_tap(row: UInt32($0.row), column: Int32($0.column), weight: $0.weight)
    }
    lastRow = list.map(\.row).max() ?? 0
    let all = list.map(\.column)
    columns = (all.min() ?? 0)...(all.max() ?? 0)
    overlap = TapList.overlap(of: taps, over: taps, down: channels)
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

/// Neighboring output channels that read the same samples, as in a dense convolution or a matrix.
@safe
struct TapGroup: Sendable {
  /// The output channels.
  let channels: Range<Int>
  /// The taps of the first channel; the others differ only in their weights.
  let first: TapList
  private let taps: [crl_tap]
  private let biases: [Float]

  /// Returns the outputs in order, in groups that read the same samples and are as large as the row loops take.
  static func groups(_ lists: [TapList], biases: [Float]) -> [TapGroup] {
    var groups: [TapGroup] = []
    var start = 0
    while start < lists.count {
      let end = lists[start...].prefix(Int(CRL_GROUP)).prefix { $0.readsLike(lists[start]) }
        .endIndex
      groups.append(TapGroup(start..<end, lists, biases))
      start = end
    }
    return groups
  }

  private init(_ channels: Range<Int>, _ lists: [TapList], _ biases: [Float]) {
    self.channels = channels
    first = lists[channels.lowerBound]
    taps = lists[channels].flatMap(\.taps)
    self.biases = Array(biases[channels])
  }

  /// Calls `body` with the taps of all outputs, one output after the other, and with the bias of each.
  func withUnsafeTaps(_ body: (UnsafePointer<crl_tap>?, UnsafePointer<Float>?) -> Void) {
    unsafe taps.withUnsafeBufferPointer { taps in
      unsafe biases.withUnsafeBufferPointer { unsafe body(taps.baseAddress, $0.baseAddress) }
    }
  }
}

/// Output channels whose samples alternate in one row: the phases of a transposed convolution.
@safe
struct TapPhases: Sendable {
  /// The taps of all phases, one phase after the other.
  private let taps: [crl_tap]
  private let biases: [Float]
  /// The end of each phase's taps.
  private let ends: [Int]
  /// The largest row index of any tap.
  let lastRow: Int
  /// The range from the leftmost to the rightmost column of any tap.
  let columns: ClosedRange<Int>

  /// The phases with these taps and biases; there is at least one.
  init(_ lists: ArraySlice<TapList>, biases: [Float]) {
    precondition(!lists.isEmpty && lists.count == biases.count, "a bias for each phase")
    taps = lists.flatMap(\.taps)
    self.biases = biases
    var end = 0
    ends = lists.map { list in
      end += list.count
      return end
    }
    lastRow = lists.map(\.lastRow).max() ?? 0
    let all = lists.map(\.columns)
    columns = (all.map(\.lowerBound).min() ?? 0)...(all.map(\.upperBound).max() ?? 0)
  }

  /// The number of phases.
  var count: Int { biases.count }

  /// Whether there are no taps, so that all sums are the biases.
  var isEmpty: Bool { taps.isEmpty }

  /// Calls `body` with a table of the phases.
  func withUnsafePhases(_ body: (UnsafeBufferPointer<crl_phase>) -> Void) {
    unsafe taps.withUnsafeBufferPointer { taps in
      unsafe withUnsafeTemporaryAllocation(of: crl_phase.self, capacity: count) { table in
        var start = 0
        for (index, end) in ends.enumerated() {
          let phase = unsafe crl_phase(
            taps: taps.baseAddress.map { unsafe $0 + start }, tap_count: end - start,
            bias: biases[index])
          unsafe table.initializeElement(at: index, to: phase)
          start = end
        }
        unsafe body(UnsafeBufferPointer(table))
      }
    }
  }
}
