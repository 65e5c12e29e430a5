// SPDX-License-Identifier: Apache-2.0

/// The part of a plan that a run is limited to: its first files.
package struct PlanLimit: Hashable, Sendable {
  /// The number of files that were taken.
  package let count: Int
  /// The number of files of the plan.
  package let total: Int

  /// Creates a limit of `count` files among `total`.
  package init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
  }

  /// Creates the limit that a summary records; `nil` if there is none.
  init?(_ json: JSON?) {
    guard let count = json?["files"]?.int, let total = json?["of"]?.int, (0...total) ~= count
    else { return nil }
    self.init(count, of: total)
  }
}

extension PlanLimit: CustomStringConvertible {
  /// The limit in words: "limited: 5 of 20".
  package var description: String { "limited: \(count) of \(total)" }
}
