// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The terms of the rows of a vertical `Resampling`, stored once for each phase.
@safe
final class RowTaps: @unchecked Sendable {
  // Nothing is written after init.

  /// The axis that the rows lie along.
  let axis: ResizeAxis
  /// The number of channels of the window.
  private let channels: Int
  /// The number of different lists of terms: one for each phase, or for each output of a trimmed axis.
  private let phases: Int
  /// The terms of all lists, and the end of each list.
  private let taps: UnsafeMutablePointer<crl_tap>
  private let ends: UnsafeMutablePointer<Int>

  /// The terms for a window with `channels` channels.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ axis: ResizeAxis, channels: Int) throws(OutOfMemory) {
    self.axis = axis
    self.channels = channels
    phases = axis.distinctOutputs
    unsafe ends = try RowStorage.allocate(repeating: 0, count: phases)
    do throws(OutOfMemory) {
      unsafe taps = try RowStorage.allocate(
        repeating: crl_tap(), count: axis.distinctTermCount)
    } catch {
      unsafe RowStorage.free(ends)
      throw error
    }
    var end = 0
    for phase in 0..<phases {
      let weights = axis.weights(of: phase)
      for index in weights.indices {
        let place = axis.isReduction ? index : weights.count - 1 - index
        unsafe taps[end] = crl_tap(
          row: UInt32(place * channels), column: 0, weight: weights[place])
        end += 1
      }
      unsafe ends[phase] = end
    }
  }

  deinit {
    unsafe RowStorage.free(taps)
    unsafe RowStorage.free(ends)
  }

  /// Returns the number of bytes of the terms of this axis.
  static func byteCount(_ axis: ResizeAxis) -> Int {
    axis.distinctTermCount * MemoryLayout<crl_tap>.stride
      + axis.distinctOutputs * MemoryLayout<Int>.stride
  }

  /// Calls `body` with the terms of output row `y`, in order.
  ///
  /// Their rows count the rows from the first that the output reads on, times the number of channels.
  func withUnsafeTaps(_ y: Int, _ body: (UnsafeBufferPointer<crl_tap>) -> Void) {
    let phase = y % phases
    let start = phase == 0 ? 0 : unsafe ends[phase - 1]
    unsafe body(UnsafeBufferPointer(start: taps + start, count: ends[phase] - start))
  }

  /// How two neighboring rows are computed together.
  enum Pairing {
    /// Both read the same rows; the terms of the second follow those of the first.
    case alike
    /// Term `overlap + i` of the first in order reads the row of term `i` of the other.
    case overlapping(Int)
    /// They are computed one by one.
    case none
  }

  /// Returns how output rows `y` and `y + 1` are computed together.
  ///
  /// The first in order is `y` when reducing, and `y + 1` when enlarging, where terms run from the last row to the
  /// first.
  func pairing(_ y: Int) -> Pairing {
    let (upper, lower) = (axis.inputs(of: y), axis.inputs(of: y + 1))
    if upper == lower { return (y + 1) % phases == 0 ? .none : .alike }
    let leading =
      axis.isReduction
      ? lower.lowerBound - upper.lowerBound
      : lower.upperBound - upper.upperBound
    let (first, second) = axis.isReduction ? (upper, lower) : (lower, upper)
    let isWithin = leading > 0 && leading <= first.count && second.count >= first.count - leading
    return isWithin ? .overlapping(leading) : .none
  }
}
