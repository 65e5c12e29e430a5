// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The allocator of blocks of samples, aligned to cache lines.
///
/// Swift's own arrays and pointers terminate the program when memory runs out.  Every block whose size depends on an
/// image or an option comes from here instead, so that only that image fails and the batch continues.
package enum RowStorage {
  /// The number of samples in a cache line of 64 bytes.
  static let lineSamples = 16
  private static let lineBytes = lineSamples * MemoryLayout<Float>.stride

  /// Returns `count` rounded up to whole cache lines.
  static func padded(_ count: Int) -> Int {
    (count + lineSamples - 1) / lineSamples * lineSamples
  }

  /// Returns the number of bytes in one row of an image of this shape.
  static func bytes(of shape: Shape) -> Int {
    shape.channels * padded(shape.width) * MemoryLayout<Float>.stride
  }

  /// Allocates a block of zeros, to be freed with `free(_:)`.
  ///
  /// - Throws: `OutOfMemory`.
  @unsafe
  static func allocate(samples: Int) throws(OutOfMemory) -> UnsafeMutablePointer<Float> {
    try unsafe allocate(repeating: 0, count: samples)
  }

  /// Allocates a block of numbers, to be freed with `free(_:)`.
  ///
  /// - Throws: `OutOfMemory`.
  @unsafe
  package static func allocate<Number: BitwiseCopyable>(
    repeating value: Number, count: Int
  ) throws(OutOfMemory) -> UnsafeMutablePointer<Number> {
    let (bytes, isOver) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Number>.stride)
    if isOver { throw OutOfMemory(bytes: .max) }
    guard let memory = unsafe crl_allocate(lineBytes, bytes) else {
      throw OutOfMemory(bytes: bytes)
    }
    let start = unsafe memory.bindMemory(to: Number.self, capacity: max(1, count))
    unsafe start.initialize(repeating: value, count: count)
    return unsafe start
  }

  /// Allocates a block of zeros whose pages the system provides when they are first touched, to be freed with
  /// `free(_:)`; returns `nil` if there is not enough memory.
  @unsafe
  package static func allocateZeros<Number: BitwiseCopyable>(
    of _: Number.Type, count: Int
  ) -> UnsafeMutablePointer<Number>? {
    unsafe crl_allocate_zeros(count, MemoryLayout<Number>.stride)?
      .bindMemory(to: Number.self, capacity: count)
  }

  /// Frees a block of numbers.
  @unsafe
  package static func free<Number: BitwiseCopyable>(_ block: UnsafeMutablePointer<Number>) {
    unsafe crl_free(block)
  }
}
