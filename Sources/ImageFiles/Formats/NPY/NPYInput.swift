// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An NPY file whose header has been read.
struct NPYInput {
  let file: InputFile
  let header: NPYHeader
  /// The byte offset of the numbers in a regular file; `nil` for a pipe or a device.
  let place: Int?
  /// The number of bytes from there to the end of a regular file.
  private let available: Int?

  /// The maximum number of planes in an image.
  static let maxChannels = 65536
  /// The maximum number of samples in a row, all channels: 64 MiB of floats.
  static let maxRowSamples = 1 << 24

  /// Reads the magic and the header.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  init(_ file: InputFile) throws(FileError) {
    let beginning = try file.take(NPYHeader.magic.count)
    if beginning.isEmpty { throw FileError(.emptyFile, path: file.path) }
    if !NPYHeader.magic.starts(with: beginning) { throw FileError(.noMagic, path: file.path) }
    if beginning.count < NPYHeader.magic.count {
      throw FileError(.truncatedHeader, path: file.path)
    }
    self.file = file
    header = try NPYHeader(file)
    let extent = try file.extent()
    place = extent?.place
    available = extent.map { $0.size - $0.place }
  }

  /// Checks that a regular file holds exactly as many numbers as its shape requires.
  ///
  /// - Throws: `.unreadable`.
  func checkLength(count: Int) throws(FileError) {
    guard let available else { return }
    let needed = count * header.type.size
    if available < needed {
      throw FileError(.truncatedData(bytes: available, needed: needed), path: file.path)
    }
    if available > needed { throw FileError(.trailingData, path: file.path) }
  }

  /// Returns a decoder of the image or of the batch in the file.
  ///
  /// - Throws: `.unreadable`, `.limit`.
  func imageDecoder(_ limits: ReadLimits) throws(FileError) -> any RowDecoder {
    let shape = try imageShape(limits)
    let batchSize = header.shape.count == 4 ? header.shape[0] : nil
    let (count, isOver) = (shape.channels * shape.height * shape.width)
      .multipliedReportingOverflow(by: batchSize ?? 1)
    if isOver || count > Int.max / header.type.size {
      throw FileError(
        .limit, path: file.path,
        reason: "an array of shape \(NPYHeader.tuple(header.shape)) does not fit in any file")
    }
    try checkLength(count: count)
    switch header.type {
    case .uint8: return try NPYDecoder<UInt8>(self, shape, batchSize)
    case .uint16: return try NPYDecoder<UInt16>(self, shape, batchSize)
    case .float16: return try NPYDecoder<Float16Bits>(self, shape, batchSize)
    case .float32: return try NPYDecoder<Float>(self, shape, batchSize)
    case .float64: return try NPYDecoder<Double>(self, shape, batchSize)
    }
  }

  /// Returns the shape of an image within all limits; its size in bytes fits in an `Int`.
  private func imageShape(_ limits: ReadLimits) throws(FileError) -> Shape {
    let sizes = header.shape
    guard (2...4).contains(sizes.count) else {
      throw FileError(.imageAxes(shape: sizes), path: file.path)
    }
    if sizes.contains(0) { throw FileError(.noNumbers(shape: sizes), path: file.path) }
    let (height, width) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
    let channels = sizes.count > 2 ? sizes[sizes.count - 3] : 1
    try limits.check(width: width, height: height, path: file.path)
    try limit("\(channels) channels", channels, most: NPYInput.maxChannels)
    let row = channels * width
    try limit(
      "rows of \(channels) x \(width) = \(row) samples", row, most: NPYInput.maxRowSamples)
    return Shape(channels: channels, height: height, width: width)
  }

  private func limit(_ what: String, _ value: Int, most: Int) throws(FileError) {
    try ReadLimits.check(what, value, most: most, path: file.path)
  }
}
