// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A key for the input and output of a record, and for the member of an archive, in 128 bits.
///
/// Among a million different pairs, two have equal keys with a probability below 2^-88.
struct RecordKey: Hashable {
  private let first: Int
  private let second: UInt64

  init(_ record: FileRecord) {
    self.init(record.input, record.output, member: record.member?.input)
  }

  init(_ input: ReportedName, _ output: ReportedName?, member: ReportedName? = nil) {
    var hasher = Hasher()
    hasher.combine(input)
    hasher.combine(output)
    hasher.combine(member)
    first = hasher.finalize()
    second =
      FNV1a(input.bytes + [0] + (output?.bytes ?? []) + (member.map { [0] + $0.bytes } ?? []))
      .value
  }
}
