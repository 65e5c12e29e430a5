// SPDX-License-Identifier: Apache-2.0

/// How far a batch is at one moment, and how fast it goes.
public struct Progress: Hashable, Sendable {
  /// What a second brings.
  public struct Rate: Hashable, Sendable {
    /// Images tried, whether they failed or not.
    public let images: Double
    /// Bytes of the inputs that were converted.
    public let bytes: Double
  }

  /// The number of files in all.
  public let total: Int
  /// What became of them so far.
  public let summary: Summary
  /// The present rate; nil as long as no image was tried.
  public let rate: Rate?

  /// The number of files that nothing became of yet.
  public var left: Int { max(0, total - summary.ended) }

  /// The share of files that are over, from 0 to 1; 1 if there are none.
  public var share: Double { total > 0 ? 1 - Double(left) / Double(total) : 1 }

  /// How long the rest takes at the present rate; nil if there is none.
  public var timeLeft: Duration? {
    guard let rate, rate.images > 0 else { return nil }
    return .seconds(Double(left) / rate.images)
  }
}

/// Measures the progress of a batch.
///
/// The rate is that of the last 20 seconds if at least 10 images were tried in them, and of the
/// whole run otherwise: long enough that the pictures' different sizes matter little, short enough
/// to follow what changes.
public struct ProgressMeter: Sendable {
  private struct Mark: Sendable {
    let time: ContinuousClock.Instant
    let images: Int
    let bytes: Int
  }

  private static let span = Duration.seconds(20)
  private static let fewest = 10
  /// Marks closer together would only take memory.
  private static let spacing = Duration.milliseconds(500)

  private let total: Int
  private let start: Mark
  /// Those within the span, oldest first.
  private var marks: [Mark] = []
  private var summary = Summary()

  /// A batch of so many files that starts now.
  public init(total: Int, at time: ContinuousClock.Instant) {
    self.total = total
    start = Mark(time: time, images: 0, bytes: 0)
  }

  /// Takes what became of the files so far.
  public mutating func take(_ summary: Summary, at time: ContinuousClock.Instant) {
    self.summary = summary
    if let last = marks.last, time - last.time < ProgressMeter.spacing { return }
    marks.removeAll { time - $0.time > ProgressMeter.span }
    marks.append(Mark(time: time, images: summary.tried, bytes: summary.inputBytes))
  }

  /// The progress at a time that is not before what was taken last.
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
