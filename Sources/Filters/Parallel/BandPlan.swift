// SPDX-License-Identifier: Apache-2.0

/// The division of a chain's columns among threads.
package struct BandPlan {
  /// One band: some columns of the result.
  struct Band {
    /// The columns of the result.
    let columns: Range<Int>
    /// The columns of the input that the band's chain runs over.
    let input: Range<Int>
    /// The number of columns of the chain's output before those of the result.
    let skipped: Int
  }

  /// The bands from left to right, without gaps; at least two.
  let bands: [Band]

  /// The minimum number of multiply-adds for each input sample: cheaper chains take less time than reading and writing
  /// the image, which have threads of their own.
  private static let minMultiplyAdds = 192.0
  /// The minimum number of pixels: smaller images are done before another thread has started.
  private static let minPixels = 1 << 20
  /// The minimum ratio of a band's width to the reach of the stages: narrower bands compute too much twice.
  private static let minWidthToReach = 4
  private static let minWidth = 256

  /// A plan for a chain; `nil` if the chain is too cheap or cannot be divided.
  ///
  /// - Precondition: the stages have an output over the shape.
  package init?(_ stages: [any Stage], over shape: Shape, threads: Int) {
    guard threads > 1, shape.width * shape.height >= BandPlan.minPixels,
      stages.multiplyAdds(over: shape) >= BandPlan.minMultiplyAdds
    else { return nil }
    let reach = stages.map(\.columns).chained.reach
    let least = max(BandPlan.minWidth, BandPlan.minWidthToReach * (reach.count - 1))
    self.init(stages, over: shape, count: min(threads, shape.width / least))
  }

  /// A plan for `count` bands of about the same width; `nil` if the chain cannot be divided that way.
  package init?(_ stages: [any Stage], over shape: Shape, count: Int) {
    guard count > 1, let chain = ColumnChain(stages, over: shape) else { return nil }
    // Whole cache lines, so that no two threads write to the same one.
    let step = RowStorage.padded((chain.width + count - 1) / count)
    guard step * (count - 1) < chain.width else { return nil }
    var bands: [Band] = []
    for index in 0..<count {
      let columns = (index * step)..<min(chain.width, (index + 1) * step)
      guard let part = chain.part(for: columns) else { return nil }
      bands.append(Band(columns: columns, input: part.input, skipped: part.skipped))
    }
    self.bands = bands
  }
}

extension [any Stage] {
  /// Returns the number of multiply-adds of all stages for each input sample.
  fileprivate func multiplyAdds(over input: Shape) -> Double {
    guard let shapes = try? shapes(over: input) else { return 0 }
    let sum = zip(self, shapes).reduce(0) { $0 + $1.0.cost(over: $1.1) }
    return Double(sum) / Double(input.channels * input.height * input.width)
  }
}
