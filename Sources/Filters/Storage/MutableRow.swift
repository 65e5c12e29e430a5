// SPDX-License-Identifier: Apache-2.0

/// The planar samples of one line, to be written: a view of storage that it does not own.
///
/// Planes are `pitch` samples apart.  The samples are undefined until they are written.
@safe
public struct MutableRow: ~Copyable, ~Escapable {
  private let start: UnsafeMutablePointer<Float>
  private let pitch: Int
  /// The number of planes.
  public let channels: Int
  /// The number of samples in each plane.
  public let width: Int

  /// A view of `channels` planes of `width` samples, of which the first begins at `start`.
  ///
  /// - Precondition: the storage outlives the view and nothing else touches it meanwhile.
  @unsafe
  @_lifetime(immortal)
  init(start: UnsafeMutablePointer<Float>, pitch: Int, channels: Int, width: Int) {
    unsafe self.start = start
    self.pitch = pitch
    self.channels = channels
    self.width = width
  }

  /// Returns the samples of one channel.
  @_lifetime(&self)
  public mutating func channel(_ index: Int) -> MutableSpan<Float> {
    precondition(index >= 0 && index < channels, "no channel \(index) in a row of \(channels)")
    let span = unsafe MutableSpan(_unsafeStart: start + index * pitch, count: width)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// Returns the samples of one channel that were written, for reading.
  @_lifetime(borrow self)
  public func samples(_ index: Int) -> Span<Float> {
    precondition(index >= 0 && index < channels, "no channel \(index) in a row of \(channels)")
    let span = unsafe Span(_unsafeStart: UnsafePointer(start + index * pitch), count: width)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Returns a row of some of the channels.
  @_lifetime(&self)
  package mutating func channels(_ range: Range<Int>) -> MutableRow {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= channels,
      "no channels \(range) in a row of \(channels)")
    let row = unsafe MutableRow(
      start: start + range.lowerBound * pitch, pitch: pitch, channels: range.count, width: width)
    return unsafe _overrideLifetime(row, mutating: &self)
  }

  /// Calls `body` with a pointer to each plane of `width` samples, for C.
  ///
  /// The pointers must not leave `body`.
  public mutating func withUnsafePlanes<Result>(
    _ body: (UnsafePointer<UnsafeMutablePointer<Float>?>) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Float>?.self, capacity: channels
    ) { planes in
      for index in 0..<channels {
        unsafe planes.initializeElement(at: index, to: start + index * pitch)
      }
      guard let table = planes.baseAddress else { preconditionFailure("a row has a channel") }
      return unsafe body(UnsafePointer(table))
    }
  }
}
