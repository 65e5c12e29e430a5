// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The input rows under one or a few output rows, with outside rows and halo columns filled in.
@safe
public struct Window: ~Copyable, ~Escapable {
  /// One pointer per row and channel, at `(row - first) * pitch + channel`, each to column 0.
  let table: UnsafePointer<UnsafePointer<Float>?>
  /// The number of pointers from one row to the next: the channels of the whole window that this one is a part of.
  let pitch: Int
  /// The rows that the window holds, possibly outside the image.
  public let rows: Range<Int>
  /// The number of planes.
  public let channels: Int
  /// The number of columns inside the image.
  public let width: Int
  /// The columns outside the image that may be read.
  public let halo: Halo

  /// A view of the rows that the table points to.
  ///
  /// - Parameter pitch: the number of pointers from one row to the next; by default the number of channels.
  /// - Precondition: the table has a pointer for each row and channel, each into a row of `width` samples with `halo`
  ///   samples on either side, and all of it outlives the window.
  @unsafe
  @_lifetime(immortal)
  init(
    table: UnsafePointer<UnsafePointer<Float>?>, rows: Range<Int>, channels: Int, width: Int,
    halo: Halo, pitch: Int? = nil
  ) {
    unsafe self.table = table
    self.pitch = pitch ?? channels
    self.rows = rows
    self.channels = channels
    self.width = width
    self.halo = halo
  }

  /// Returns the `width` samples of one row inside the image's columns.
  @_lifetime(borrow self)
  public func samples(row: Int, channel: Int) -> Span<Float> {
    let span = unsafe Span(_unsafeStart: pointer(row: row, channel: channel), count: width)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Returns some samples of one row, which may include columns of the halo on both sides.
  ///
  /// - Precondition: the columns lie in `-halo.left ..< width + halo.right`.
  @_lifetime(borrow self)
  public func samples(row: Int, channel: Int, columns: Range<Int>) -> Span<Float> {
    precondition(
      columns.lowerBound >= -halo.left && columns.upperBound <= width + halo.right,
      "columns \(columns) lie outside the window")
    let start = unsafe pointer(row: row, channel: channel) + columns.lowerBound
    let span = unsafe Span(_unsafeStart: start, count: columns.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Returns a view of some channels, numbered from 0.
  @_lifetime(borrow self)
  func channels(_ range: Range<Int>) -> Window {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= channels,
      "no channels \(range) in a window of \(channels)")
    let part = unsafe Window(
      table: table + range.lowerBound, rows: rows, channels: range.count, width: width, halo: halo,
      pitch: pitch)
    return unsafe _overrideLifetime(part, borrowing: self)
  }

  /// The number of pointers from the first row's first channel to the last row's last channel, and one more.
  private var pointerCount: Int { (rows.count - 1) * pitch + channels }

  private func pointer(row: Int, channel: Int) -> UnsafePointer<Float> {
    precondition(
      rows.contains(row) && channel >= 0 && channel < channels,
      "no row \(row), channel \(channel) in this window")
    guard let start = unsafe table[(row - rows.lowerBound) * pitch + channel] else {
      preconditionFailure("a window has a pointer for each row")
    }
    return unsafe start
  }
}

// The row loops over a window.  Each checks the extent of a whole call once, so that the loops need no checks.
extension Window {
  /// Writes `bias + sum over taps in order of weight * sample` for each column `x` of `output`.
  ///
  /// Tap row 0 is row `first` of the window; tap column 0 is column `x * stride`.
  func weightedSum(
    _ taps: TapList, bias: Float, first: Int, stride: Int, into output: inout MutableSpan<Float>
  ) {
    let start = tableIndex(of: first, taps, count: output.count, stride: stride)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe taps.withUnsafeTaps { list in
        unsafe RowLoops.table.weighted_sum(
          buffer.baseAddress, buffer.count, table + start, list.baseAddress, list.count, bias,
          stride)
      }
    }
  }

  /// One of two sums that are computed together.
  struct PairedSum {
    let taps: TapList
    let bias: Float
    /// The window row of tap row 0.
    let first: Int
  }

  /// Writes the sums of two output rows, each as `weightedSum` does at stride 1.
  ///
  /// `overlap` is the overlap of the taps of the upper sum with those of the lower one; see `TapList.overlap`.
  func weightedSums(
    _ upper: PairedSum, _ lower: PairedSum, overlap: Int, into output: inout MutableSpan<Float>,
    _ next: inout MutableSpan<Float>
  ) {
    precondition(output.count == next.count, "rows of different lengths")
    let start = tableIndex(of: upper.first, upper.taps, count: output.count, stride: 1)
    let nextStart = tableIndex(of: lower.first, lower.taps, count: output.count, stride: 1)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe next.withUnsafeMutableBufferPointer { nextBuffer in
        unsafe upper.withUnsafeSum { one in
          unsafe lower.withUnsafeSum { two in
            unsafe withUnsafeTemporaryAllocation(of: crl_phase.self, capacity: 2) { sums in
              unsafe sums.initializeElement(at: 0, to: one)
              unsafe sums.initializeElement(at: 1, to: two)
              unsafe RowLoops.table.weighted_pair(
                buffer.baseAddress, nextBuffer.baseAddress, buffer.count, table + start,
                nextStart - start, sums.baseAddress, overlap)
            }
          }
        }
      }
    }
  }

