// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The result of comparing two images of one shape.
///
///     let pair = try ImagePair(a.source(), b.source())
///     let comparison = try Comparison(of: pair)
///     print(comparison.all.peakSignalToNoise)
package struct Comparison: Hashable, Sendable {
  /// The metrics of each channel; alpha is a channel like the others.
  package let channels: [ErrorMetrics]
  /// The metrics of all channels together; the structural similarity is the mean over channels.
  package let all: ErrorMetrics

  /// Reads both images to the end and compares them.
  ///
  /// Errors are summed in `Double`.  Memory use depends only on the width and the channels.
  ///
  /// - Parameter levels: if all samples are multiples of 1/levels, the errors are computed from
  ///   these multiples and are exact, so that one level of difference is `1.0 / Double(levels)` to
  ///   the last bit.  65535 serves 8-bit and 16-bit samples alike.  `nil` uses the samples as they
  ///   are.
  /// - Throws: the `RowError` of a source.
  package init(of pair: ImagePair, levels: Int? = nil) throws(RowError) {
    let tallied = TalliedPair(pair, levels: levels)
    let shape = pair.imageShape
    let similarities = try Self.similarities(of: tallied, channels: shape.channels)
    channels = tallied.tallies.enumerated().map { channel, tally in
      ErrorMetrics(
        tally, channel: channel, samples: shape.height * shape.width,
        structuralSimilarity: similarities?[channel])
    }
    all = ErrorMetrics(joining: channels)
  }

  /// Returns the mean structural similarity of each channel, or `nil` for images smaller than its
  /// window; reads the source to its end in either case.
  private static func similarities(
    of source: any RowSource, channels: Int
  ) throws(RowError) -> [Double]? {
    guard min(source.shape.height, source.shape.width) >= StructuralSimilarity.window else {
      _ = try channelSums(of: source)
      return nil
    }
    var chain = source
    do {
      for stage in StructuralSimilarity.dissimilarity(channels: channels) {
        chain = try Streamed(stage, over: chain)
      }
    } catch {
      throw RowError(error)
    }
    let count = Double(chain.shape.height * chain.shape.width)
    return try channelSums(of: chain).map { 1 - $0 / count }
  }

  /// Returns the sum of each channel of a fresh source.
  private static func channelSums(of source: any RowSource) throws(RowError) -> [Double] {
    var sums = [Double](repeating: 0, count: source.shape.channels)
    var buffer = try RowBuffer(forRowsOf: source)
    for _ in 0..<source.shape.height {
      var row = buffer.row()
      try source.nextRow(into: &row)
      for channel in sums.indices {
        let samples = buffer.channel(channel)
        var sum = 0.0
        for x in samples.indices { sum += Double(samples[x]) }
        sums[channel] += sum
      }
    }
    return sums
  }
}

/// A pair of images that sums its errors as its rows are read.
private final class TalliedPair: RowSource {
  /// The sums of each channel so far.
  private(set) var tallies: [ErrorTally]
  private let pair: ImagePair
  private var next = 0

  init(_ pair: ImagePair, levels: Int?) {
    self.pair = pair
    tallies = Array(repeating: ErrorTally(levels: levels), count: pair.imageShape.channels)
  }

  var shape: Shape { pair.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    try pair.nextRow(into: &row)
    for channel in tallies.indices {
      tallies[channel].add(row.samples(channel), row.samples(tallies.count + channel), y: next)
    }
    next += 1
  }
}
