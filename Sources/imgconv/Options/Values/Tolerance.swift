// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The maximum error to accept, for samples from 0 to 1: a number, or a fraction such as `1/255`.
struct Tolerance: ExpressibleByArgument, Sendable {
  /// The maximum error.
  let value: Double
  /// The value as it was written.
  let text: String

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, parts.count <= 2 else { return nil }
    value = numbers.count == 2 ? numbers[0] / numbers[1] : numbers[0]
    text = argument
    guard value.isFinite && value >= 0 else { return nil }
  }
}
