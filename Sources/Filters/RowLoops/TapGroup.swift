// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

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
