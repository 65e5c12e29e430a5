// SPDX-License-Identifier: Apache-2.0

/// Owns the samples of one row, for whoever pulls rows out of a chain: a writer, a collector.
@safe
public struct RowBuffer: ~Copyable {
  private let storage: UnsafeMutablePointer<Float>
  private let pitch: Int
  /// The number of planes.
  public let channels: Int
  /// The number of samples in each plane.
  public let width: Int

  /// Storage for one row of an image of this shape, filled with zeros.
  public init(for shape: Shape) {
    channels = shape.channels
    width = shape.width
    pitch = RowStorage.padded(shape.width)
    unsafe storage = RowStorage.allocate(samples: pitch * channels)
  }

  deinit {
    unsafe storage.deallocate()
  }

  /// The row, to be written.
  @_lifetime(&self)
  public mutating func row() -> MutableRow {
    let row = unsafe MutableRow(start: storage, pitch: pitch, channels: channels, width: width)
    return unsafe _overrideLifetime(row, mutating: &self)
  }

  /// The samples of one channel, to be read.
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

extension RowSource {
  /// Writes the next row to one buffer, or the next two to both.
  func deliver(
    isPair: Bool, into first: inout RowBuffer, _ second: inout RowBuffer
  ) throws(RowError) {
    var row = first.row()
    if isPair {
      var next = second.row()
      try nextRows(into: &row, &next)
    } else {
      try nextRow(into: &row)
    }
  }
}

/// Where samples live: blocks of zeroed floats on cache-line boundaries.
enum RowStorage {
  /// Samples in a cache line of 64 bytes.
  static let lineSamples = 16

  /// `count` rounded up to whole cache lines.
  static func padded(_ count: Int) -> Int {
    (count + lineSamples - 1) / lineSamples * lineSamples
  }

  /// The bytes of one row of an image of this shape.
  static func bytes(of shape: Shape) -> Int {
    shape.channels * padded(shape.width) * MemoryLayout<Float>.stride
  }

  /// A zeroed block, to be freed with `deallocate()`.
  @unsafe
  static func allocate(samples: Int) -> UnsafeMutablePointer<Float> {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: samples * MemoryLayout<Float>.stride,
      alignment: lineSamples * MemoryLayout<Float>.stride)
    let start = unsafe bytes.bindMemory(to: Float.self, capacity: samples)
    unsafe start.initialize(repeating: 0, count: samples)
    return unsafe start
  }
}
