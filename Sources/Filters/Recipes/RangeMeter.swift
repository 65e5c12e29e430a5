// SPDX-License-Identifier: Apache-2.0

/// An observer that finds the smallest and the largest sample of some channels; infinities and NaN are ignored.
package final class RangeMeter: RowObserver {
  private let channels: Range<Int>
  private var smallest = Float.infinity
  private var largest = -Float.infinity

  /// A meter of these channels.
  package init(channels: Range<Int>) {
    self.channels = channels
  }

  /// Takes the row's samples into account.
  package func observe(_ row: inout MutableRow) throws(RowError) {
    for channel in channels {
      let line = row.samples(channel)
      for x in line.indices where line[x].isFinite {
        smallest = min(smallest, line[x])
        largest = max(largest, line[x])
      }
    }
  }

  /// The range from the smallest sample to the largest; `nil` if there was none.
  package var range: ClosedRange<Float>? { smallest <= largest ? smallest...largest : nil }
}
