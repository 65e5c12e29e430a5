// SPDX-License-Identifier: Apache-2.0

/// A buffer for one row, for consumers that pull rows out of a chain, such as a writer.
@safe
public struct RowBuffer: ~Copyable {
  let storage: UnsafeMutablePointer<Float>
  let pitch: Int
  /// The number of planes.
  public let channels: Int
  /// The number of samples in each plane.
  public let width: Int

  /// Storage for one row of an image of this shape, filled with zeros.
  ///
  /// - Throws: `OutOfMemory`.
  public init(for shape: Shape) throws(OutOfMemory) {
    channels = shape.channels
    width = shape.width
    pitch = RowStorage.padded(shape.width)
    unsafe storage = try RowStorage.allocate(samples: pitch * channels)
  }

  deinit {
    unsafe RowStorage.free(storage)
  }

  /// Returns the row, for writing.
  @_lifetime(&self)
  public mutating func row() -> MutableRow {
    let row = unsafe MutableRow(start: storage, pitch: pitch, channels: channels, width: width)
    return unsafe _overrideLifetime(row, mutating: &self)
  }

  /// Returns the samples of one channel, for reading.
  @_lifetime(borrow self)
  public func channel(_ index: Int) -> Span<Float> {
    precondition(index >= 0 && index < channels, "no channel \(index) in a row of \(channels)")
    let span = unsafe Span(_unsafeStart: UnsafePointer(storage + index * pitch), count: width)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Calls `body` with a pointer to each plane of `width` samples, for C.
  ///
  /// The pointers must not leave `body`.
  public func withUnsafePlanes<Result>(
    _ body: (UnsafePointer<UnsafePointer<Float>?>) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: channels) {
      planes in
      for index in 0..<channels {
        unsafe planes.initializeElement(at: index, to: UnsafePointer(storage + index * pitch))
      }
      guard let table = planes.baseAddress else {
        preconditionFailure("a row has a channel")
      }
      return unsafe body(UnsafePointer(table))
    }
  }
}

extension RowBuffer {
  /// Returns the number of samples outside a range; NaN does not count.
  package func count(outside range: ClosedRange<Float>) -> Int {
    (0..<channels).reduce(0) { $0 + RowLoops.count(channel($1), outside: range) }
  }

  /// Storage for one row of a source.
  ///
  /// - Throws: a `RowError` whose cause is `OutOfMemory`.
  package init(forRowsOf source: any RowSource) throws(RowError) {
    do throws(OutOfMemory) {
      try self.init(for: source.shape)
    } catch {
      throw RowError(error)
    }
  }
}
