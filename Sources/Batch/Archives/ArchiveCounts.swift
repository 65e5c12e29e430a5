// SPDX-License-Identifier: Apache-2.0

/// The numbers of members in the record of an archive.
package struct ArchiveCounts: Hashable, Sendable {
  /// The number of images converted.
  package var done = 0
  /// The number of members that failed.
  package var failed = 0
  /// The number of members copied unchanged.
  package var copied = 0

  /// Creates the counts of an archive that failed.
  init() {}

  /// Creates the counts of a finished archive.
  init(_ summary: ArchiveSummary) {
    (done, failed, copied) = (summary.done, summary.failed, summary.copied)
  }

  /// Creates the counts from a record; missing numbers are 0.
  init(_ json: JSON) {
    done = json["images"]?.int ?? 0
    failed = json["failed_members"]?.int ?? 0
    copied = json["copied"]?.int ?? 0
  }

  /// The members of a record.
  var members: [(String, JSON)] {
    [
      ("images", .number(done)), ("failed_members", .number(failed)), ("copied", .number(copied)),
    ]
  }
}
