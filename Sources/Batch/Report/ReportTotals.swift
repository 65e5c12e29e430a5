// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The sums over the files of a report.
struct ReportTotals: Sendable, Hashable {
  private(set) var done = 0
  private(set) var failed = 0
  /// The total size of the inputs of the files that are done; `bytesOut` is that of their outputs.
  private(set) var bytesIn = 0
  private(set) var bytesOut = 0

  var files: Int { done + failed }

  mutating func add(_ record: FileRecord) { count(record, 1) }

  mutating func remove(_ record: FileRecord) { count(record, -1) }

  /// Adds or subtracts a record; ignores impossible file sizes, so that no sum can overflow.
  private mutating func count(_ record: FileRecord, _ sign: Int) {
    // The images of an archive have records of their own.
    if record.archive != nil && record.status == .done { return }
    guard record.status == .done else {
      failed += sign
      return
    }
    done += sign
    let possible = 0...(1 << 40)
    if let size = record.inputSize, possible.contains(size) { bytesIn += sign * size }
    if let size = record.written?.size, possible.contains(size) { bytesOut += sign * size }
  }
}
