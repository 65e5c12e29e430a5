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
  /// The number of rows that are pulled from the source together.
  let pulledRows: Int

  /// The rows inside the image that one output row reads, `first..<end`.
  private struct Reach {
    var first: Int
    var end: Int
  }

  /// Returns the number of input rows that must be delivered before `rows` of the output are rendered.
  func rowsNeeded(for rows: ClosedRange<Int>) -> Int {
    max(reach(of: rows.lowerBound).end, reach(of: rows.upperBound).end)
  }

  /// Returns the input rows from which some output rows are rendered, from the first to the last, and those that are
  /// pulled together with the last.
  func rows(for outputs: Range<Int>) -> Range<Int> {
    var first = inputHeight
    var end = 0
    for y in outputs {
      let own = reach(of: y)
      first = min(first, own.first)
      end = max(end, own.end)
    }
    return first..<max(first, min(inputHeight, end + pulledRows - 1))
  }

  /// Returns the number of rows held while the stage renders output rows, up to its `rowsAtOnce` together, found by a
  /// dry run.
  func measure() -> (liveRows: Int, windowRows: Int) {
    var first = inputHeight
    var liveRows = 1
    var windowRows = 1
    /// The ends of the reaches of the output rows that are rendered together with `y`: of row `r` at
    /// `r % stage.rowsAtOnce`.
    var ends = Array(repeating: 0, count: stage.rowsAtOnce)
    // Backwards, so that what later output rows read is known.
    for y in (0..<outputHeight).reversed() {
      let own = reach(of: y)
      first = min(first, own.first)
      ends[y % ends.count] = own.end
      liveRows = max(liveRows, (ends.max() ?? 0) - first)
      let last = min(y + ends.count, outputHeight) - 1
      windowRows = max(windowRows, stage.inputRows(of: y, to: last).count)
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
