// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An encoder of NPY images as floats of one type, to which samples are rounded.
final class NPYEncoder<Number: NPYFloat>: RowEncoder {
  private let planes: NPYPlanes<Number>

  /// Prepares an image, or a batch of them, in `file`; nothing is written yet.
  ///
  /// - Throws: `.limit`.
  init(to file: Destination, shape: Shape, batchSize: Int?) throws(FileError) {
    planes = try NPYPlanes(to: file, shape: shape, batchSize: batchSize)
  }

  func write(row: borrowing RowBuffer) throws(FileError) {
    for channel in 0..<planes.shape.channels {
      try planes.put(rounding: row.channel(channel), channel: channel)
    }
    try planes.endRow()
  }

  func finish(adding late: Metadata) throws(FileError) {
    try planes.finish()
  }
}
