// SPDX-License-Identifier: Apache-2.0

/// A few neighboring rows, from top to bottom, to be written together: views of storage that they do not own.
///
/// The samples are undefined until they are written.
@safe
public struct MutableRows: ~Copyable, ~Escapable {
  /// The maximum number of rows.
  public static let maxCount = 4

  private let starts: Starts
  private let pitch: Int
  /// The number of rows.
  public let count: Int
  /// The number of planes of a row.
  public let channels: Int
  /// The number of samples in each plane.
  public let width: Int

  /// The first sample of each row; those from `count` on are not used.
  private typealias Starts = (
    UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>,
    UnsafeMutablePointer<Float>
  )

  /// A view of `count` rows of `channels` planes of `width` samples, of which row `index` begins at `start(index)`.
  ///
  /// - Precondition: there are 1 to `maxCount` rows; the storage outlives the view, and nothing else touches it
  ///   meanwhile.
  @unsafe
  @_lifetime(immortal)
  init(
    count: Int, pitch: Int, channels: Int, width: Int,
    start: (_ index: Int) -> UnsafeMutablePointer<Float>
  ) {
    precondition((1...Self.maxCount).contains(count), "\(count) rows at once")
    let last = count - 1
    unsafe starts = (start(0), start(min(1, last)), start(min(2, last)), start(last))
    self.pitch = pitch
    self.count = count
    self.channels = channels
    self.width = width
  }

  /// A view of some rows and channels of others.
  @_lifetime(immortal)
  private init(_ rows: borrowing MutableRows, from first: Int, count: Int, channels: Range<Int>) {
    precondition(first >= 0 && count > 0 && first + count <= rows.count, "no such rows")
    precondition(
      channels.lowerBound >= 0 && channels.upperBound <= rows.channels,
      "no channels \(channels) in rows of \(rows.channels)")
    let offset = channels.lowerBound * rows.pitch
    unsafe self.init(
      count: count, pitch: rows.pitch, channels: channels.count, width: rows.width
    ) { index in
      unsafe rows.start(first + index) + offset
    }
  }

  /// Returns one row.
  @_lifetime(&self)
  public mutating func row(_ index: Int) -> MutableRow {
    let row = unsafe MutableRow(
      start: start(index), pitch: pitch, channels: channels, width: width)
    return unsafe _overrideLifetime(row, mutating: &self)
  }

  /// Returns `count` of the rows, from row `first` on.
  @_lifetime(&self)
  public mutating func rows(from first: Int, count: Int) -> MutableRows {
    let rows = MutableRows(self, from: first, count: count, channels: 0..<channels)
    return unsafe _overrideLifetime(rows, mutating: &self)
  }

  /// Returns some channels of all rows.
  @_lifetime(&self)
  package mutating func channels(_ range: Range<Int>) -> MutableRows {
    let rows = MutableRows(self, from: 0, count: count, channels: range)
    return unsafe _overrideLifetime(rows, mutating: &self)
  }

  /// Calls `body` with two rows, which are distinct.
  mutating func withRows(
    _ index: Int, _ other: Int, _ body: (inout MutableRow, inout MutableRow) -> Void
  ) {
    precondition(index != other, "a row has one view at a time")
    var row = unsafe MutableRow(
      start: start(index), pitch: pitch, channels: channels, width: width)
    var next = unsafe MutableRow(
      start: start(other), pitch: pitch, channels: channels, width: width)
    body(&row, &next)
  }

  /// Calls `body` with a pointer to one channel of each row, for C.
  ///
  /// The pointers must not leave `body`.
  mutating func withUnsafeLines(
    ofChannel channel: Int,
    _ body: (UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>?>) -> Void
  ) {
    precondition((0..<channels).contains(channel), "no channel \(channel) in rows of \(channels)")
    let offset = channel * pitch
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Float>?.self, capacity: count
    ) { lines in
      for index in 0..<count {
        unsafe lines.initializeElement(at: index, to: start(index) + offset)
      }
      unsafe body(lines)
    }
  }

  private func start(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition(index >= 0 && index < count, "no row \(index) of \(count)")
    return switch index {
    case 0: unsafe starts.0
    case 1: unsafe starts.1
    case 2: unsafe starts.2
    default: unsafe starts.3
    }
  }
}
