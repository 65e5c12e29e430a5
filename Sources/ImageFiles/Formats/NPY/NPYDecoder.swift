// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A decoder of NPY images with numbers of one type.
///
/// A regular file is read at the offset of each plane, some rows at a time.  From a pipe, one plane
/// is read in order; several are read whole with the first row of their image.
final class NPYDecoder<Number: NPYNumber>: RowDecoder {
  let header: FileHeader
  private let input: NPYInput
  private let strips: NPYStrips
  private var buffer: WordBuffer<Number.Word>
  /// The index of the image that rows come from.
  private var image = 0
  /// The index of its next row.
  private var next = 0
  /// The rows that the buffer holds.
  private var held = 0..<0

  /// - Precondition: the size of all images in bytes fits in an `Int`.
  /// - Throws: `.limit` if a strip cannot be allocated.
  init(_ input: NPYInput, _ shape: Shape, _ batchSize: Int?) throws(FileError) {
    self.input = input
    strips = NPYStrips(shape, size: Number.type.size, isSequential: input.place == nil)
    guard let buffer = WordBuffer<Number.Word>(count: strips.count) else {
      throw FileError(outOfMemory: strips, path: input.file.path)
    }
    self.buffer = buffer
    header = FileHeader(
      shape, of: Number.type, batchSize: batchSize, isHeldWhole: strips.isHeldWhole)
  }

  var metadata: Metadata { Metadata() }

  func nextRow(into row: inout MutableRow) throws(FileError) {
    if next == strips.shape.height { throw misuse("no row is left") }
    if next == held.upperBound { try fill() }
    let index = next - held.lowerBound
    for channel in 0..<strips.shape.channels {
      let range = strips.range(channel: channel, rows: index..<index + 1)
      var line = row.channel(channel)
      buffer.load(range, as: Number.self, into: &line)
    }
    next += 1
  }

  /// Whether the input is a regular file, of which each plane is read at its offset.
  var mayStop: Bool { input.place != nil }

  func select(image index: Int) throws(FileError) {
    if input.place == nil {
      if index < image { throw misuse("an earlier image of a pipe") }
      while image < index { try skipImage() }
    }
    image = index
    next = 0
    held = 0..<0
  }

  /// Reads the rest of the image from a pipe.
  private func skipImage() throws(FileError) {
    next = held.upperBound
    while next < strips.shape.height {
      try fill()
      next = held.upperBound
    }
    image += 1
    next = 0
    held = 0..<0
  }

  func finish() throws(FileError) {
    if next < strips.shape.height { throw misuse("finished before the last row") }
    if input.place == nil, try !input.file.take(1).isEmpty {
      throw FileError(.trailingData, path: input.file.path)
    }
  }

  /// Reads the strip that begins with the next row.
  private func fill() throws(FileError) {
    let count = min(strips.rows, strips.shape.height - next)
    for channel in 0..<strips.shape.channels {
      let offset = image * strips.byteCount + strips.offset(channel: channel, row: next)
      let range = strips.range(channel: channel, rows: 0..<count)
      let got = try buffer.fill(range, from: input.file, at: input.place.map { $0 + offset })
      if got < range.count * strips.size {
        throw FileError(
          .truncatedData(bytes: offset + got, needed: header.imageCount * strips.byteCount),
          path: input.file.path)
      }
    }
    held = next..<next + count
  }

  private func misuse(_ reason: String) -> FileError {
    FileError(.internalError, path: input.file.path, reason: "NPY: \(reason)")
  }
}

extension FileHeader {
  /// Creates the header of an NPY image or batch.
  init(_ shape: Shape, of type: NPYType, batchSize: Int?, isHeldWhole: Bool) {
    format = .npy
    self.shape = shape
    hasAlpha = false
    self.batchSize = batchSize
    bitDepth = type.maxValue == nil ? 32 : type.size * 8
    storedBitDepth = type.size * 8
    maxValue = type.maxValue
    isInterlaced = false
    self.isHeldWhole = isHeldWhole
    colorModel = .planes
  }
}

extension FileError {
  /// Creates the error of strips that do not fit in memory.
  init(outOfMemory strips: NPYStrips, path: String) {
    self.init(
      .limit, path: path, reason: "NPY: no memory for \(strips.count * strips.size) bytes")
  }
}
