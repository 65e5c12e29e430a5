// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Rows of interleaved integer samples that one thread passes to another: only one of them uses a
/// strip at a time.
@safe
final class PixelStrip {
  /// The approximate size of a strip in bytes: small enough for a processor's cache, large enough to
  /// make the cost of waking the other thread negligible.
  private static let bytes = 1 << 17

  /// The rows, one after another, at multiples of 16 bytes.
  private let pixels: UnsafeMutablePointer<UInt8>
  /// The bytes from one row to the next.
  private let pitch: Int
  /// The number of rows that fit.
  let capacity: Int
  /// The number of rows in the strip.
  var count = 0
  /// Whether this is the last strip.
  var isLast = false
  /// The error that prevented the row after its last one.
  var error: FileError?

  init(rowSize: Int) throws(OutOfMemory) {
    pitch = (rowSize + 15) / 16 * 16
    capacity = max(1, PixelStrip.bytes / pitch)
    unsafe pixels = try RowStorage.allocate(repeating: 0, count: capacity * pitch)
  }

  deinit { unsafe RowStorage.free(pixels) }

  /// Returns the bytes that a relay holds for rows of `rowSize` bytes.
  static func bytesHeld(rowSize: Int) -> Int {
    StripRelay.stripCount * max(rowSize + 15, bytes)
  }

  /// Returns the start of a row.
  @unsafe
  func row(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < capacity, "no such row in the strip")
    return unsafe pixels + index * pitch
  }
}
