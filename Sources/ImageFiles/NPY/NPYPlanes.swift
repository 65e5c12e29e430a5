// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Writes planes of numbers of one type: version 1.0, C order, (C, H, W).
///
/// Rows are collected to strips.  In a new regular file each strip's part of a plane goes to its
/// place; where bytes are taken in order only, one plane goes strip by strip, and several are held
/// until `finish()`.
final class NPYPlanes<Number: NPYNumber> {
  let shape: Shape
  private let file: OutputFile
  private let header: [UInt8]
  private let strips: NPYStrips
  private var buffer: WordBuffer<Number.Word>
  /// The rows that are written, and those in the buffer behind them.
  private var written = 0
  private var held = 0

  /// Prepares an image in `file`; nothing is written yet.
  ///
  /// - Throws: `.limit` if the numbers have more bytes than an `Int` counts, or memory is out.
  init(to file: OutputFile, shape: Shape) throws(FileError) {
    self.file = file
    self.shape = shape
    header = NPYHeader(type: Number.type, shape: [shape.channels, shape.height, shape.width]).bytes
    try NPYPlanes.checkSize(shape, path: file.path)
    strips = NPYStrips(shape, size: Number.type.size, isSequential: !file.isSeekable)
    guard let buffer = WordBuffer<Number.Word>(count: strips.count) else {
      throw FileError(outOfMemory: strips, path: file.path)
    }
    self.buffer = buffer
  }

  /// Takes one channel of the next row.
  ///
  /// - Throws: `.internalError` if there is no next row.
  func put(_ samples: Span<Number>, channel: Int) throws(FileError) {
    if written + held == shape.height { throw misuse("a row too many") }
    buffer.store(samples, in: strips.range(channel: channel, rows: held..<held + 1))
  }

  /// To be called when all channels of a row were put.
  ///
  /// - Throws: `.readWrite`.
  func endRow() throws(FileError) {
    held += 1
    if held == strips.rows && !strips.isHeldWhole { try flush() }
  }

  /// Writes what is still held.
  ///
  /// - Throws: `.readWrite`; `.internalError` before the last row.
  func finish() throws(FileError) {
    if written + held < shape.height { throw misuse("finished before the last row") }
    if held > 0 { try flush() }
  }

  private func flush() throws(FileError) {
    do throws(System.Failure) {
      if written == 0 {
        let beginning = header
        try unsafe System.write(file.descriptor, beginning.span.bytes, at: place(0))
      }
      for channel in 0..<shape.channels {
        let offset = header.count + strips.offset(channel: channel, row: written)
        try buffer.write(
          strips.range(channel: channel, rows: 0..<held), to: file.descriptor, at: place(offset))
      }
    } catch {
      throw FileError(writing: error, path: file.path)
    }
    written += held
    held = 0
  }

  /// Where to write: nil where bytes are taken in order only.
  private func place(_ offset: Int) -> Int? { file.isSeekable ? offset : nil }

  private func misuse(_ reason: String) -> FileError {
    FileError(.internalError, path: file.path, reason: "NPY: \(reason)")
  }

  private static func checkSize(_ shape: Shape, path: String) throws(FileError) {
    var bytes = Number.type.size
    for side in [shape.channels, shape.height, shape.width] {
      let (product, isOver) = bytes.multipliedReportingOverflow(by: side)
      if isOver {
        throw FileError(.limit, path: path, reason: "\(shape) samples do not fit in any file")
      }
      bytes = product
    }
  }
}
