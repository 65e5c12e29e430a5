// SPDX-License-Identifier: Apache-2.0

/// A meter for the progress of a batch.
///
/// The rate covers the last 20 seconds if at least 10 images were tried in that time, and the whole
/// run otherwise: long enough to average over images of different sizes, short enough to follow
/// changes.
package struct ProgressMeter: Sendable {
  private struct Mark: Sendable {
    let time: ContinuousClock.Instant
    let images: Int
    let bytes: Int
  }

  private static let span = Duration.seconds(20)
  private static let fewest = 10
  /// The minimum time between marks: closer ones would only take memory.
  private static let spacing = Duration.milliseconds(500)

  private let total: Int
  private let start: Mark
  /// The marks within the span, oldest first.
  private var marks: [Mark] = []
  private var summary = Summary()

  /// Creates a meter for a batch of `total` files that starts at `time`.
  package init(total: Int, at time: ContinuousClock.Instant) {
    self.total = total
    start = Mark(time: time, images: 0, bytes: 0)
  }

  /// Records the counts so far.
  package mutating func take(_ summary: Summary, at time: ContinuousClock.Instant) {
    self.summary = summary
    if let last = marks.last, time - last.time < ProgressMeter.spacing { return }
    marks.removeAll { time - $0.time > ProgressMeter.span }
    marks.append(Mark(time: time, images: summary.tried, bytes: summary.inputBytes))
  }

  /// Returns the progress at a time that is not before the last call of `take`.
  package func progress(at time: ContinuousClock.Instant) -> Progress {
    Progress(total: total, summary: summary, rate: rate(at: time))
  }

  private func rate(at time: ContinuousClock.Instant) -> Progress.Rate? {
    let recent = marks.first { time - $0.time <= ProgressMeter.span }
    var base = start
    if let recent, summary.tried - recent.images >= ProgressMeter.fewest { base = recent }
    let seconds = (time - base.time) / .seconds(1)
    guard seconds > 0, summary.tried > 0 else { return nil }
    return Progress.Rate(
      images: Double(summary.tried - base.images) / seconds,
      bytes: Double(summary.inputBytes - base.bytes) / seconds)
  }
}
