// SPDX-License-Identifier: Apache-2.0

/// The pairs of rows that are alive while planes are filtered from top to bottom, two rows in each step.
///
/// Pair i has the rows 2 i and 2 i + 1.  Pairs within the image are delivered; *edge pairs*, with a row outside it, are
/// composed of delivered rows by the border mode in the first step that reads them, and kept.
struct PairPlan: Sendable {
  /// The number of the image's rows.
  let height: Int
  /// The kernel along columns.
  let axis: PlaneAxis
  /// The rule for rows outside.
  let border: BorderMode

  /// The number of steps, and of pairs that are delivered; of an odd number of rows, the last one is its own partner.
  var stepCount: Int { (height + 1) / 2 }

  /// The pairs that are read in any step.
  private var allPairs: Range<Int> { axis.first..<(stepCount - 1 + axis.first + axis.pairCount) }

  /// The number of edge pairs above the image.
  private var edgePairsAbove: Int { max(0, -axis.first) }

  /// The number of edge pairs.
  var edgePairCount: Int { edgePairsAbove + max(0, allPairs.upperBound - height / 2) }

  /// Returns the pairs that a step reads.
  func window(of step: Int) -> Range<Int> {
    (step + axis.first)..<(step + axis.first + axis.pairCount)
  }

  /// Returns the edge pairs that are read in a step for the first time.
  func newEdgePairs(of step: Int) -> [Int] {
    let window = window(of: step)
    let new = step == 0 ? window : (window.upperBound - 1)..<window.upperBound
    return new.filter { edgeIndex(of: $0) != nil }
  }

  /// Returns the index of an edge pair among all of them; `nil` for a pair within the image.
  func edgeIndex(of pair: Int) -> Int? {
    if pair < 0 { return pair + edgePairsAbove }
    return pair < height / 2 ? nil : edgePairsAbove + pair - height / 2
  }

  /// Returns the rows of the image that a pair shows; `nil` for a constant.
  func rows(of pair: Int) -> [Int?] {
    [2 * pair, 2 * pair + 1].map { border.index($0, count: height) }
  }

  /// Returns the delivered pairs that a step reads, directly or to compose edge pairs, from the first to the last.
  func delivered(for step: Int) -> Range<Int> {
    let window = window(of: step)
    var needed = max(0, window.lowerBound)..<max(0, min(window.upperBound, height / 2))
    if needed.lowerBound >= needed.upperBound { needed = step..<step }
    for pair in newEdgePairs(of: step) {
      for case .some(let row) in rows(of: pair) {
        needed = needed.isEmpty ? row / 2..<(row / 2 + 1) : needed.hull(row / 2..<(row / 2 + 1))
      }
    }
    return needed
  }

  /// Returns the number of delivered pairs that are alive at once, found by a dry run.
  func measure() -> Int {
    var ends: [Int] = []
    ends.reserveCapacity(stepCount)
    for step in 0..<stepCount {
      ends.append(max(ends.last ?? 0, delivered(for: step).upperBound))
    }
    var first = stepCount
    var live = 1
    for step in (0..<stepCount).reversed() {
      let needed = delivered(for: step)
      if !needed.isEmpty { first = min(first, needed.lowerBound) }
      live = max(live, ends[step] - first)
    }
    return live
  }
}
