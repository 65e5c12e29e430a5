// SPDX-License-Identifier: Apache-2.0

/// The division of a chain's columns among threads.
package struct BandPlan {
  /// One band: some columns of the result.
  struct Band {
    /// The columns of the result.
    let columns: Range<Int>
    /// The columns of the input that they need, clipped to the image.
    let input: Range<Int>
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
    guard shape.width * shape.height >= BandPlan.minPixels,
      stages.multiplyAdds(over: shape) >= BandPlan.minMultiplyAdds,
      let reach = stages.columnReach
    else { return nil }
    let least = max(
      BandPlan.minWidth, BandPlan.minWidthToReach * (reach.left + reach.right))
    self.init(stages, width: shape.width, count: min(threads, shape.width / least))
  }

  /// A plan for `count` bands of about the same width; `nil` if the chain cannot be divided that way.
  package init?(_ stages: [any Stage], width: Int, count: Int) {
    guard count > 1, let reach = stages.columnReach else { return nil }
    // Whole cache lines, so that no two threads write to the same one.
    let step =
      (width / count + RowStorage.lineSamples - 1) / RowStorage.lineSamples
      * RowStorage.lineSamples
    guard step * (count - 1) < width, step > max(reach.left, reach.right) else { return nil }
    bands = (0..<count).map { index in
      let columns = (index * step)..<min(width, (index + 1) * step)
      let first = max(0, columns.lowerBound - reach.left)
      let end = min(width, columns.upperBound + reach.right)
      return Band(columns: columns, input: first..<end)
    }
    // The border folds back into the last band, which must be wider than the reach.
    if let last = bands.last, last.columns.count <= max(reach.left, reach.right) { return nil }
  }
}

extension [any Stage] {
  /// The reach of an output column to either side through all stages; `nil` if a stage does not declare it.
  ///
  /// A wrapped border shows the other side of the image, so no reach is large enough.
  fileprivate var columnReach: Halo? {
    var sum = Halo.none
    for stage in self {
      guard let reach = stage.columnReach, stage.border != .wrap || reach == .none else {
        return nil
      }
      sum = Halo(left: sum.left + reach.left, right: sum.right + reach.right)
    }
    return sum
  }

  /// Returns the number of multiply-adds of all convolutions for each input sample.
  fileprivate func multiplyAdds(over input: Shape) -> Double {
    var shape = input
    var sum = 0
    for stage in self {
      guard let output = try? stage.outputShape(for: shape) else { return 0 }
      if let convolution = stage as? Convolution {
        sum += convolution.tapCount * output.height * output.width
      }
      shape = output
    }
    return Double(sum) / Double(input.channels * input.height * input.width)
  }
}
