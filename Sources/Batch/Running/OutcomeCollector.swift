// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles
private import Locking

/// A collector for the outcomes of all workers.
final class OutcomeCollector: Sendable {
  private let counted = Locked(Summary())
  private let report: ReportFile?
  private let recipe: String
  private let maxErrors: Int?
  private let watch: (@Sendable (Summary) -> Void)?
  private let body: @Sendable (Outcome) -> Void

  init(_ run: BatchRun, recipe: String, _ body: @escaping @Sendable (Outcome) -> Void) {
    report = run.report
    maxErrors = run.maxErrors
    watch = run.watch
    self.recipe = recipe
    self.body = body
  }

  var summary: Summary { counted.withLock { $0 } }

  /// Whether too many files have failed for a new one to start.
  var isClosed: Bool {
    guard let maxErrors else { return false }
    return counted.withLock { $0.failed >= maxErrors }
  }

  /// Counts, records and passes on an outcome.
  ///
  /// - Parameter place: the job's position in the plan; `nil` for a file that is no job.
  func take(_ outcome: Outcome, place: Int? = nil) {
    count { summary in
      summary.add(outcome)
      // An interrupted file has no result to record.
      if outcome.status != .interrupted {
        report?.append(FileRecord(outcome, recipe: recipe, place: place).json)
      }
      body(outcome)
    }
  }

  func skip() { count { $0.skipped += 1 } }

  func leave() { count { $0.notStarted += 1 } }

  private func count(_ change: (inout Summary) -> Void) {
    counted.withLock { summary in
      change(&summary)
      watch?(summary)
    }
  }
}
