// SPDX-License-Identifier: Apache-2.0

/// Which rows of an input are alive while a stage renders its output from top to bottom: a dry run.
///
/// Row `r` is alive from the moment it is delivered until the last output row that reads it.  Away from the image's
/// edges the live rows are just those under the kernel.  At the edges the border mode folds rows back: a mirrored
/// bottom needs rows again that the kernel has left, a wrapped top needs the last rows first.
struct RingPlan {
  private let stage: any Stage
  private let border: BorderMode
  private let inputHeight: Int
  /// For the output rows whose window begins above the image, and for those after them whose window ends below it:
  /// the first row still alive, and the rows that must have been delivered.
  private let top: [Live]
  private let bottom: [Live]
  private let bottomStart: Int
  /// The largest number of rows alive at once: what a ring must hold.
  private(set) var capacity: Int

  private struct Live {
    var first: Int
    var needed: Int
  }

  init(_ stage: any Stage, inputHeight: Int, outputHeight: Int) {
    self.stage = stage
    self.border = stage.border
    self.inputHeight = inputHeight

    let fold = { (y: Int) in
      Self.fold(stage.inputRows(of: y), border: stage.border, count: inputHeight)
    }
    let topCount = Self.firstIndex(in: 0..<outputHeight) { stage.inputRows(of: $0).lowerBound >= 0 }
    bottomStart = Self.firstIndex(in: topCount..<outputHeight) {
      stage.inputRows(of: $0).upperBound > inputHeight
    }

    // Forwards for the rows needed so far, then backwards for the rows needed from here on.
    var top = (0..<topCount).map(fold)
    for y in top.indices.dropFirst() { top[y].needed = max(top[y].needed, top[y - 1].needed) }
    var needed = top.last?.needed ?? 0
    if bottomStart > topCount {
      needed = max(needed, stage.inputRows(of: bottomStart - 1).upperBound)
    }
    var bottom = (bottomStart..<outputHeight).map(fold)
    for i in bottom.indices {
      needed = max(needed, bottom[i].needed)
      bottom[i].needed = needed
    }
    var first = inputHeight
    for i in bottom.indices.reversed() {
      first = min(first, bottom[i].first)
      bottom[i].first = first
    }
    if bottomStart > topCount { first = min(first, stage.inputRows(of: topCount).lowerBound) }
    for y in top.indices.reversed() {
      first = min(first, top[y].first)
      top[y].first = first
    }
    self.top = top
    self.bottom = bottom

    capacity = 1
    for y in 0..<outputHeight {
      let live = self.live(y)
      capacity = max(capacity, live.needed - live.first)
    }
  }

  /// The number of input rows that must have been delivered before output row `y` is rendered.
  func rowsNeeded(for y: Int) -> Int { live(y).needed }

  private func live(_ y: Int) -> Live {
    if y < top.count { return top[y] }
    if y >= bottomStart { return bottom[y - bottomStart] }
    let rows = stage.inputRows(of: y)
    return Live(
      first: min(rows.lowerBound, bottom.first?.first ?? inputHeight),
      needed: max(rows.upperBound, top.last?.needed ?? 0))
  }

  /// The first and one past the last row inside the image that a window reads, or an empty range at the far end.
  private static func fold(_ rows: Range<Int>, border: BorderMode, count: Int) -> Live {
    var live = Live(first: count, needed: 0)
    for position in rows {
      if let row = border.index(position, count: count) {
        live.first = min(live.first, row)
        live.needed = max(live.needed, row + 1)
      }
    }
    return live
  }

  /// The first index for which a predicate holds that stays true once it is, or the upper bound.
  private static func firstIndex(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
