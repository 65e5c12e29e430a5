// SPDX-License-Identifier: Apache-2.0

public import Filters

/// A writer of float64 planes to an NPY file, `(C, H, W)`, row by row.
///
/// Use it for results that float32 would round, such as the levels of a wavelet transform.  Memory
/// does not depend on the height, unless several channels go to a pipe, to standard output or to a
/// device: they are held until `finish()`.  A writer belongs to one thread at a time.
public final class NPYPlanesWriter {
  private let planes: NPYPlanes<Double>

  /// Prepares an array of one image in `file`, which the caller commits after `finish()`.
  ///
  /// - Throws: `.limit` if the array is too large for a file or for memory.
  public init(to file: OutputFile, shape: Shape) throws(FileError) {
    planes = try NPYPlanes(to: .file(file), shape: shape)
  }

  /// Prepares an array of `batchSize` images, `(N, C, H, W)`, or of one image without a batch axis for `nil`.
  ///
  /// - Throws: `.limit` if the array is too large for a file or for memory.
  init(to file: OutputFile, shape: Shape, batchSize: Int?) throws(FileError) {
    planes = try NPYPlanes(to: .file(file), shape: shape, batchSize: batchSize)
  }

  /// The extent of the image.
  public var shape: Shape { planes.shape }

  /// Writes the next row: the `shape.width` samples of the first channel, then those of the next.
  ///
  /// Call it `shape.height` times, from top to bottom, for each image.
  ///
  /// - Precondition: `row` has `shape.channels * shape.width` samples.
  /// - Throws: `.readWrite` if writing fails.
  public func write(row: Span<Double>) throws(FileError) {
    precondition(row.count == shape.channels * shape.width, "a row of another shape")
    for channel in 0..<shape.channels {
      let start = channel * shape.width
      try planes.put(row.extracting(start..<start + shape.width), channel: channel)
    }
    try planes.endRow()
  }

  /// Finishes the file and hands all bytes to the system.
  ///
  /// Call it once, after the last row.
  ///
  /// - Throws: `.readWrite` if writing fails.
  public func finish() throws(FileError) {
    try planes.finish()
  }
}
