// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A time limit: `30` or `30s` in seconds, `500ms`, `2m`, `1h`.
struct TimeLimit: ExpressibleByArgument, Sendable {
  /// The maximum time in seconds: about 31 years.
  private static let longest = 1e9
  private static let units = ["": 1.0, "s": 1, "sec": 1, "ms": 1e-3, "m": 60, "min": 60, "h": 3600]

  /// The time in seconds.
  let seconds: Double

  init?(argument: String) {
    guard let quantity = Quantity(argument), let unit = Self.units[quantity.unit],
      quantity.number * unit < Self.longest
    else { return nil }
    seconds = quantity.number * unit
  }

  /// The time limit, at least one millisecond.
  var duration: Duration { .milliseconds(Int((seconds * 1000).rounded(.up))) }
}
