// SPDX-License-Identifier: Apache-2.0

/// A buffer for one row of 8-bit pixels, for consumers that pull rows out of a `PixelSource`.
@safe
package struct PixelRow: ~Copyable {
  private let storage: UnsafeMutablePointer<UInt8>
  private let count: Int

  /// Storage for one row of an image of this shape.
  ///
  /// - Throws: `OutOfMemory`.
  package init(for shape: Shape) throws(OutOfMemory) {
    count = shape.channels * shape.width
    unsafe storage = try RowStorage.allocate(repeating: 0, count: count)
  }

  deinit { unsafe RowStorage.free(storage) }

  /// Takes the next row of a source.
  package mutating func pull(from source: any PixelSource) throws(RowError) {
    var span = unsafe MutableSpan(_unsafeStart: storage, count: count)
    try source.nextPixels(into: &span)
  }

  /// The samples of all pixels, those of each pixel together.
  package var samples: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(storage), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }
}
