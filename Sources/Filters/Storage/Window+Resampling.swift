// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

// The row loops of `Resampling` over a window.  As in Window.swift, each checks its extent once.
extension Window {
  /// Writes one row of a vertical resampling.
  func weightedSum(
    _ taps: RowTaps, _ y: Int, channel: Int, into output: inout MutableSpan<Float>
  ) {
    let start = tableIndex(of: taps.axis.inputs(of: y), channel: channel, count: output.count)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe taps.withUnsafeTaps(y) { list in
        unsafe RowLoops.table.weighted_sum(
          buffer.baseAddress, buffer.count, table + start, list.baseAddress, list.count, 0, 1)
      }
    }
  }

  /// Writes two neighboring rows of a vertical resampling, each as for itself.
  func weightedSums(
    _ taps: RowTaps, _ y: Int, channel: Int, into output: inout MutableSpan<Float>,
    _ next: inout MutableSpan<Float>
  ) {
    switch taps.pairing(y) {
    case .none:
      weightedSum(taps, y, channel: channel, into: &output)
      weightedSum(taps, y + 1, channel: channel, into: &next)
    case .alike: weightedGroup(taps, y, channel: channel, into: &output, &next)
    case .overlapping(let overlap):
      if taps.axis.isReduction {
        weightedPair(taps, y, y + 1, overlap, channel: channel, into: &output, &next)
      } else {
        weightedPair(taps, y + 1, y, overlap, channel: channel, into: &next, &output)
      }
    }
  }

  private func weightedGroup(
    _ taps: RowTaps, _ y: Int, channel: Int, into output: inout MutableSpan<Float>,
    _ next: inout MutableSpan<Float>
  ) {
    precondition(output.count == next.count, "rows of different lengths")
    let start = tableIndex(of: taps.axis.inputs(of: y), channel: channel, count: output.count)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe next.withUnsafeMutableBufferPointer { nextBuffer in
        unsafe withUnsafePair(buffer.baseAddress, nextBuffer.baseAddress) { outputs in
          unsafe withUnsafePair(Float(0), 0) { biases in
            unsafe taps.withUnsafeTaps(y) { list in
              unsafe RowLoops.table.weighted_group(
                outputs, 2, buffer.count, table + start, list.baseAddress, list.count, biases)
            }
          }
        }
      }
    }
  }

  private func weightedPair(
    _ taps: RowTaps, _ y: Int, _ other: Int, _ overlap: Int, channel: Int,
    into output: inout MutableSpan<Float>, _ next: inout MutableSpan<Float>
  ) {
    precondition(output.count == next.count, "rows of different lengths")
    let count = output.count
    let start = tableIndex(of: taps.axis.inputs(of: y), channel: channel, count: count)
    let nextStart = tableIndex(of: taps.axis.inputs(of: other), channel: channel, count: count)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe next.withUnsafeMutableBufferPointer { nextBuffer in
        unsafe taps.withUnsafeTaps(y) { list in
          unsafe taps.withUnsafeTaps(other) { nextList in
            let first = unsafe crl_phase(
              taps: list.baseAddress, tap_count: list.count, bias: 0)
            let second = unsafe crl_phase(
              taps: nextList.baseAddress, tap_count: nextList.count, bias: 0)
            unsafe withUnsafePair(first, second) { sums in
              unsafe RowLoops.table.weighted_pair(
                buffer.baseAddress, nextBuffer.baseAddress, count, table + start,
                nextStart - start, sums, overlap)
            }
          }
        }
      }
    }
  }

  /// Returns the table index of the first of some rows, after checking that they lie in the window.
  private func tableIndex(of read: Range<Int>, channel: Int, count: Int) -> Int {
    precondition(
      rows.lowerBound <= read.lowerBound && read.upperBound <= rows.upperBound
        && (0..<channels).contains(channel) && count <= width && pitch == channels,
      "a term reads outside the window")
    return (read.lowerBound - rows.lowerBound) * pitch + channel
  }

  /// Writes row `y` of a horizontal resampling, all channels at once.
  func resample(_ y: Int, _ blocks: ColumnBlocks, into row: inout MutableRow) {
    let first = blocks.axis.inputs(of: 0).lowerBound
    let end = blocks.axis.inputs(of: blocks.axis.output - 1).upperBound
    precondition(
      row.width == blocks.axis.output && row.channels == channels && rows.contains(y)
        && first >= -halo.left && end <= width + halo.right,
      "a term reads outside the window")
    let start = (y - rows.lowerBound) * pitch
    let columns = (first: -halo.left, end: width + halo.right)
    let (width, channels) = (row.width, channels)
    unsafe row.withUnsafePlanes { planes in
      unsafe blocks.withUnsafeTable { resampling in
        unsafe RowLoops.table.resample(
          planes, table + start, channels, width, resampling, columns.first, columns.end)
      }
    }
  }
}

/// Calls `body` with a pointer to two values, one after the other.
func withUnsafePair<Value>(
  _ first: Value, _ second: Value, _ body: (UnsafePointer<Value>) -> Void
) {
  unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { pair in
    unsafe pair.initializeElement(at: 0, to: first)
    unsafe pair.initializeElement(at: 1, to: second)
    guard let start = pair.baseAddress else { preconditionFailure("two values have a place") }
    unsafe body(UnsafePointer(start))
    unsafe pair.deinitialize()
  }
}
