// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The non-zero taps of one output channel in the form that the row loops read, with their extent.
@safe
struct TapList: Sendable {
  fileprivate let taps: [crl_tap]
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
    lead = TapList.lead(of: taps, over: taps, down: channels)
  }

  /// How the sums of these taps and of others, of the same place, overlap, as `lead` says of one row and the next.
  func lead(over next: TapList) -> Int? { TapList.lead(of: taps, over: next.taps, down: 0) }

  /// The first tap that reads the sample of the next sum's tap 0, if from there on they read the same; the next sum's rows lie
  /// `down` further.
  private static func lead(of taps: [crl_tap], over next: [crl_tap], down: Int) -> Int? {
    func isSame(_ upper: crl_tap, _ lower: crl_tap) -> Bool {
      Int(upper.row) == Int(lower.row) + down && upper.column == lower.column
    }
    guard let first = next.first,
      let lead = taps.firstIndex(where: { isSame($0, first) }), lead > 0,
      next.count >= taps.count - lead,
      zip(taps.dropFirst(lead), next).allSatisfy({ isSame($0, $1) })
    else { return nil }
    return lead
  }

  /// Whether the taps read the same samples in the same order, whatever their weights.
  func readsLike(_ other: TapList) -> Bool {
    taps.elementsEqual(other.taps) { $0.row == $1.row && $0.column == $1.column }
  }

  /// The number of taps.
  var count: Int { taps.count }

  /// Whether no tap is left, so that the sum is the bias.
  var isEmpty: Bool { taps.isEmpty }

  /// Calls `body` with the taps in order.
  func withUnsafeTaps(_ body: (UnsafeBufferPointer<crl_tap>) -> Void) {
    unsafe taps.withUnsafeBufferPointer { unsafe body($0) }
  }
}

/// Neighbouring output channels that read the same samples: a dense convolution, a matrix.
@safe
struct TapGroup: Sendable {
  /// The output channels.
  let channels: Range<Int>
  /// The taps of the first; the others differ in their weights.
  let first: TapList
  private let taps: [crl_tap]
  private let biases: [Float]

  /// Groups of outputs, in order: as many together as the row loops take and as read the same samples.
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

  /// Calls `body` with the taps of one output after the other, and with the bias of each.
  func withUnsafeTaps(_ body: (UnsafePointer<crl_tap>?, UnsafePointer<Float>?) -> Void) {
    unsafe taps.withUnsafeBufferPointer { taps in
      unsafe biases.withUnsafeBufferPointer { unsafe body(taps.baseAddress, $0.baseAddress) }
    }
  }
}

/// Output channels whose samples alternate in one row: the phases of a transposed convolution.
@safe
struct TapPhases: Sendable {
  /// The taps of one phase after the other.
  private let taps: [crl_tap]
  private let biases: [Float]
  /// Where the taps of each phase end.
  private let ends: [Int]
  /// The largest row index of any tap.
  let lastRow: Int
  /// From the leftmost to the rightmost column of any tap.
  let columns: ClosedRange<Int>

  /// The phases that these taps and biases belong to; there is one.
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

  /// Whether no tap is left, so that all sums are the biases.
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
