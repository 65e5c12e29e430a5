// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A writer of planes of numbers of one type: version 1.0, C order, (C, H, W) or (N, C, H, W).
///
/// Rows are collected in strips.  In a new regular file, each strip's part of a plane is written at
/// its offset.  In sequential output, one plane is written strip by strip, and several are held
/// until the last row of their image.
final class NPYPlanes<Number: NPYNumber> {
  /// The extent of an image.
  let shape: Shape
  /// The number of images.
  let imageCount: Int
  private let file: Destination
  private let header: [UInt8]
  private let strips: NPYStrips
  private var buffer: WordBuffer<Number.Word>
  private var isBegun = false
  /// The index of the image that rows belong to.
  private var image = 0
  /// The number of its rows that are written, and of those in the buffer after them.
  private var written = 0
  private var held = 0

  /// Prepares an image in `file`; nothing is written yet.
  ///
  /// - Parameter batchSize: the number of images along a batch axis; `nil` for one image without that axis.
  /// - Throws: `.limit` if the size in bytes does not fit in an `Int`, or there is no memory.
  init(to file: Destination, shape: Shape, batchSize: Int? = nil) throws(FileError) {
    self.file = file
    self.shape = shape
    imageCount = batchSize ?? 1
    let axes = (batchSize.map { [$0] } ?? []) + [shape.channels, shape.height, shape.width]
    header = NPYHeader(type: Number.type, shape: axes).bytes
    try NPYPlanes.checkSize(axes, path: file.path)
    strips = NPYStrips(shape, size: Number.type.size, isSequential: !file.isSeekable)
    guard let buffer = WordBuffer<Number.Word>(count: strips.count) else {
      throw FileError(outOfMemory: strips, path: file.path)
    }
    self.buffer = buffer
  }

  /// Stores one channel of the next row.
  ///
  /// - Throws: `.internalError` if there is no next row.
  func put(_ samples: Span<Number>, channel: Int) throws(FileError) {
    buffer.store(samples, in: try nextRange(channel))
  }

  /// Stores one channel of the next row, rounded to `Number`.
  ///
  /// - Throws: `.internalError` if there is no next row.
  func put(rounding samples: Span<Float>, channel: Int) throws(FileError)
  where Number: NPYFloat {
    buffer.store(rounding: samples, to: Number.self, in: try nextRange(channel))
  }

  private func nextRange(_ channel: Int) throws(FileError) -> Range<Int> {
    if written + held == shape.height { throw misuse("all rows are already written") }
    return strips.range(channel: channel, rows: held..<held + 1)
  }

  /// Ends a row, after all its channels have been stored; after the last row of an image, the next row begins the next
  /// image.
  ///
  /// - Throws: `.readWrite`.
  func endRow() throws(FileError) {
    held += 1
    if held == strips.rows && !strips.isHeldWhole { try flush() }
    if written + held < shape.height || image + 1 == imageCount { return }
    if held > 0 { try flush() }
    image += 1
    written = 0
  }

  /// Writes the rows that are still held.
  ///
  /// - Throws: `.readWrite`; `.internalError` before the last row.
  func finish() throws(FileError) {
    if written + held < shape.height || image + 1 < imageCount {
      throw misuse("finished before the last row")
    }
    if held > 0 { try flush() }
  }

  private func flush() throws(FileError) {
    if !isBegun {
      isBegun = true
      let beginning = header
      try unsafe file.write(beginning.span.bytes, at: place(0))
    }
    for channel in 0..<shape.channels {
      let offset =
        header.count + image * strips.byteCount + strips.offset(channel: channel, row: written)
      try buffer.write(
        strips.range(channel: channel, rows: 0..<held), to: file, at: place(offset))
    }
    written += held
    held = 0
  }

  /// Returns the offset to write at; `nil` for sequential output.
  private func place(_ offset: Int) -> Int? { file.isSeekable ? offset : nil }

  private func misuse(_ reason: String) -> FileError {
    FileError(.internalError, path: file.path, reason: "NPY: \(reason)")
  }

  private static func checkSize(_ axes: [Int], path: String) throws(FileError) {
    var bytes = Number.type.size
    for side in axes {
      let (product, isOver) = bytes.multipliedReportingOverflow(by: side)
      if isOver {
        throw FileError(
          .limit, path: path,
          reason: "\(axes.map(String.init).joined(separator: " x ")) samples do not fit in any file"
        )
      }
      bytes = product
    }
  }
}
