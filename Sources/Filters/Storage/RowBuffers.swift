// SPDX-License-Identifier: Apache-2.0

/// Buffers for the rows that a source delivers together, for consumers that pull all rows out of a chain.
@safe
public struct RowBuffers: ~Copyable {
  private let buffers: UnsafeMutablePointer<RowBuffer>
  /// The number of rows that fit.
  public let capacity: Int

  /// Buffers for as many rows as `source` delivers together.
  ///
  /// - Throws: `OutOfMemory`.
  public init(forRowsOf source: any RowSource) throws(OutOfMemory) {
    try self.init(source.rowsAtOnce, for: source.shape)
  }

  /// Buffers for 1 to `MutableRows.maxCount` rows of an image of this shape.
  ///
  /// - Throws: `OutOfMemory`.
  package init(_ capacity: Int, for shape: Shape) throws(OutOfMemory) {
    let buffers = UnsafeMutablePointer<RowBuffer>.allocate(capacity: capacity)
    var count = 0
    do throws(OutOfMemory) {
      while count < capacity {
        unsafe (buffers + count).initialize(to: try RowBuffer(for: shape))
        count += 1
      }
    } catch {
      unsafe buffers.deinitialize(count: count)
      unsafe buffers.deallocate()
      throw error
    }
    self.capacity = capacity
    unsafe self.buffers = buffers
  }

  deinit {
    unsafe buffers.deinitialize(count: capacity)
    unsafe buffers.deallocate()
  }

  /// Pulls the next rows of `source`, at most `limit` of them.
  ///
  /// - Returns: the number of rows pulled, at least 1.
  /// - Precondition: the source has the shape that the buffers were made for, and as many rows left; `limit` is
  ///   positive.
  public mutating func pull(upTo limit: Int, from source: any RowSource) throws(RowError) -> Int {
    let count = min(limit, capacity)
    if count == 1 {
      var row = unsafe buffers[0].row()
      try source.nextRow(into: &row)
    } else {
      var rows = rows(count)
      try source.nextRows(into: &rows)
    }
    return count
  }

  /// Returns the first `count` rows, for writing.
  @_lifetime(&self)
  mutating func rows(_ count: Int) -> MutableRows {
    precondition(count <= capacity, "\(count) rows in buffers of \(capacity)")
    let (pitch, channels, width) = unsafe (
      buffers[0].pitch, buffers[0].channels, buffers[0].width
    )
    let rows = unsafe MutableRows(
      count: count, pitch: pitch, channels: channels, width: width
    ) { index in
      unsafe buffers[index].storage
    }
    return unsafe _overrideLifetime(rows, mutating: &self)
  }

  /// The row that was pulled at a position, from 0 on, for reading.
  public subscript(index: Int) -> RowBuffer {
    _read {
      precondition(index >= 0 && index < capacity, "no row \(index) of \(capacity)")
      yield unsafe buffers[index]
    }
  }
}

extension RowBuffers {
  /// Storage for the rows that a source delivers together.
  ///
  /// - Throws: a `RowError` whose cause is `OutOfMemory`.
  package init(pullingFrom source: any RowSource) throws(RowError) {
    do throws(OutOfMemory) {
      try self.init(forRowsOf: source)
    } catch {
      throw RowError(error)
    }
  }
}
