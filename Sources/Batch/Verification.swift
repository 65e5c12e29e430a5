// SPDX-License-Identifier: Apache-2.0

internal import Filters
public import ImageFiles
private import Synchronization

/// Looks at a finished tree once more: whether all that a report records as done still stands.
public struct Verification: Sendable {
  /// What was looked at, and what is wrong.
  public struct Result: Sendable {
    /// The number of files that stand as recorded.
    public fileprivate(set) var good = 0
    /// The number of files with a fault, and other faults of the report.
    public fileprivate(set) var faults = 0
  }

  /// The report's name.
  public let report: String
  /// The most files that are read at once.
  public var threads = System.processors
  /// What is refused when outputs are decoded.
  public var limits = ReadLimits(maxPixels: .max)

  /// A verification by a report.
  public init(_ report: String) { self.report = report }

  /// Checks each file by its last record.
  ///
  /// Its output exists, has the recorded size and checksum and can be decoded to its end, and its
  /// input has the recorded size and time.  A file that failed is a fault, and so is a run without
  /// its summary or with files left.
  ///
  /// - Parameter body: gets each fault as it is found, one call at a time.
  /// - Throws: `.unreadable` if there is no such report, `.readWrite`.
  public func run(_ body: @escaping @Sendable (FileError) -> Void) throws(FileError) -> Result {
    let contents = try ReportContents(report)
    let desk = FaultDesk(body)
    for fault in faults(of: contents) { desk.take(fault) }
    Workers.run(count: contents.places.count, threads: threads) { index in
      if let fault = fault(at: index, in: contents) { desk.take(fault) } else { desk.pass() }
    }
    return desk.result
  }

  /// What is wrong with the report itself.
  private func faults(of contents: ReportContents) -> [FileError] {
    var reasons: [String] = []
    if contents.unreadable > 0 {
      reasons.append("\(contents.unreadable) lines cannot be understood")
    }
    if contents.runs.last?.summary?.status != .complete {
      reasons.append("the last run was not finished; go on with --resume")
    }
    return reasons.map { FileError(.unreadable, path: report, reason: $0) }
  }

  private func fault(at index: Int, in contents: ReportContents) -> FileError? {
    do throws(FileError) {
      return fault(of: try contents.record(at: index))
    } catch {
      return error
    }
  }

  /// What is wrong with a file; nil if nothing is.
  private func fault(of record: FileRecord) -> FileError? {
    let input = record.input.path
    if record.status == .failed {
      return FileError(
        .unreadable, path: input.text, reason: "failed: \(record.reason ?? "no reason")")
    }
    // An input that was replaced is the output.
    let isInPlace = record.output == record.input
    if !isInPlace, let size = record.inputSize, let time = record.inputTime {
      guard let stamp = FileStamp(Input.path(input)) else {
        return FileError(.unreadable, path: input.text, reason: "the input is gone")
      }
      if stamp.size != size || stamp.modified != time {
        return FileError(.unreadable, path: input.text, reason: "the input was changed since")
      }
    }
    guard let written = record.written, let output = record.output?.path else { return nil }
    return fault(of: output, written)
  }

  private func fault(of output: Path, _ written: WrittenFile) -> FileError? {
    guard let stamp = FileStamp(Output.path(output)) else {
      return FileError(.unreadable, path: output.text, reason: "the output is gone")
    }
    if stamp.size != written.size {
      return FileError(
        .unreadable, path: output.text,
        reason: "has \(stamp.size) bytes, \(written.size) were written")
    }
    do throws(FileError) {
      let found = try WrittenFile(reading: output)
      if found.checksum != written.checksum {
        return FileError(
          .unreadable, path: output.text,
          reason: "its CRC-32 is \(CRC32.text(found.checksum)), that of what was written "
            + CRC32.text(written.checksum))
      }
      try ImageReader(.path(output), limits: limits).readToEnd(path: output.text)
    } catch {
      return error
    }
    return nil
  }
}

/// Where all workers hand in what they found.
private final class FaultDesk: Sendable {
  private let counted = Mutex(Verification.Result())
  private let body: @Sendable (FileError) -> Void

  init(_ body: @escaping @Sendable (FileError) -> Void) { self.body = body }

  var result: Verification.Result { counted.withLock { $0 } }

  func take(_ fault: FileError) {
    counted.withLock { result in
      result.faults += 1
      body(fault)
    }
  }

  func pass() { counted.withLock { $0.good += 1 } }
}

extension ImageReader {
  /// Decodes all rows and what stands behind them, and keeps nothing.
  fileprivate func readToEnd(path: String) throws(FileError) {
    do throws(RowError) {
      try drain()
    } catch {
      throw error.cause as? FileError
        ?? FileError(.internalError, path: path, reason: "\(error.cause)")
    }
    try finish()
  }
}
