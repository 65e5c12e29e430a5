// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The system has no memory for a buffer whose size the image decides.
public struct OutOfMemory: Error, Hashable, Sendable {
  /// The bytes that were asked for at once.
  public let bytes: Int

  /// A failure to allocate `bytes`.
  public init(bytes: Int) { self.bytes = bytes }
}

extension OutOfMemory: CustomStringConvertible {
  /// One sentence for a person, without a full stop.
  public var description: String { "there is no memory for \(bytes) bytes" }
}

/// Where samples live: blocks on cache-line boundaries.
///
/// Swift's own arrays and pointers end the program where there is no memory.  Every block whose size an image or an option decides
/// comes from here instead, so that one image fails and the others go on.
package enum RowStorage {
  /// Samples in a cache line of 64 bytes.
  static let lineSamples = 16
  private static let lineBytes = lineSamples * MemoryLayout<Float>.stride

  /// `count` rounded up to whole cache lines.
  static func padded(_ count: Int) -> Int {
    (count + lineSamples - 1) / lineSamples * lineSamples
  }

  /// The bytes of one row of an image of this shape.
  static func bytes(of shape: Shape) -> Int {
    shape.channels * padded(shape.width) * MemoryLayout<Float>.stride
  }

  /// A block of zeros, to be freed with `free(_:)`.
  ///
  /// - Throws: `OutOfMemory`.
  @unsafe
  static func allocate(samples: Int) throws(OutOfMemory) -> UnsafeMutablePointer<Float> {
    try unsafe allocate(repeating: 0, count: samples)
  }

  /// A block of numbers, to be freed with `free(_:)`.
  ///
  /// - Throws: `OutOfMemory`.
  @unsafe
  package static func allocate<Number: BitwiseCopyable>(
    repeating value: Number, count: Int
  ) throws(OutOfMemory) -> UnsafeMutablePointer<Number> {
    let (bytes, isOver) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Number>.stride)
    if isOver { throw OutOfMemory(bytes: .max) }
    var memory: UnsafeMutableRawPointer?
    guard unsafe posix_memalign(&memory, lineBytes, bytes) == 0, let memory = unsafe memory else {
      throw OutOfMemory(bytes: bytes)
    }
    let start = unsafe memory.bindMemory(to: Number.self, capacity: max(1, count))
    unsafe start.initialize(repeating: value, count: count)
    return unsafe start
  }

  /// Frees a block of numbers.
  @unsafe
  package static func free<Number: BitwiseCopyable>(_ block: UnsafeMutablePointer<Number>) {
    unsafe release(block)
  }

  @unsafe
  private static func release(_ block: UnsafeMutableRawPointer) {
    #if canImport(Glibc)
      unsafe Glibc.free(block)
    #elseif canImport(Musl)
      unsafe Musl.free(block)
    #else
      unsafe Darwin.free(block)
    #endif
  }
}
