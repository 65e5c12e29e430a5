// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The files that a report records as done, for a resumed run.
///
/// Each file takes about 100 bytes; the names are not kept.
package struct ReportIndex: Sendable {
  private struct Entry {
    let inputSize: Int
    let inputTime: Int
    let outputSize: Int
  }

  private var entries: [RecordKey: Entry] = [:]
  /// The number of lines that could not be parsed; their files count as not done.
  package private(set) var unreadable = 0
  /// The number of records that an older version wrote, whose recipe identifiers cannot be compared;
  /// their files count as not done.
  package private(set) var incomparable = 0

  /// Reads a report; the last record of each file counts.
  ///
  /// - Parameter recipe: records of other recipes count as not done.
  /// - Throws: `.unreadable` if there is no such report; `.readWrite`.
  package init(_ path: String, recipe: String) throws(FileError) {
    var lines = try ReportLines(path)
    while let (_, json) = try lines.nextRecord(unreadable: &unreadable) {
      // Members are done if their archive is.
      guard let record = FileRecord(json), record.member == nil else { continue }
      let key = RecordKey(record)
      if record.status == .skipped { continue }
      if record.status == .done, !record.recipe.hasPrefix(RecipeIdentifier.prefix) {
        incomparable += 1
      }
      guard record.status == .done, record.recipe == recipe,
        record.archive.map({ $0.failed == 0 }) ?? true, let size = record.inputSize,
        let time = record.inputTime, let written = record.written
      else {
        entries[key] = nil
        continue
      }
      entries[key] = Entry(inputSize: size, inputTime: time, outputSize: written.size)
    }
  }

  /// The number of files that are done.
  package var count: Int { entries.count }

  /// Whether a job is recorded as done, its input still has the recorded size and time, and its
  /// output the recorded size.
  func covers(_ job: Job) -> Bool {
    let key = RecordKey(ReportedName(job.input), ReportedName(job.output))
    guard let entry = entries[key], let input = FileStamp(job.input),
      let output = FileStamp(job.output)
    else { return false }
    return input.size == entry.inputSize && input.modified == entry.inputTime
      && output.size == entry.outputSize
  }
}
