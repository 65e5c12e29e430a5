// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Writes planes of float64 to an NPY file, `(C, H, W)`, row after row.
///
/// It is for results that float32 would round, such as the levels of a wavelet.  Memory does not
/// depend on the height, unless several channels go to a pipe, to standard output or to a device:
/// they are held until `finish()`.  A writer belongs to one thread at a time.
public final class NPYPlanesWriter {
  private let planes: NPYPlanes<Double>

  /// Prepares an array in `file`, which the caller commits after `finish()`.
  ///
  /// - Throws: `.limit` if there is no file or no memory for so many numbers.
  public init(to file: OutputFile, shape: Shape) throws(FileError) {
    planes = try NPYPlanes(to: file, shape: shape)
  }

  /// The extent of the image.
  public var shape: Shape { planes.shape }

  /// Writes the next row: the `shape.width` samples of the first channel, then those of the next.
  ///
  /// To be called `shape.height` times, from top to bottom.
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

  /// Ends the file: all bytes are with the system.
  ///
  /// To be called once, after the last row.
  ///
  /// - Throws: `.readWrite` if writing fails.
  public func finish() throws(FileError) {
    try planes.finish()
  }
}
