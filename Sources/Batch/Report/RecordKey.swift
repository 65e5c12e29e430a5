// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A key for the input and output of a record, in 128 bits.
///
/// Among a million different pairs, two have equal keys with a probability below 2^-88.
struct RecordKey: Hashable {
  private let first: Int
  private let second: UInt64

  init(_ input: ReportedName, _ output: ReportedName?) {
    var hasher = Hasher()
    hasher.combine(input)
    hasher.combine(output)
    first = hasher.finalize()
    second = FNV1a(input.bytes + [0] + (output?.bytes ?? [])).value
  }
}
