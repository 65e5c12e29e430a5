// SPDX-License-Identifier: Apache-2.0

/// A kernel along one axis of planes, whose samples are read and computed in pairs.
///
/// Outputs 2 j and 2 j + 1, and their mean, are sums over the same pairs: pair i has the samples 2 i and 2 i + 1, and i is
/// in `j + first ..< j + first + pairCount`.
struct PlaneAxis: Sendable {
  /// The first pair that is read, from that of the outputs.
  let first: Int
  /// The number of pairs that are read.
  let pairCount: Int
  /// The weights of both outputs.
  let single: PairWeights
  /// The weights of their mean: of the kernel g, those of g * (1/2, 1/2), one tap longer.
  let mean: PairWeights

  /// Creates the axis for dense weights, of which the first applies to the sample `start` positions after the output.
  init(_ weights: [Double], start: Int) {
    first = start.dividedDown(by: 2)
    pairCount = (start + weights.count).dividedDown(by: 2) - first + 1
    let place = start - 2 * first
    single = PairWeights(weights, start: place, pairCount: pairCount, isDouble: true)
    let halves = zip(weights + [0], [0] + weights).map { ($0 + $1) / 2 }
    mean = PairWeights(halves, start: place, pairCount: pairCount, isDouble: false)
  }

  /// The maximum effect of rounding the weights, in 8-bit levels.
  var maxError: Double { max(single.maxError, mean.maxError) }
}
