// SPDX-License-Identifier: Apache-2.0

/// The bytes of an input, one after another, read in blocks.
final class NetpbmStream {
  /// The size of a block.
  static let bufferBytes = 64 << 10

  let file: InputFile
  /// The size of a regular file or of memory; `nil` for a pipe, which can only be read in order.
  let size: Int?
  /// The position in the file of the byte after the buffer; counted from the first byte read for a pipe.
  private var end: Int
  private var buffer: [UInt8] = []
  private var next = 0

  /// - Throws: `.readWrite`.
  init(_ file: InputFile) throws(FileError) {
    self.file = file
    let extent = try file.extent()
    size = extent?.size
    end = extent?.place ?? 0
  }

  /// The position of the next byte.
  var place: Int { end - (buffer.count - next) }

  /// Returns the next byte without taking it; `nil` at the end.
  func peek() throws(FileError) -> UInt8? {
    if next == buffer.count { try fill() }
    return next < buffer.count ? buffer[next] : nil
  }

  /// Takes the next byte; `nil` at the end.
  func byte() throws(FileError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    next += 1
    return byte
  }

  /// Fills `bytes`; returns how many there were before the end.
  func take(into bytes: inout [UInt8]) throws(FileError) -> Int {
    var done = 0
    while done < bytes.count {
      if next == buffer.count { try fill() }
      if next == buffer.count { break }
      let count = min(bytes.count - done, buffer.count - next)
      bytes.replaceSubrange(done..<done + count, with: buffer[next..<next + count])
      done += count
      next += count
    }
    return done
  }

  /// Skips bytes of a regular file or of memory.
  func skip(_ count: Int) {
    let held = min(count, buffer.count - next)
    next += held
    end += count - held
  }

  private func fill() throws(FileError) {
    var block = [UInt8](repeating: 0, count: NetpbmStream.bufferBytes)
    var span = block.mutableSpan
    var bytes = unsafe span.mutableBytes
    let got = try file.read(into: &bytes, at: size == nil ? nil : end)
    block.removeLast(block.count - got)
    buffer = block
    next = 0
    end += got
  }
}
