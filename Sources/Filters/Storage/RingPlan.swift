// SPDX-License-Identifier: Apache-2.0

/// The rows of an input that are alive while a stage renders its output from top to bottom.
///
/// Row `r` is alive from the moment it is delivered until the last output row that reads it.  Away from the image's
/// edges, the live rows are just those under the kernel.  At the edges, the border mode folds rows back: a mirrored
/// bottom needs rows again that the kernel has left, and a wrapped top needs the last rows first.
struct RingPlan {
  let stage: any Stage
  let inputHeight: Int
  let outputHeight: Int

  /// The rows inside the image that one output row reads, `first..<end`.
  private struct Reach {
    var first: Int
    var end: Int
  }

  /// Returns the number of input rows that must be delivered before `rows` of the output are rendered.
  func rowsNeeded(for rows: ClosedRange<Int>) -> Int {
    max(reach(of: rows.lowerBound).end, reach(of: rows.upperBound).end)
  }

  /// Returns the input rows from which some output rows are rendered, from the first to the last, and one more for a
  /// link that pulls pairs.
  func rows(for outputs: Range<Int>) -> Range<Int> {
    var first = inputHeight
    var end = 0
    for y in outputs {
      let own = reach(of: y)
      first = min(first, own.first)
      end = max(end, own.end)
    }
    return first..<max(first, min(inputHeight, end + 1))
  }

  /// Returns the number of rows held while the stage renders one or two output rows at once, found by a dry run.
  func measure() -> (liveRows: Int, windowRows: Int) {
    var first = inputHeight
    var liveRows = 1
    var windowRows = 1
    // Backwards, so that what later output rows read is known.
    var next = Reach(first: inputHeight, end: 0)
    for y in (0..<outputHeight).reversed() {
      let own = reach(of: y)
      first = min(first, own.first)
      liveRows = max(liveRows, max(own.end, next.end) - first)
      let last = min(y + 1, outputHeight - 1)
      let window = stage.inputRows(of: y).lowerBound..<stage.inputRows(of: last).upperBound
      windowRows = max(windowRows, window.count)
      next = own
    }
    return (liveRows, windowRows)
  }

  private func reach(of y: Int) -> Reach {
    let rows = stage.inputRows(of: y)
    if rows.lowerBound >= 0 && rows.upperBound <= inputHeight {
      return Reach(first: rows.lowerBound, end: rows.upperBound)
    }
    let border = stage.border
    var reach = Reach(first: inputHeight, end: 0)
    for position in rows {
      if let row = border.index(position, count: inputHeight) {
        reach.first = min(reach.first, row)
        reach.end = max(reach.end, row + 1)
      }
    }
    return reach
  }
}
