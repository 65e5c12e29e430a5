// SPDX-License-Identifier: Apache-2.0

/// The progress of a batch at one moment, and its rate.
public struct Progress: Hashable, Sendable {
  /// The work done per second.
  public struct Rate: Hashable, Sendable {
    /// The number of images tried, whether they failed or not.
    public let images: Double
    /// The number of bytes of the inputs converted.
    public let bytes: Double
  }

  /// The total number of files.
  public let total: Int
  /// The counts so far.
  public let summary: Summary
  /// The current rate; `nil` until an image has been tried.
  public let rate: Rate?

  /// The number of files still to do.
  public var left: Int { max(0, total - summary.ended) }

  /// The fraction of files that are finished, from 0 to 1; 1 if there are none.
  public var share: Double { total > 0 ? 1 - Double(left) / Double(total) : 1 }

  /// The estimated time left at the current rate; `nil` if the rate is zero or unknown.
  public var timeLeft: Duration? {
    guard let rate, rate.images > 0 else { return nil }
    return .seconds(Double(left) / rate.images)
  }
}

/// A meter for the progress of a batch.
///
/// The rate covers the last 20 seconds if at least 10 images were tried in that time, and the whole
/// run otherwise: long enough to average over images of different sizes, short enough to follow
/// changes.
public struct ProgressMeter: Sendable {
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
  public init(total: Int, at time: ContinuousClock.Instant) {
    self.total = total
    start = Mark(time: time, images: 0, bytes: 0)
  }

  /// Records the counts so far.
  public mutating func take(_ summary: Summary, at time: ContinuousClock.Instant) {
    self.summary = summary
    if let last = marks.last, time - last.time < ProgressMeter.spacing { return }
    marks.removeAll { time - $0.time > ProgressMeter.span }
    marks.append(Mark(time: time, images: summary.tried, bytes: summary.inputBytes))
  }

  /// Returns the progress at a time that is not before the last call of `take`.
  public func progress(at time: ContinuousClock.Instant) -> Progress {
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
