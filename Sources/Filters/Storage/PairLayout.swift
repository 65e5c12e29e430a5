// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The sizes of a filter's memory over planes.
struct PairLayout {
  /// The channels of the image.
  let channels: Int
  /// The columns of the image.
  let width: Int
  /// The delivered pairs that are alive at once.
  let ringSize: Int
  /// The pairs that one step reads.
  let windowPairs: Int
  /// The columns before the first and after the last that a filtered row has.
  let left: Int
  let right: Int
  /// The samples from one row of pairs to the next.
  let pairPitch: Int
  /// The samples of all rows of pairs.
  let pairCount: Int
  /// The samples of a filtered row before column 0, and from one to the next.
  let lineStart: Int
  let linePitch: Int
  /// The bytes from one row of pixels to the next.
  let pixelPitch: Int

  /// The samples of 16 bits in a cache line.
  private static let cacheLine = 32

  init(for blur: PlaneBlur, _ plan: PairPlan) {
    channels = blur.shape.channels
    width = blur.shape.width
    ringSize = plan.measure()
    windowPairs = blur.vertical.pairCount
    let axis = blur.horizontal
    left = max(0, -2 * axis.first)
    // The last outputs are those of a whole pair of columns.
    right = max(0, 2 * (axis.first + axis.pairCount))
    // Rows whose distance is a power of two would share the same places in the caches.
    pairPitch = 2 * Self.wholeBlocks(width) + 3 * Self.cacheLine
    pairCount = (ringSize + plan.edgePairCount) * channels * pairPitch
    lineStart = (left + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine
    linePitch = lineStart + Self.wholeBlocks(width) + 2 * Self.block + 2 * axis.pairCount + right
    pixelPitch = (width * channels + 63) / 64 * 64
  }

  private static var block: Int { Int(CRL_PAIR_BLOCK) }

  /// Returns a count of outputs rounded up to whole blocks of the loops.
  static func wholeBlocks(_ count: Int) -> Int { (count + block - 1) / block * block }

  /// The number of bytes.
  var bytes: Int { 2 * (pairCount + 2 * linePitch) + 2 * pixelPitch }
}
