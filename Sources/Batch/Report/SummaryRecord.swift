// SPDX-License-Identifier: Apache-2.0

/// The summary of a run: the last line that it writes to its report.
struct SummaryRecord {
  /// The way in which a run ended.
  enum Status: String {
    /// Every file was tried.
    case complete
    /// Failures ended it: `--fail-fast`, `--max-errors`.
    case stopped
    /// A signal ended it.
    case interrupted
  }

  let status: Status
  let summary: Summary
  let limit: PlanLimit?
  let duration: Duration
  /// The number of members that were copied unchanged; `nil` unless the input is an archive.
  var copied: Int?

  var json: JSON {
    var members: [(String, JSON)] = [
      ("record", .string("summary")),
      ("status", .string(status.rawValue)),
      ("done", .number(summary.done)),
      ("failed", .number(summary.failed)),
      ("skipped", .number(summary.skipped)),
      ("dropped", .number(summary.dropped)),
      ("not_started", .number(summary.notStarted)),
    ]
    if let copied { members.append(("copied", .number(copied))) }
    if let limit {
      members.append(
        ("limited", .object([("files", .number(limit.count)), ("of", .number(limit.total))])))
    }
    return .object(members + [("ms", duration.milliseconds)])
  }
}
