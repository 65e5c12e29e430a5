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
    // The next row's tap 0 reads the sample of the tap one row below it, if there is one.
    lead = list.first.flatMap { first in
      list.firstIndex { $0.row == first.row + channels && $0.column == first.column }
    }.flatMap { lead in
      zip(list.dropFirst(lead), list).allSatisfy { upper, lower in
        upper.row == lower.row + channels && upper.column == lower.column
      } ? lead : nil
    }
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
