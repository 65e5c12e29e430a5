// SPDX-License-Identifier: Apache-2.0

/// The summary of a run as a report records it; missing numbers are 0.
package struct RecordedSummary: Sendable, Hashable {
  /// The status; `nil` for a word of a later version.
  let status: SummaryRecord.Status?
  let done: Int
  let failed: Int
  let skipped: Int
  let dropped: Int
  let notStarted: Int
  /// The part of its plan that the run was limited to; `nil` for all of it.
  let limit: PlanLimit?
  let duration: Duration

  /// Creates a summary from its record; `nil` if the record is of another kind.
  package init?(_ json: JSON) {
    guard json["record"]?.string == "summary" else { return nil }
    func count(_ name: String) -> Int { min(max(0, json[name]?.int ?? 0), 1 << 40) }
    status = json["status"]?.string.flatMap(SummaryRecord.Status.init)
    done = count("done")
    failed = count("failed")
    skipped = count("skipped")
    dropped = count("dropped")
    notStarted = count("not_started")
    limit = PlanLimit(json["limited"])
    duration = Duration(milliseconds: json["ms"]) ?? .zero
  }
}
