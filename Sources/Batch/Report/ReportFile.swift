// SPDX-License-Identifier: Apache-2.0

package import ImageFiles
private import Locking

/// A report that is being written, in JSON Lines: each line parses alone.
///
/// Each line is appended with one call of write(2), so a crash or kill loses at most the line being
/// written.  The file is flushed to the device after the first and the last record of a run, and
/// otherwise once a second has passed; a power failure loses the records since then, and a resumed
/// run processes their files again.  It is not flushed if the outputs are not, so that it does not
/// reach the device before them.  The file is locked: a second run with the same report is
/// refused.
package final class ReportFile: Sendable {
  private struct State {
    /// The size of the complete lines in bytes; `nil` if this is not a regular file.
    var size: Int?
    var flushed = ContinuousClock.now
    var failure: FileError?
  }

  /// The report's name in messages.
  package let path: String
  private let descriptor: Descriptor
  private let isFlushed: Bool
  private let state: Locked<State>

  /// Creates a report on standard output.
  package init() {
    path = Output.standardOutput.name
    descriptor = Descriptor(standard: 1)
    isFlushed = false
    state = Locked(State(size: nil))
  }

  /// Opens a report in a file, which is created if missing.
  ///
  /// - Parameters:
  ///   - isContinued: whether new records are appended to the existing ones, which are otherwise
  ///     removed.
  ///   - isFlushed: whether records are flushed to the device.
  /// - Throws: `.cannotCreate`, also for a file that is not a report, which is left unchanged.
  package init(_ path: String, isContinued: Bool, isFlushed: Bool = true) throws(FileError) {
    self.path = path
    self.isFlushed = isFlushed
    do throws(System.Failure) {
      descriptor = try Descriptor(Path(path), for: .appending)
    } catch {
      throw FileError(.cannotCreate, path: path, reason: error.reason(creating: Path(path)))
    }
    let size = descriptor.size()
    state = Locked(State(size: size))
    guard let size else {
      if isContinued {
        throw FileError(
          .cannotCreate, path: path, reason: "is not a regular file; a run cannot be resumed")
      }
      return
    }
    if System.lock(descriptor.number) == .busy {
      throw FileError(.cannotCreate, path: path, reason: "another run is writing this report")
    }
    var failure: String?
    do throws(System.Failure) {
      let beginning = try descriptor.read(at: 0, count: RunRecord.beginning.utf8.count)
      if !RunRecord.beginning.utf8.starts(with: beginning) {
        failure = "is not an imgconv report; choose another name"
      }
      if failure == nil {
        let kept = isContinued ? try ReportFile.repaired(descriptor, size: size) : 0
        if kept < size { try descriptor.truncate(to: kept) }
        state.withLock { $0.size = descriptor.size() }
      }
    } catch {
      failure = error.reason
    }
    if let failure { throw FileError(.cannotCreate, path: path, reason: failure) }
  }

  /// The first failure to write a record; later records are tried all the same, unless it is the first of the file.
  package var failure: FileError? { state.withLock { $0.failure } }

  /// Appends a record; a failure is kept in `failure`.
  ///
  /// - Parameter isImportant: whether the record must be on the device when the call returns.
  func append(_ record: JSON, isImportant: Bool = false) {
    let line = Array(record.line.utf8)
    state.withLock { state in
      // Without the record of the run at its beginning, the file would not be a report.
      if state.size == 0 && state.failure != nil { return }
      do throws(System.Failure) {
        if let size = state.size {
          try write(line, after: size)
          state.size = size + line.count
        } else {
          // A pipe or a terminal.
          try descriptor.write(line)
        }
      } catch {
        state.failure = state.failure ?? FileError(writing: error, report: path)
      }
      if !isFlushed || state.size == nil { return }
      if isImportant || ContinuousClock.now - state.flushed > .seconds(1) {
        descriptor.flush()
        state.flushed = .now
      }
    }
  }

  /// Writes one line to a regular file, completely or not at all.
  private func write(_ line: [UInt8], after size: Int) throws(System.Failure) {
    if try descriptor.writeOnce(line) == line.count { return }
    // A full disk took only a part of the line; the next line must not be joined to it.
    try descriptor.truncate(to: size)
    throw .full
  }

  /// Completes or removes an incomplete last line; returns the number of bytes to keep.
  ///
  /// A last line that parses lacks only its line break, which is written now.
  private static func repaired(_ descriptor: Descriptor, size: Int) throws(System.Failure)
    -> Int
  {
    var tail: [UInt8] = []
    var start = size
    while start > 0 {
      let count = min(1 << 15, start)
      let part = try descriptor.read(at: start - count, count: count)
      if let end = part.lastIndex(of: UInt8(ascii: "\n")) {
        tail = Array(part[(end + 1)...]) + tail
        start += end + 1 - count
        break
      }
      tail = part + tail
      start -= count
    }
    if tail.isEmpty { return size }
    guard JSON(tail)?["record"] != nil else { return start }
    try descriptor.write([UInt8(ascii: "\n")])
    return size
  }
}

extension FileError {
  fileprivate init(writing failure: System.Failure, report path: String) {
    self.init(
      failure == .readerGone ? .readerGone : .readWrite, path: path,
      reason: "writing the report failed: \(failure.reason)")
  }
}
