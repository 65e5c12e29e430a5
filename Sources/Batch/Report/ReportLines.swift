// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A reader for the lines of a report: memory does not depend on their number.
struct ReportLines {
  /// The maximum length of a line: imgconv writes no longer ones.
  private static let longest = 16 << 20

  private let path: String
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []
  /// The number of bytes at the start of the buffer that were consumed.
  private var taken = 0
  /// The file offset of the buffer's first byte.
  private var place = 0
  private var isAtEnd = false

  /// Opens a report.
  ///
  /// - Throws: `.unreadable` if there is none.
  init(_ path: String) throws(FileError) {
    self.path = path
    do throws(System.Failure) {
      descriptor = try Descriptor(Path(path), for: .reading)
    } catch {
      throw FileError(.unreadable, path: path, reason: error.reason)
    }
    if descriptor.size() == nil { throw fault("is not a regular file") }
  }

  /// Returns the next line, without its line break, and its offset; the last line needs no break.
  ///
  /// - Throws: `.readWrite`, `.unreadable`.
  mutating func next() throws(FileError) -> (offset: Int, line: [UInt8])? {
    var searched = 0
    while true {
      if let end = buffer[(taken + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        return take(end, skipping: 1)
      }
      searched = buffer.count - taken
      if isAtEnd { return searched == 0 ? nil : take(buffer.count, skipping: 0) }
      if searched > ReportLines.longest { throw fault("has a line of over 16 MiB") }
      try fill()
    }
  }

  /// Returns the next record; lines that are not records are counted in `unreadable`.
  ///
  /// - Throws: `.readWrite`; `.unreadable` if this is not a report, or one of a newer version.
  mutating func nextRecord(
    unreadable: inout Int
  ) throws(FileError) -> (place: Range<Int>, record: JSON)? {
    while let (offset, line) = try next() {
      guard let record = JSON(line), let kind = record["record"]?.string else {
        if offset == 0 { throw fault("is not an imgconv report") }
        unreadable += 1
        continue
      }
      if offset == 0 && kind != "run" { throw fault("is not an imgconv report") }
      if kind == "run", let format = record["format"]?.int, format > RunRecord.format {
        throw fault("is of version \(format), this imgconv knows only \(RunRecord.format)")
      }
      return (offset..<offset + line.count, record)
    }
    return nil
  }

  /// Returns the record of a line that was read before; may be called from any number of threads.
  ///
  /// - Throws: `.readWrite`; `.unreadable` if the report has changed since.
  func record(at place: Range<Int>) throws(FileError) -> JSON {
    let line: [UInt8]
    do throws(System.Failure) {
      line = try descriptor.read(at: place.lowerBound, count: place.count)
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
    guard let record = JSON(line) else { throw fault("was changed while it was read") }
    return record
  }

  private mutating func fill() throws(FileError) {
    buffer.removeFirst(taken)
    place += taken
    taken = 0
    do throws(System.Failure) {
      let part = try descriptor.read(at: place + buffer.count, count: 1 << 14)
      isAtEnd = part.isEmpty
      buffer += part
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }

  private mutating func take(_ end: Int, skipping: Int) -> (offset: Int, line: [UInt8]) {
    defer { taken = end + skipping }
    return (place + taken, Array(buffer[taken..<end]))
  }

  /// Returns an error about the report.
  func fault(_ reason: String) -> FileError {
    FileError(.unreadable, path: path, reason: reason)
  }
}
