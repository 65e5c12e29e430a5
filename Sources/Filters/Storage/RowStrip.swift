// SPDX-License-Identifier: Apache-2.0

/// A buffer for several rows; several threads may write to it, each to its own columns.
@safe
final class RowStrip: @unchecked Sendable {
  private let storage: UnsafeMutablePointer<Float>
  private let pitch: Int
  private let channels: Int
  private let width: Int
  /// The number of rows that fit.
  let capacity: Int

  /// Storage for `capacity` rows of an image of this shape, filled with zeros.
  ///
  /// - Throws: `OutOfMemory`.
  init(for shape: Shape, capacity: Int) throws(OutOfMemory) {
    channels = shape.channels
    width = shape.width
    self.capacity = capacity
    pitch = RowStorage.padded(shape.width)
    unsafe storage = try RowStorage.allocate(samples: pitch * channels * capacity)
  }

  deinit {
    unsafe RowStorage.free(storage)
  }

  /// Writes some columns of a row, taken from `samples` starting at column `start`.
  func store(_ samples: borrowing RowBuffer, from start: Int, row: Int, columns: Range<Int>) {
    precondition(columns.lowerBound >= 0 && columns.upperBound <= width, "no such columns")
    for channel in 0..<channels {
      var line = unsafe MutableSpan(
        _unsafeStart: line(row, channel) + columns.lowerBound, count: columns.count)
      line.copy(samples.channel(channel), from: start)
    }
  }

  /// Copies a row.
  func copy(_ row: Int, into output: inout MutableRow) {
    precondition(output.channels == channels && output.width == width, "a row of another shape")
    for channel in 0..<channels {
      var line = output.channel(channel)
      line.copy(
        unsafe Span(_unsafeStart: UnsafePointer(self.line(row, channel)), count: width), from: 0)
    }
  }

  @unsafe
  private func line(_ row: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < capacity, "no such row in the strip")
    return unsafe storage + (row * channels + channel) * pitch
  }
}

extension MutableSpan<Float> {
  /// Fills the span with the samples of another, starting at its sample `start`.
  mutating func copy(_ samples: Span<Float>, from start: Int) {
    let count = count
    precondition(start >= 0 && start + count <= samples.count, "no such samples")
    unsafe withUnsafeMutableBufferPointer { output in
      unsafe samples.withUnsafeBufferPointer { input in
        guard let output = output.baseAddress, let input = input.baseAddress else { return }
        unsafe output.update(from: input + start, count: count)
      }
    }
  }
}
