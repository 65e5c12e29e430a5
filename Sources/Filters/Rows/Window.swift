// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The input rows under one output row, outside rows and halo columns filled in.
@safe
public struct Window: ~Copyable, ~Escapable {
  /// One pointer a row and channel, `[row - first][channel]`, each to column 0.
  private let table: UnsafePointer<UnsafePointer<Float>?>
  /// The rows that the window holds, possibly outside the image.
  public let rows: Range<Int>
  /// The number of planes.
  public let channels: Int
  /// The number of columns inside the image.
  public let width: Int
  /// The columns outside the image that may be read.
  public let halo: Halo

  /// - Precondition: the table has `rows.count * channels` pointers, each into a row of `width` samples with `halo`
  ///   samples on either side, and all of it outlives the window.
  @unsafe
  @_lifetime(immortal)
  init(
    table: UnsafePointer<UnsafePointer<Float>?>, rows: Range<Int>, channels: Int, width: Int,
    halo: Halo
  ) {
    unsafe self.table = table
    self.rows = rows
    self.channels = channels
    self.width = width
    self.halo = halo
  }

  /// The `width` samples of one row inside the image's columns.
  @_lifetime(borrow self)
  public func samples(row: Int, channel: Int) -> Span<Float> {
    let span = unsafe Span(_unsafeStart: pointer(row: row, channel: channel), count: width)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  private func pointer(row: Int, channel: Int) -> UnsafePointer<Float> {
    precondition(
      rows.contains(row) && channel >= 0 && channel < channels,
      "no row \(row), channel \(channel) in this window")
    guard let start = unsafe table[(row - rows.lowerBound) * channels + channel] else {
      preconditionFailure("a window has a pointer for each row")
    }
    return unsafe start
  }
}

// The row loops over a window.  They check the extent of a whole call once, so that the loops need no check.
extension Window {
  /// Writes `bias + sum over taps in order of weight * sample` for each column `x` of `output`.
  ///
  /// Tap row 0 is the window's first row; tap column 0 is column `x * stride`.
  func weightedSum(
    _ taps: TapList, bias: Float, stride: Int, into output: inout MutableSpan<Float>
  ) {
    guard let last = output.indices.last else { return }
    precondition(
      taps.isEmpty
        || (taps.lastRow < rows.count * channels
          && taps.columns.lowerBound >= -halo.left
          && last * stride + taps.columns.upperBound < width + halo.right),
      "a tap reads outside the window")
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe taps.withUnsafeTaps { list in
        unsafe RowLoops.table.weighted_sum(
          buffer.baseAddress, buffer.count, table, list.baseAddress, list.count, bias, stride)
      }
    }
  }

  /// Writes column `x / phases` of channel `first + x % phases` to each column `x` of `output`.
  func interleave(
    row: Int, firstChannel: Int, phases: Int, into output: inout MutableSpan<Float>
  ) {
    precondition(
      rows.contains(row) && firstChannel >= 0 && firstChannel + phases <= channels
        && output.count <= width * phases,
      "phases outside the window")
    let start = (row - rows.lowerBound) * channels + firstChannel
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe RowLoops.table.interleave(
        buffer.baseAddress, buffer.count, table + start, phases)
    }
  }
}
