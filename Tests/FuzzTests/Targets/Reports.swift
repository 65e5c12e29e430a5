// SPDX-License-Identifier: Apache-2.0

import Batch

/// Reads the lines of a report.
///
/// A value that is read is the same after it was written, and so is a record; nothing else than JSON is read.
func jsonFault(_ bytes: [UInt8]) -> String? {
  for line in bytes.split(separator: 10) {
    guard let value = JSON(line) else { continue }
    if let fault = valueFault(value) ?? recordFault(value) { return fault }
  }
  return nil
}

private func valueFault(_ value: JSON) -> String? {
  let line = value.line
  if !line.hasSuffix("\n") || line.utf8.count(where: { $0 == 10 }) != 1 {
    return "JSON: a value is not one line"
  }
  guard let again = JSON(line.utf8.dropLast()) else {
    return "JSON: a value that was written is refused"
  }
  // A number beyond Double is infinite, which is written as null.
  return again.line == line ? nil : "JSON: a value that was written is another"
}

private func recordFault(_ value: JSON) -> String? {
  if let run = RecordedRun(value), !run.command.hasPrefix("imgconv") {
    return "report: a run of another program"
  }
  _ = RecordedSummary(value)
  guard let record = FileRecord(value) else { return nil }
  let json = record.json
  guard let again = FileRecord(json) else { return "report: a record that was written is refused" }
  return again.json.line == json.line ? nil : "report: a record that was written is another"
}
