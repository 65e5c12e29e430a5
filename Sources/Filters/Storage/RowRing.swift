// SPDX-License-Identifier: Apache-2.0

/// The rows of one input that a stage still needs: row `r` lives in slot `r % layout.rows`.
///
/// Each row of each channel is surrounded by halo columns.  Column 0 is aligned to a cache line.
@safe
struct RowRing: ~Copyable {
  /// The memory layout of the rows.
  let layout: RingLayout
  private let storage: UnsafeMutablePointer<Float>
  private let border: BorderMode
  private let outside: [Float]
  private let shape: Shape
  private let haloColumns: [HaloColumn]

  /// A column outside the image and the column inside that it repeats, `nil` for a constant.
  private struct HaloColumn {
    let column: Int
    let source: Int?
  }

  /// A ring for the stage and the input shape that the layout was made for.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ layout: RingLayout, for stage: any Stage, over shape: Shape) throws(OutOfMemory) {
    self.layout = layout
    self.shape = shape
    border = stage.border
    outside = (0..<shape.channels).map { stage.outside(channel: $0) }
    let halo = layout.halo
    let border = border
    haloColumns = (Array(-halo.left..<0) + Array(shape.width..<(shape.width + halo.right))).map {
      HaloColumn(column: $0, source: border.index($0, count: shape.width))
    }
    unsafe storage = try RowStorage.allocate(samples: layout.sampleCount)
    if border.constant != nil {
      for channel in 0..<shape.channels {
        let start = unsafe slot(layout.rows, channel: channel) - layout.left
        unsafe start.update(repeating: outside[channel], count: layout.pitch)
      }
    }
  }

  deinit {
    unsafe RowStorage.free(storage)
  }

  /// Pulls `count` rows from `source`, starting with row `first` of the image, and extends them on both sides by the
  /// border mode.
  mutating func pull(_ first: Int, count: Int, from source: any RowSource) throws(RowError) {
    // Different rows have different slots as long as both are alive.
    var rows = unsafe MutableRows(
      count: count, pitch: layout.pitch, channels: shape.channels, width: shape.width
    ) { index in
      unsafe slot((first + index) % layout.rows, channel: 0)
    }
    if count == 1 {
      var row = rows.row(0)
      try source.nextRow(into: &row)
    } else {
      try source.nextRows(into: &rows)
    }
    for index in 0..<count { fillHalo(first + index) }
  }

  private mutating func fillHalo(_ index: Int) {
    for channel in 0..<shape.channels {
      let row = unsafe slot(index % layout.rows, channel: channel)
      let constant = outside[channel]
      for halo in haloColumns {
        if let source = halo.source {
          unsafe row[halo.column] = unsafe row[source]
        } else {
          unsafe row[halo.column] = constant
        }
      }
    }
  }

  /// Writes pointers to column 0 of each channel of the row at `position`, possibly outside the image, into `table`.
  @unsafe
  func fill(_ table: UnsafeMutablePointer<UnsafePointer<Float>?>, position: Int) {
    let inside = border.index(position, count: shape.height)
    let index = inside.map { $0 % layout.rows } ?? layout.rows
    for channel in 0..<shape.channels {
      unsafe table[channel] = UnsafePointer(slot(index, channel: channel))
    }
  }

  private func slot(_ slot: Int, channel: Int) -> UnsafeMutablePointer<Float> {
    unsafe storage + (slot * shape.channels + channel) * layout.pitch + layout.left
  }
}
