// SPDX-License-Identifier: Apache-2.0

import Filters

/// The median of the 3 x 3 samples around each one: a stage as a user of the library writes it.
///
/// It uses nothing but what `Filters` makes public.
struct Median3x3: Stage {
  let border: BorderMode

  var rows: AxisMap { AxisMap(reach: -1...1) }
  var columns: AxisMap { AxisMap(reach: -1...1) }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape { input }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let around = -1..<(window.width + 1)
    for channel in 0..<window.channels {
      let above = window.samples(row: y - 1, channel: channel, columns: around)
      let own = window.samples(row: y, channel: channel, columns: around)
      let below = window.samples(row: y + 1, channel: channel, columns: around)
      var line = row.channel(channel)
      for x in line.indices {
        line[x] = Self.median(
          (above[x], above[x + 1], above[x + 2]), (own[x], own[x + 1], own[x + 2]),
          (below[x], below[x + 1], below[x + 2]))
      }
    }
  }

  private typealias Three = (low: Float, middle: Float, high: Float)

  /// The median of nine: the middle of the largest low, the middle of middles and the smallest high
  /// of three sorted columns.
  ///
  /// Source: Smith, "Implementing median filters in XC4000E FPGAs", Xcell 23, 1996.
  private static func median(
    _ a: (Float, Float, Float), _ b: (Float, Float, Float), _ c: (Float, Float, Float)
  ) -> Float {
    let (x, y, z) = (sorted(a.0, b.0, c.0), sorted(a.1, b.1, c.1), sorted(a.2, b.2, c.2))
    return sorted(
      max(x.low, y.low, z.low), sorted(x.middle, y.middle, z.middle).middle,
      min(x.high, y.high, z.high)
    ).middle
  }

  private static func sorted(_ a: Float, _ b: Float, _ c: Float) -> Three {
    let (low, high) = (min(a, b), max(a, b))
    return (min(low, c), max(low, min(high, c)), max(high, c))
  }
}
