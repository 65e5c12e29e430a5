// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The lines of a report, one after the other: memory does not depend on their number.
struct ReportLines {
  /// What is longer is no line of ours.
  private static let longest = 16 << 20

  private let path: String
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []
  /// The bytes at the buffer's beginning whose lines were taken.
  private var taken = 0
  /// Where the buffer's first byte stands in the file.
  private var place = 0
  private var isAtEnd = false

  /// Opens a report that is not empty.
  ///
  /// - Throws: `.unreadable` if there is none, or if it is a newer version's.
  init(_ path: String) throws(FileError) {
    self.path = path
    do throws(Descriptor.Failure) {
      descriptor = try Descriptor(path, for: .reading)
    } catch {
      throw FileError(.unreadable, path: path, reason: error.reason)
    }
    if descriptor.size() == nil { throw fault("is no file") }
  }

  /// The next line, without its break, and where it stands; a last line without a break counts too.
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

  /// The next record: its line must begin a run, or be JSON; other lines are counted in
  /// `unreadable`.
  mutating func nextRecord(
    unreadable: inout Int
  ) throws(FileError) -> (place: Range<Int>, record: JSON)? {
    while let (offset, line) = try next() {
      guard let record = JSON(line), let kind = record["record"]?.string else {
        if offset == 0 { throw fault("is no report of imgconv") }
        unreadable += 1
        continue
      }
      if offset == 0 && kind != "run" { throw fault("is no report of imgconv") }
      if kind == "run", let format = record["format"]?.int, format > RunRecord.format {
        throw fault("is of version \(format), this imgconv knows only \(RunRecord.format)")
      }
      return (offset..<offset + line.count, record)
    }
    return nil
  }

  /// The record of a line that was read before; any number of threads may ask.
  ///
  /// - Throws: `.readWrite`; `.unreadable` if the report was changed since.
  func record(at place: Range<Int>) throws(FileError) -> JSON {
    let line: [UInt8]
    do throws(Descriptor.Failure) {
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
    do throws(Descriptor.Failure) {
      let part = try descriptor.read(at: place + buffer.count, count: 1 << 16)
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

  /// An error about the report.
  func fault(_ reason: String) -> FileError {
    FileError(.unreadable, path: path, reason: reason)
  }
}
