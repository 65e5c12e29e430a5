// SPDX-License-Identifier: Apache-2.0

import Filters

/// The difference between two planes or two whole images.
///
/// The error of a sample is |a - b|, in units of samples, whose range is 0...1; it is 0 where a =
/// b, even for infinities. An error that is not finite makes `largest`, `mean` and `rootMeanSquare`
/// infinite, or NaN where a sample is NaN.
package struct ErrorMetrics: Hashable, Sendable {
  /// The position of a sample.
  package struct Place: Hashable, Sendable {
    /// The index of the image in a batch.
    package let image: Int
    /// The channel.
    package let channel: Int
    /// The row, from the top.
    package let y: Int
    /// The column, from the left.
    package let x: Int

    /// Creates a position.
    package init(image: Int = 0, channel: Int, y: Int, x: Int) {
      self.image = image
      self.channel = channel
      self.y = y
      self.x = x
    }
  }

  /// The largest error.
  package let largest: Double
  /// The position of the largest error, or of the first that is not finite; `nil` if all are 0.
  ///
  /// Among equals it is the first in its channel from top to bottom, of the first image, in the first such channel.
  package let place: Place?
  /// The largest of the finite errors.
  package let maxFinite: Double
  /// The number of errors that are not finite.
  package let notFinite: Int
  /// The mean of the errors.
  package let mean: Double
  /// The square root of the mean of the squared errors.
  package let rootMeanSquare: Double
  /// The mean structural similarity: 1 for equal images, NaN with samples that are not finite;
  /// `nil` where it is undefined, in images with a side shorter than its window of 11 samples.
  ///
  /// See `StructuralSimilarity`.
  package let structuralSimilarity: Double?

  /// The peak signal-to-noise ratio in decibels, -20 log10(RMS) for a peak of 1; infinite if all
  /// errors are 0.
  package var peakSignalToNoise: Double { 0 - 20 * decimalLogarithm(rootMeanSquare) }
}

extension ErrorMetrics {
  /// Computes the metrics of one channel from its sums.
  ///
  /// - Parameter shape: the extent of each image; the tally counts the rows of all images through.
  init(
    _ tally: ErrorTally, channel: Int, over shape: Shape, imageCount: Int,
    structuralSimilarity: Double?
  ) {
    let place = tally.firstNotFinite ?? tally.maxPosition
    self.place = place.map {
      Place(image: $0.y / shape.height, channel: channel, y: $0.y % shape.height, x: $0.x)
    }
    let samples = imageCount * shape.height * shape.width
    maxFinite = tally.largest
    notFinite = tally.notFinite
    largest = tally.notFinite == 0 ? tally.largest : tally.sum
    mean = tally.sum / Double(samples)
    rootMeanSquare = (tally.squares / Double(samples)).squareRoot()
    self.structuralSimilarity = structuralSimilarity
  }

  /// Combines the metrics of all channels, each with the same number of samples.
  ///
  /// - Precondition: there is at least one channel.
  init(joining channels: [ErrorMetrics]) {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let finite = channels.map(\.maxFinite).max() ?? 0
    maxFinite = finite
    notFinite = channels.map(\.notFinite).reduce(0, +)
    if notFinite == 0 {
      largest = finite
      place = channels.first { $0.largest == finite }?.place
    } else {
      largest = channels.filter { $0.notFinite > 0 }.map(\.largest).reduce(0, +)
      place = channels.first { $0.notFinite > 0 }?.place
    }
    self.mean = mean(channels.map(\.mean))
    rootMeanSquare = mean(channels.map { $0.rootMeanSquare * $0.rootMeanSquare }).squareRoot()
    let similarities = channels.compactMap(\.structuralSimilarity)
    structuralSimilarity = similarities.isEmpty ? nil : mean(similarities)
  }
}

/// The sums over the errors of one channel, row by row.
struct ErrorTally {
  /// The largest finite error.
  private(set) var largest = 0.0
  /// The position of the largest finite error; `nil` before the first error.
  private(set) var maxPosition: (y: Int, x: Int)?
  /// The number of errors that are not finite.
  private(set) var notFinite = 0
  /// The position of the first error that is not finite.
  private(set) var firstNotFinite: (y: Int, x: Int)?
  /// The sum of all errors.
  private(set) var sum = 0.0
  /// The sum of all squared errors.
  private(set) var squares = 0.0
  private let levels: Double?

  /// Creates a tally without errors; see `Comparison` for `levels`.
  init(levels: Int?) {
    self.levels = levels.map { Double($0) }
  }

  /// Adds the errors of row `y`.
  mutating func add(_ a: Span<Float>, _ b: Span<Float>, y: Int) {
    precondition(a.count == b.count, "rows of different lengths")
    // Summing by rows is as exact as pairwise summation, so that a large image loses no accuracy.
    var rowSum = 0.0
    var rowSquares = 0.0
    for x in a.indices {
      let error = error(a[x], b[x])
      rowSum += error
      rowSquares += error * error
      // Not `error > largest`, which is false for NaN.
      if !(error <= largest) { note(error, y: y, x: x) }
    }
    sum += rowSum
    squares += rowSquares
  }

  private mutating func note(_ error: Double, y: Int, x: Int) {
    if error.isFinite {
      largest = error
      maxPosition = (y, x)
    } else {
      notFinite += 1
      if firstNotFinite == nil { firstNotFinite = (y, x) }
    }
  }

  private func error(_ a: Float, _ b: Float) -> Double {
    if a == b { return 0 }
    guard let levels else { return abs(Double(a) - Double(b)) }
    // Round without a call to libm: a sum near 2^52 has no room for a fraction.
    let shift = 0x1.8p52
    let level = (Double(a) * levels + shift) - shift
    let otherLevel = (Double(b) * levels + shift) - shift
    return abs(level - otherLevel) / levels
  }
}
