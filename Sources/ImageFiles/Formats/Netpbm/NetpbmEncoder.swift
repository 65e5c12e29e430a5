// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An encoder of binary Netpbm images (P5, P6, P7), row by row.
final class NetpbmEncoder: RowEncoder {
  private let header: NetpbmHeader
  private let file: Destination
  /// The bytes of the rows that are not written yet.
  private var buffer: [UInt8]
  private var rows = 0

  /// Prepares an image in a file or in memory; nothing is written yet.
  init(_ header: NetpbmHeader, to file: Destination) {
    self.header = header
    self.file = file
    buffer = header.bytes
  }

  func write(row: borrowing RowBuffer) throws(FileError) {
    if rows == header.height { throw misuse("all rows are already written") }
    let start = buffer.count
    buffer += repeatElement(0, count: header.rowBytes)
    for channel in 0..<header.depth {
      // A gray image in a pixmap has three equal channels.
      let samples = row.channel(min(channel, row.channels - 1))
      header.store(samples, channel: channel, in: &buffer, from: start)
    }
    rows += 1
    if buffer.count >= NetpbmStream.bufferBytes { try flush() }
  }

  func finish(adding late: Metadata) throws(FileError) {
    if rows < header.height { throw misuse("finished before the last row") }
    try flush()
  }

  private func flush() throws(FileError) {
    do {
      let bytes = buffer
      try unsafe file.write(bytes.span.bytes)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func misuse(_ reason: String) -> FileError {
    FileError(.internalError, path: file.path, reason: "Netpbm: \(reason)")
  }
}

extension NetpbmHeader {
  /// Stores one channel of a row: sample x maxval, clamped (NaN becomes 0), rounded to nearest, ties to even.
  fileprivate func store(
    _ samples: Span<Float>, channel: Int, in buffer: inout [UInt8], from start: Int
  ) {
    let maxval = Float(maxval)
    // Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits.
    let shift: Float = 12_582_912
    var bytes = buffer.mutableSpan
    if sampleBytes == 1 {
      for x in samples.indices {
        let bits = (min(max(0, samples[x] * maxval), maxval) + shift).bitPattern
        bytes[start + x * depth + channel] = UInt8(truncatingIfNeeded: bits)
      }
    } else {
      for x in samples.indices {
        let bits = (min(max(0, samples[x] * maxval), maxval) + shift).bitPattern
        let place = start + 2 * (x * depth + channel)
        bytes[place] = UInt8(truncatingIfNeeded: bits >> 8)
        bytes[place + 1] = UInt8(truncatingIfNeeded: bits)
      }
    }
  }
}
