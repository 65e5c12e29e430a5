// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The terms of the columns of a horizontal `Resampling`, in blocks of neighboring outputs.
///
/// Blocks repeat once they begin at the same phase.
@safe
final class ColumnBlocks: @unchecked Sendable {
  // Nothing is written after init.

  private static let lanes = Int(CRL_LANES)

  /// The axis that the columns lie along.
  let axis: ResizeAxis
  private let layout: Layout
  private let blocks: UnsafeMutablePointer<crl_block>
  private let weights: UnsafeMutablePointer<Float>

  /// The blocks that are stored.
  private struct Layout {
    /// The number of blocks before they repeat.
    let period: Int
    /// The number of inputs by which the blocks of a period advance.
    let advance: Int
    /// The first output of each block.
    let firsts: [Int]

    init(_ axis: ResizeAxis) {
      let whole = axis.output / lanes
      let phases = axis.distinctOutputs
      let repeating = phases / greatestCommonDivisor(phases, lanes)
      period = min(repeating, whole)
      advance = whole > repeating ? repeating * lanes * axis.input / axis.output : 0
      let last = axis.output % lanes == 0 ? [] : [max(0, axis.output - lanes)]
      firsts = (0..<period).map { $0 * lanes } + last
    }
  }

  /// The blocks of this axis.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ axis: ResizeAxis) throws(OutOfMemory) {
    let layout = Layout(axis)
    self.axis = axis
    self.layout = layout
    let count = layout.firsts.reduce(0) { $0 + axis.mostTerms(from: $1) * Self.lanes }
    unsafe blocks = try RowStorage.allocate(repeating: crl_block(), count: layout.firsts.count)
    do throws(OutOfMemory) {
      unsafe weights = try RowStorage.allocate(samples: count)
    } catch {
      unsafe RowStorage.free(blocks)
      throw error
    }
    var start = 0
    for (index, first) in layout.firsts.enumerated() {
      unsafe blocks[index] = block(from: first, at: start)
      start += axis.mostTerms(from: first) * Self.lanes
    }
  }

  deinit {
    unsafe RowStorage.free(blocks)
    unsafe RowStorage.free(weights)
  }

  /// Returns the number of bytes of the blocks of this axis.
  static func byteCount(_ axis: ResizeAxis) -> Int {
    Layout(axis).firsts.reduce(0) {
      $0 + MemoryLayout<crl_block>.stride
        + axis.mostTerms(from: $1) * lanes * MemoryLayout<Float>.stride
    }
  }

  /// Returns the block of the outputs from `first` on, after writing its weights from index `start` on.
  private func block(from first: Int, at start: Int) -> crl_block {
    var block = crl_block()
    block.weights = start
    block.taps = UInt32(axis.mostTerms(from: first))
    block.full = block.taps
    for lane in 0..<Self.lanes {
      // Lanes beyond the last output repeat it.
      let output = min(first + lane, axis.output - 1)
      let inputs = axis.inputs(of: output)
      let terms = axis.weights(of: output)
      block.full = min(block.full, UInt32(terms.count))
      let position = axis.isReduction ? inputs.lowerBound : inputs.upperBound - 1
      unsafe withUnsafeMutableBytes(of: &block.starts) {
        unsafe $0.storeBytes(of: Int32(position), toByteOffset: 4 * lane, as: Int32.self)
      }
      for (index, weight) in terms.enumerated() {
        let place = axis.isReduction ? index : terms.count - 1 - index
        unsafe weights[start + place * Self.lanes + lane] = weight
      }
    }
    return block
  }

  /// Calls `body` with the table of all blocks.
  func withUnsafeTable(_ body: (UnsafePointer<crl_resampling>) -> Void) {
    var table = unsafe crl_resampling(
      blocks: blocks, weights: weights, period: layout.period, advance: layout.advance,
      step: axis.isReduction ? 1 : -1)
    unsafe body(&table)
  }
}

extension ResizeAxis {
  /// Returns the largest number of terms of an output of the block that begins with `first`.
  fileprivate func mostTerms(from first: Int) -> Int {
    (first..<min(first + Int(CRL_LANES), output)).reduce(0) { max($0, inputs(of: $1).count) }
  }
}
