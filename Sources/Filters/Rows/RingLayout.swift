// SPDX-License-Identifier: Apache-2.0

/// What the ring of one link holds.
public struct RingSize: Hashable, Sendable {
  /// The input rows held at once.
  public let rows: Int
  /// The bytes of all samples held: those rows in every channel, their halo columns, the gaps that put each row on a cache
  /// line, and one row more where the border mode is a constant.
  public let bytes: Int
}

/// How a ring lies in memory, known before any of it is allocated.
struct RingLayout {
  /// Rows held at once.
  let rows: Int
  /// The input rows of the tallest window.
  let windowRows: Int
  /// Samples before column 0 of a row.
  let left: Int
  /// Samples from one row of one channel to the next.
  let pitch: Int
  /// Samples of all rows, and of the row outside where the border mode is a constant.
  let sampleCount: Int

  /// The layout for the stage of `plan` over an input of this shape.
  init(_ plan: RingPlan, over shape: Shape) {
    let (liveRows, windowRows) = plan.measure()
    // One more, so that a pair can be taken when one row is needed; never more than there are.
    rows = min(liveRows + 1, shape.height)
    self.windowRows = windowRows
    let halo = plan.stage.halo
    left = RowStorage.padded(halo.left)
    pitch = left + RowStorage.padded(shape.width + halo.right)
    let slots = rows + (plan.stage.border.constant == nil ? 0 : 1)
    sampleCount = slots * shape.channels * pitch
  }

  /// The same for whoever asks.
  var size: RingSize {
    RingSize(rows: rows, bytes: sampleCount * MemoryLayout<Float>.stride)
  }
}
