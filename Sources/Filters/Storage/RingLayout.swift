// SPDX-License-Identifier: Apache-2.0

/// The size of the ring of one link.
public struct RingSize: Hashable, Sendable {
  /// The number of input rows held at once.
  public let rows: Int
  /// The bytes of all samples held: those rows in every channel, their halo columns, the padding
  /// that aligns each row to a cache line, and one more row if the border mode is a constant.
  public let bytes: Int

  /// A ring of this size.
  package init(rows: Int, bytes: Int) {
    self.rows = rows
    self.bytes = bytes
  }
}

/// The memory layout of a ring, known before any of it is allocated.
struct RingLayout {
  /// The number of rows held at once.
  let rows: Int
  /// The number of input rows in the tallest window.
  let windowRows: Int
  /// The number of samples before column 0 of a row.
  let left: Int
  /// The number of samples from one row of one channel to the next.
  let pitch: Int
  /// The number of samples in all rows, including the outside row if the border mode is a constant.
  let sampleCount: Int

  /// The layout for the stage of `plan` over an input of this shape.
  init(_ plan: RingPlan, over shape: Shape) {
    let (liveRows, windowRows) = plan.measure()
    // One more, so that a pair can be pulled when one row is needed; never more than the image has.
    rows = min(liveRows + 1, shape.height)
    self.windowRows = windowRows
    let halo = plan.stage.halo
    left = RowStorage.padded(halo.left)
    pitch = left + RowStorage.padded(shape.width + halo.right)
    let slots = rows + (plan.stage.border.constant == nil ? 0 : 1)
    sampleCount = slots * shape.channels * pitch
  }

  /// The size of the ring, for reporting.
  var size: RingSize {
    RingSize(rows: rows, bytes: sampleCount * MemoryLayout<Float>.stride)
  }
}
