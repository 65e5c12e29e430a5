// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The result of comparing two images of one shape, or two batches of them.
///
///     let pair = try ImagePair(a.source(), b.source())
///     let comparison = try Comparison(of: pair)
///     print(comparison.all.peakSignalToNoise)
package struct Comparison: Hashable, Sendable {
  /// The metrics of each channel; alpha is a channel like the others.
  package let channels: [ErrorMetrics]
  /// The metrics of all channels together; the structural similarity is the mean over channels.
  package let all: ErrorMetrics

  /// Reads both images, or all pairs of two batches, to the end and compares them.
  ///
  /// Errors are summed in `Double`.  Memory use depends only on the width and the channels.
  ///
  /// - Parameters:
  ///   - levels: if all samples are multiples of 1/levels, the errors are computed from these multiples and are exact,
  ///     so that one level of difference is `1.0 / Double(levels)` to the last bit.  65535 serves 8-bit and 16-bit
  ///     samples alike.  `nil` uses the samples as they are.
  ///   - imageCount: the number of pairs of images that the sources deliver, one after the other.  The structural
  ///     similarity is the mean of theirs, the other metrics are over all samples.
  ///   - advance: called between two pairs, so that the sources go on to the next images.
  /// - Throws: the `RowError` of a source; what `advance` throws.
  package init(
    of pair: ImagePair, levels: Int? = nil, imageCount: Int = 1,
    advance: () throws(RowError) -> Void = {}
  ) throws(RowError) {
    let tallied = TalliedPair(pair, levels: levels)
    let shape = pair.imageShape
    var similarities = try Self.similarities(of: tallied, channels: shape.channels)
    for _ in 1..<max(1, imageCount) {
      try advance()
      let next = try Self.similarities(of: tallied, channels: shape.channels)
      similarities = similarities.flatMap { sums in next.map { zip(sums, $0).map(+) } }
    }
    channels = tallied.tallies.enumerated().map { channel, tally in
      ErrorMetrics(
        tally, channel: channel, over: shape, imageCount: imageCount,
        structuralSimilarity: similarities.map { $0[channel] / Double(imageCount) })
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

/// A pair of images that sums its errors as its rows are read; the rows of a batch are counted through.
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
