// SPDX-License-Identifier: Apache-2.0

/// The planes that a `PlaneBlur` makes of an image, from top to bottom.
///
/// Two rows of the image are one step: they are computed together from the same pairs of rows, as two rows of a component
/// at full size, or as one row of their means.  Memory does not depend on the image's height unless the border repeats
/// the image.
package final class BlurredPlanes {
  private let blur: PlaneBlur
  private let source: any PixelSource
  private let plan: PairPlan
  private var storage: PairStorage
  private var delivered = 0
  private var step = 0

  /// Prepares the filter of an image; no row is read yet.
  ///
  /// - Parameter source: the rows of an image of the filter's shape.
  /// - Throws: `OutOfMemory`.
  package init(_ blur: PlaneBlur, over source: any PixelSource) throws(OutOfMemory) {
    self.blur = blur
    self.source = source
    plan = PairPlan(blur)
    storage = try PairStorage(for: blur, plan)
  }

  /// The number of the image's rows that are left.
  package var rowsLeft: Int { max(0, blur.shape.height - 2 * step) }

  /// Writes what becomes of the next two rows of the image, or of its last one, to all components.
  ///
  /// - Precondition: a row is left.
  /// - Returns: the number of the image's rows, 2 or 1.
  /// - Throws: what the source throws.
  package func nextRows(into sink: some PlaneSink) throws(RowError) -> Int {
    precondition(rowsLeft > 0, "no row is left")
    try pull()
    let count = min(2, rowsLeft)
    for channel in 0..<blur.shape.channels {
      let sampling = blur.sampling[channel]
      // An odd last row is its own partner, so its mean is the row itself.
      let isMean = sampling.vertical == 2 && count == 2
      let rows = sampling.vertical == 2 ? 1 : count
      storage.sumRows(
        of: step, channel: channel, isMean ? blur.vertical.mean : blur.vertical.single,
        isDouble: rows == 2)
      for row in 0..<rows {
        sink.withRow(step * 2 / sampling.vertical + row, of: channel) { output in
          storage.sumColumns(
            of: row, blur.horizontal, blockWidth: sampling.horizontal, into: &output)
        }
      }
    }
    step += 1
    return count
  }

  /// Takes the pairs of rows that the next step needs, and composes those at the edges.
  private func pull() throws(RowError) {
    let end = plan.delivered(for: step).upperBound
    while delivered < end {
      try storage.pull(
        delivered, isSingle: 2 * delivered + 1 == blur.shape.height, from: source)
      delivered += 1
    }
    for pair in plan.newEdgePairs(of: step) { storage.compose(pair) }
  }
}

extension PairPlan {
  fileprivate init(_ blur: PlaneBlur) {
    self.init(height: blur.shape.height, axis: blur.vertical, border: blur.border)
  }
}

extension PlaneBlur {
  /// The bytes of samples that filtering an image holds.
  package var bytesHeld: Int { PairLayout(for: self, PairPlan(self)).bytes }
}