  /// Writes `channel` of neighboring output rows: to row `index` what `weightedSum` writes at stride 1 if tap row 0 is
  /// row `sum.first + index * step` of the window.
  ///
  /// Samples that several rows read are loaded once; `overlap` is that of the taps.
  func weightedSums(
    _ sum: PairedSum, overlap: Int, step: Int, channel: Int, into output: inout MutableRows
  ) {
    let (taps, count, width) = (sum.taps, output.count, output.width)
    let start = tableIndex(of: sum.first, taps, count: width, stride: 1)
    _ = tableIndex(of: sum.first + (count - 1) * step, taps, count: width, stride: 1)
    let down = step * pitch
    unsafe output.withUnsafeLines(ofChannel: channel) { lines in
      unsafe sum.withUnsafeSum { phase in
        unsafe withUnsafePair(phase, phase) { phases in
          guard let firstLine = lines.baseAddress else { return }
          var index = 0
          while index < count {
            let rows = unsafe table + start + index * down
            let line = unsafe firstLine + index
            if count - index >= Int(CRL_QUAD) && taps.rowsAtOnce == Int(CRL_QUAD) {
              unsafe RowLoops.table.weighted_quad(
                line, width, rows, down, phase.taps, phase.tap_count, phase.bias)
              index += Int(CRL_QUAD)
            } else if count - index >= 2 {
              unsafe RowLoops.table.weighted_pair(
                line[0], line[1], width, rows, down, phases, overlap)
              index += 2
            } else {
              unsafe RowLoops.table.weighted_sum(
                line[0], width, rows, phase.taps, phase.tap_count, phase.bias, 1)
              index += 1
            }
          }
        }
      }
    }
  }

  /// Writes the sums of a group of output channels, each as `weightedSum` does at stride 1.
  func weightedSums(_ group: TapGroup, first: Int, into row: inout MutableRow) {
    let start = tableIndex(of: first, group.first, count: row.width, stride: 1)
    let count = row.width
    precondition(group.channels.upperBound <= row.channels, "no such channels")
    unsafe row.withUnsafePlanes { planes in
      unsafe group.withUnsafeTaps { taps, biases in
        unsafe RowLoops.table.weighted_group(
          planes + group.channels.lowerBound, group.channels.count, count, table + start, taps,
          group.first.count, biases)
      }
    }
  }

  /// Writes sums that alternate between phases: sample `x` is column `x / phases.count` of phase `x % phases.count`, as
  /// `weightedSum` computes it at stride 1.
  func weightedPhases(_ phases: TapPhases, first: Int, into output: inout MutableSpan<Float>) {
    let columns = (output.count + phases.count - 1) / phases.count
    let start = tableIndex(
      of: first, lastRow: phases.lastRow, columns: phases.columns, isEmpty: phases.isEmpty,
      count: columns, stride: 1)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe phases.withUnsafePhases { list in
        if list.count == 1, let phase = unsafe list.first {
          unsafe RowLoops.table.weighted_sum(
            buffer.baseAddress, buffer.count, table + start, phase.taps, phase.tap_count,
            phase.bias, 1)
        } else {
          unsafe RowLoops.table.weighted_phases(
            buffer.baseAddress, buffer.count, table + start, list.baseAddress, list.count)
        }
      }
    }
  }

  /// Writes the weighted means of `channel`, and the weighted variances about them, to two
  /// channels of `row`.
  ///
  /// Tap row 0 is row `first` of the window.  If `hasVariances`, the samples of `channel` are means
  /// themselves and the next channel holds their variances, which are added.
  package func weightedMoments(
    _ taps: TapList, channel: Int, hasVariances: Bool, first: Int, into row: inout MutableRow,
    mean: Int, variance: Int
  ) {
    let last = channel + (hasVariances ? 1 : 0)
    precondition(
      channel >= 0 && last < channels && mean != variance && (0..<row.channels).contains(mean)
        && (0..<row.channels).contains(variance), "no such channels")
    let count = row.width
    let start = tableIndex(of: first, taps, count: count, stride: 1) + channel
    precondition(
      taps.lastRow + start + last - channel < pointerCount, "a tap reads outside")
    unsafe row.withUnsafePlanes { planes in
      unsafe taps.withUnsafeTaps { list in
        unsafe RowLoops.table.weighted_moments(
          planes[mean], planes[variance], count, table + start, list.baseAddress, list.count,
          last - channel)
      }
    }
  }

  /// Returns the table index of row `first`, after checking that every tap of every output column reads inside the
  /// window.
  private func tableIndex(of first: Int, _ taps: TapList, count: Int, stride: Int) -> Int {
    tableIndex(
      of: first, lastRow: taps.lastRow, columns: taps.columns, isEmpty: taps.isEmpty, count: count,
      stride: stride)
  }

  private func tableIndex(
    of first: Int, lastRow: Int, columns: ClosedRange<Int>, isEmpty: Bool, count: Int, stride: Int
  ) -> Int {
    let start = (first - rows.lowerBound) * pitch
    precondition(
      isEmpty
        || start >= 0 && start + lastRow < pointerCount
          && columns.lowerBound >= -halo.left
          && (count - 1) * stride + columns.upperBound < width + halo.right,
      "a tap reads outside the window")
    return start
  }

  /// Writes column `x / phases` of channel `first + x % phases` to each column `x` of `output`.
  func interleave(
    row: Int, firstChannel: Int, phases: Int, into output: inout MutableSpan<Float>
  ) {
    precondition(
      rows.contains(row) && firstChannel >= 0 && firstChannel + phases <= channels
        && output.count <= width * phases,
      "phases outside the window")
    let start = (row - rows.lowerBound) * pitch + firstChannel
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe RowLoops.table.interleave(
        buffer.baseAddress, buffer.count, table + start, phases)
    }
  }
}

extension Window.PairedSum {
  /// Calls `body` with the sum as a C struct.
  fileprivate func withUnsafeSum(_ body: (crl_phase) -> Void) {
    unsafe taps.withUnsafeTaps { list in
      unsafe body(crl_phase(taps: list.baseAddress, tap_count: list.count, bias: bias))
    }
  }
}
