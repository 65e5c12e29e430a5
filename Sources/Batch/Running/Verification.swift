// SPDX-License-Identifier: Apache-2.0

internal import Filters
package import ImageFiles
private import Locking

/// A check that every output that a report records as done is still intact.
package struct Verification: Sendable {
  /// The counts of a verification.
  package struct Result: Sendable {
    /// The number of files that match their records.
    package internal(set) var good = 0
    /// The number of files with a fault, plus other faults of the report.
    package internal(set) var faults = 0
  }

  /// The report's name.
  package let report: String
  /// The maximum number of files that are read at once.
  package var threads = System.processors
  /// The limits for decoding outputs.
  package var limits = ReadLimits(maxPixels: .max)

  /// Creates a verification of a report's files.
  package init(_ report: String) { self.report = report }

  /// Checks each file against its last record.
  ///
  /// Its output must exist, have the recorded size and checksum, and decode to its end; its input
  /// must have the recorded size and time.  A failed file is a fault, and so is a run without a
  /// summary or with files left to do.
  ///
  /// - Parameter body: receives each fault as it is found, one call at a time.
  /// - Throws: `.unreadable` if there is no such report; `.readWrite`.
  package func run(_ body: @escaping @Sendable (FileError) -> Void) throws(FileError) -> Result {
    let contents = try ReportContents(report)
    let collector = FaultCollector(body)
    for fault in faults(of: contents) { collector.take(fault) }
    Workers.run(count: contents.places.count, threads: threads) { index in
      if let fault = fault(at: index, in: contents) {
        collector.take(fault)
      } else {
        collector.pass()
      }
    }
    return collector.result
  }

  /// Returns the faults of the report itself.
  private func faults(of contents: ReportContents) -> [FileError] {
    var faults: [FileError] = []
    if contents.unreadable > 0 {
      let reason = "\(contents.unreadable) lines cannot be understood"
      faults.append(FileError(.unreadable, path: report, reason: reason))
    }
    if contents.runs.last?.summary?.status != .complete {
      faults.append(
        FileError(
          .unreadable, path: report, reason: "the last run was not finished",
          detail: .unfinishedRun))
    }
    return faults
  }

  private func fault(at index: Int, in contents: ReportContents) -> FileError? {
    do throws(FileError) {
      return fault(of: try contents.record(at: index))
    } catch {
      return error
    }
  }

  /// Returns a file's fault; `nil` if it has none.
  private func fault(of record: FileRecord) -> FileError? {
    let input = record.input.path
    if record.status == .failed {
      return FileError(
        .unreadable, path: record.shownInput.path.text,
        reason: "failed: \(record.reason ?? "no reason")")
    }
    // The record of its archive has the checksum of the whole output.
    if record.member != nil { return nil }
    // With in-place conversion the output has replaced the input.
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
    return fault(of: output, written, isArchive: record.archive != nil)
  }

  private func fault(
    of output: Path, _ written: WrittenFile, isArchive: Bool
  ) -> FileError? {
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
      if isArchive {
        try TarReader(.path(output)).readToEnd()
        return nil
      }
      try ImageReader(.path(output), limits: limits).readToEnd(path: output.text)
    } catch {
      return error
    }
    return nil
  }
}

extension ImageReader {
  /// Decodes all rows and what follows them, and discards the result.
  fileprivate func readToEnd(path: String) throws(FileError) {
    do throws(RowError) {
      try drain()
    } catch {
      throw FileError(of: error, path: path)
    }
    try finish()
  }
}
