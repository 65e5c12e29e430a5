// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An encoder of NPY images as float32, with every sample unchanged.
final class NPYEncoder: RowEncoder {
  private let planes: NPYPlanes<Float>

  /// Prepares an image in `file`; nothing is written yet.
  ///
  /// - Throws: `.limit`.
  init(to file: Destination, shape: Shape) throws(FileError) {
    planes = try NPYPlanes(to: file, shape: shape)
  }

  func write(row: borrowing RowBuffer) throws(FileError) {
    for channel in 0..<planes.shape.channels {
      try planes.put(row.channel(channel), channel: channel)
    }
    try planes.endRow()
  }

  func finish(adding late: Metadata) throws(FileError) {
    try planes.finish()
  }
}
