// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A decoder of Netpbm images, row by row.
///
/// A sample is the stored number over the maxval; in bitmaps, 1 is black and becomes 0.  A file may hold several
/// images: the first is decoded, and the others are counted as frames.
final class NetpbmDecoder: RowDecoder {
  let header: FileHeader
  private(set) var metadata = Metadata()
  private(set) var notes: [String] = []
  private let fields: NetpbmHeader
  private let stream: NetpbmStream
  private var row: [UInt8]
  /// The index of the next row.
  private var next = 0

  /// Reads the header.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  init(_ file: InputFile, limits: ReadLimits) throws(FileError) {
    stream = try NetpbmStream(file)
    fields = try NetpbmHeaderParser(stream).header()
    try limits.check(width: fields.width, height: fields.height, path: file.path)
    header = FileHeader(fields)
    let isBinary = fields.raster == .bytes || fields.raster == .bits
    row = [UInt8](repeating: 0, count: isBinary ? fields.rowBytes : 0)
    if let size = stream.size, isBinary, size - stream.place < fields.rowBytes * fields.height {
      let rows = (size - stream.place) / fields.rowBytes
      throw FileError(netpbm: .truncatedData(row: rows, rows: fields.height), path: file.path)
    }
  }

  func nextRow(into target: inout MutableRow) throws(FileError) {
    if next == fields.height {
      throw FileError(.internalError, path: stream.file.path, reason: "Netpbm: no row is left")
    }
    switch fields.raster {
    case .bytes:
      try takeRow()
      try loadBytes(into: &target)
    case .bits:
      try takeRow()
      var line = target.channel(0)
      for x in 0..<fields.width { line[x] = row[x >> 3] << UInt8(x & 7) & 0x80 == 0 ? 1 : 0 }
    case .numbers: try loadNumbers(into: &target)
    case .digits: try loadDigits(into: &target)
    }
    next += 1
  }

  private func takeRow() throws(FileError) {
    if try stream.take(into: &row) < row.count { throw truncated }
  }

  private var truncated: FileError {
    FileError(netpbm: .truncatedData(row: next, rows: fields.height), path: stream.file.path)
  }

  private func loadBytes(into target: inout MutableRow) throws(FileError) {
    var most = 0
    for channel in 0..<fields.depth {
      var line = target.channel(channel)
      let largest =
        fields.sampleBytes == 1
        ? NetpbmDecoder.load(row, channel: channel, of: fields, into: &line)
        : NetpbmDecoder.loadWide(row, channel: channel, of: fields, into: &line)
      most = max(most, largest)
    }
    if most > fields.maxval {
      throw FileError(
        netpbm: .sample(most, maxval: fields.maxval, row: next), path: stream.file.path)
    }
  }

  /// Converts one channel of bytes; returns the largest number.
  private static func load(
    _ row: [UInt8], channel: Int, of fields: NetpbmHeader, into line: inout MutableSpan<Float>
  ) -> Int {
    let (depth, scale, bytes) = (fields.depth, Float(fields.maxval), row.span)
    var largest: UInt8 = 0
    for x in line.indices {
      let value = bytes[x * depth + channel]
      largest = max(largest, value)
      line[x] = Float(value) / scale
    }
    return Int(largest)
  }

  /// Converts one channel of pairs of bytes; returns the largest number.
  private static func loadWide(
    _ row: [UInt8], channel: Int, of fields: NetpbmHeader, into line: inout MutableSpan<Float>
  ) -> Int {
    let (depth, scale, bytes) = (fields.depth, Float(fields.maxval), row.span)
    var largest: UInt16 = 0
    for x in line.indices {
      let place = 2 * (x * depth + channel)
      let value = UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
      largest = max(largest, value)
      line[x] = Float(value) / scale
    }
    return Int(largest)
  }

  private func loadNumbers(into target: inout MutableRow) throws(FileError) {
    let parser = NetpbmHeaderParser(stream)
    let scale = Float(fields.maxval)
    for x in 0..<fields.width {
      for channel in 0..<fields.depth {
        try parser.skipBlanks()
        if try stream.peek() == nil { throw truncated }
        let value = try parser.number("a sample", in: 0...Int.max)
        if value > fields.maxval {
          throw FileError(
            netpbm: .sample(value, maxval: fields.maxval, row: next), path: stream.file.path)
        }
        var line = target.channel(channel)
        line[x] = Float(value) / scale
      }
    }
  }

  private func loadDigits(into target: inout MutableRow) throws(FileError) {
    let parser = NetpbmHeaderParser(stream)
    var line = target.channel(0)
    for x in 0..<fields.width {
      try parser.skipBlanks()
      guard let digit = try stream.byte() else { throw truncated }
      switch digit {
      case UInt8(ascii: "0"): line[x] = 1
      case UInt8(ascii: "1"): line[x] = 0
      default: throw FileError(netpbm: .malformed(at: stream.place - 1), path: stream.file.path)
      }
    }
  }

  /// Whether the rows that are left have a known size and can be skipped.
  var mayStop: Bool { stream.size != nil && (fields.raster == .bytes || fields.raster == .bits) }

  /// Skips the rows that are left, so that the images after them are counted.
  func stop() throws(FileError) {
    stream.skip(fields.rowBytes * (fields.height - next))
    next = fields.height
    try finish()
  }

  func finish() throws(FileError) {
    if next < fields.height {
      throw FileError(
        .internalError, path: stream.file.path, reason: "Netpbm: finished before the last row")
    }
    let isPlain = fields.raster == .numbers || fields.raster == .digits
    if isPlain { try NetpbmHeaderParser(stream).skipBlanks() }
    guard let byte = try stream.peek() else { return }
    guard let size = stream.size else {
      // The rest of a pipe may be endless, so it is not read.
      let isImage = byte == UInt8(ascii: "P") && !isPlain
      notes.append(
        isImage ? "left out the images after the first" : "left out the bytes after the image")
      return
    }
    try countImages(size)
  }

  /// Counts the complete images after the first one, and the bytes after them.
  private func countImages(_ size: Int) throws(FileError) {
    var sound = stream.place
    while sound < size, let header = try? NetpbmHeaderParser(stream).header(), header.kind > 3 {
      let (bytes, isOver) = header.rowBytes.multipliedReportingOverflow(by: header.height)
      if isOver || bytes > size - stream.place { break }
      stream.skip(bytes)
      sound = stream.place
      metadata.extras.frames += 1
    }
    metadata.extras.trailingBytes = size - sound
  }
}
