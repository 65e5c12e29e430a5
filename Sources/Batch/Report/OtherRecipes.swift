// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The outputs that a report records as made with another recipe.
///
/// Each takes 8 bytes; the names are not kept.
package struct OtherRecipes: Sendable {
  private var outputs: Set<UInt64> = []

  /// Reads a report; the last record of each output counts.
  ///
  /// - Parameter recipe: the identifier of the current recipe.
  /// - Throws: `.unreadable` if there is no such report; `.readWrite`.
  package init(_ path: String, than recipe: String) throws(FileError) {
    var lines = try ReportLines(path)
    var unreadable = 0
    while let (_, json) = try lines.nextRecord(unreadable: &unreadable) {
      guard let record = FileRecord(json), record.status == .done, let output = record.output else {
        continue
      }
      let hash = FNV1a(output.bytes).value
      if record.recipe == recipe { outputs.remove(hash) } else { outputs.insert(hash) }
    }
  }

  /// Returns the number of jobs whose outputs were made with another recipe.
  package func count(in jobs: some Sequence<Job>) -> Int {
    if outputs.isEmpty { return 0 }
    return jobs.count { outputs.contains(FNV1a(ReportedName($0.output).bytes).value) }
  }
}
