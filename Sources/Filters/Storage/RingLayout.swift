// SPDX-License-Identifier: Apache-2.0

/// The memory layout of a ring, known before any of it is allocated.
struct RingLayout {
  /// The number of rows held at once.
  let rows: Int
  /// The number of input rows in the tallest window.
  let windowRows: Int
  /// The columns on either side of a row that the stage reads.
  let halo: Halo
  /// The number of samples before column 0 of a row.
  let left: Int
  /// The number of samples from one row of one channel to the next.
  let pitch: Int
  /// The number of samples in all rows, including the outside row if the border mode is a constant.
  let sampleCount: Int

  /// The layout for the stage of `plan` over an input of this shape, for an output of `width` columns.
  init(_ plan: RingPlan, over shape: Shape, for width: Int) {
    let (liveRows, windowRows) = plan.measure()
    // When one row is needed, those that are pulled with it have a place too; never more than the image has.
    rows = min(liveRows + plan.pulledRows - 1, shape.height)
    self.windowRows = windowRows
    halo = plan.stage.halo(over: shape.width, for: width)
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
