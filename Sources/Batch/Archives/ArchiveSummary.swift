// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The result of the conversion of an archive.
package struct ArchiveSummary: Sendable {
  /// The number of images converted.
  package internal(set) var done = 0
  /// The number of members that failed.
  package internal(set) var failed = 0
  /// The number of members that were copied unchanged.
  package internal(set) var copied = 0
  /// The total size of the images converted, in bytes.
  package internal(set) var inputBytes = 0
  /// Whether too many members failed; then there is no output.
  package internal(set) var isStopped = false
  /// Notes on the archive, one sentence each.
  package internal(set) var notes: [String] = []
  /// The input's identity, size and modification time while it was read; `nil` for a pipe or a device.
  package internal(set) var stamp: FileStamp?
  /// The output's size and checksum; `nil` for a pipe or a device, or if they were not asked for.
  package internal(set) var written: WrittenFile?

  /// Creates an empty summary.
  package init() {}

  /// Counts an outcome.
  mutating func add(_ outcome: MemberOutcome) {
    if case .success = outcome.result {
      done += 1
      inputBytes += outcome.inputSize
    } else {
      failed += 1
    }
  }
}
