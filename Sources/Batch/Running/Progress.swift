// SPDX-License-Identifier: Apache-2.0

/// The progress of a batch at one moment, and its rate.
package struct Progress: Hashable, Sendable {
  /// The work done per second.
  package struct Rate: Hashable, Sendable {
    /// The number of images tried, whether they failed or not.
    package let images: Double
    /// The number of bytes of the inputs converted.
    package let bytes: Double
  }

  /// The total number of files.
  package let total: Int
  /// The counts so far.
  package let summary: Summary
  /// The current rate; `nil` until an image has been tried.
  package let rate: Rate?

  /// The number of files still to do.
  package var left: Int { max(0, total - summary.ended) }

  /// The fraction of files that are finished, from 0 to 1; 1 if there are none.
  package var share: Double { total > 0 ? 1 - Double(left) / Double(total) : 1 }

  /// The estimated time left at the current rate; `nil` if the rate is zero or unknown.
  package var timeLeft: Duration? {
    guard let rate, rate.images > 0 else { return nil }
    return .seconds(Double(left) / rate.images)
  }
}
