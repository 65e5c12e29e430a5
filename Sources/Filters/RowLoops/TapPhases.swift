// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

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
