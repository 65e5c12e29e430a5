// SPDX-License-Identifier: Apache-2.0

/// The rows of an array of 8-bit integers, as pixels.
@safe
final class ArrayPixels: SeekablePixelSource {
  private let view: ArrayView
  private let check: @Sendable () throws -> Void
  private var next = 0

  /// A source of the rows of an array of 8-bit integers.
  ///
  /// - Parameter check: called before each row; its error becomes that of the row.
  init(_ view: ArrayView, check: @escaping @Sendable () throws -> Void) {
    self.view = view
    self.check = check
  }

  func begin(at row: Int) { next = row }

  func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    do {
      try check()
    } catch {
      throw RowError(error)
    }
    view.read(next, into: &row)
    next += 1
  }
}

// Rows of 8-bit integers in any layout.
extension ArrayView {
  /// Reads row `y` as pixels.
  func read(_ y: Int, into pixels: inout MutableSpan<UInt8>) {
    let (channels, width) = (layout.shape.channels, layout.shape.width)
    precondition(layout.type == .uint8 && pixels.count == channels * width, "another row")
    unsafe pixels.withUnsafeMutableBytes { pixels in
      if layout.isInterleaved {
        unsafe pixels.copyMemory(
          from: UnsafeRawBufferPointer(start: line(0, y), count: pixels.count))
        return
      }
      for channel in 0..<channels {
        let line = unsafe line(channel, y)
        for x in 0..<width {
          unsafe pixels[x * channels + channel] = unsafe line.load(
            fromByteOffset: x * layout.columnStride, as: UInt8.self)
        }
      }
    }
  }

  /// Writes row `y` from pixels.
  func write(_ pixels: Span<UInt8>, _ y: Int) {
    let (channels, width) = (layout.shape.channels, layout.shape.width)
    precondition(layout.type == .uint8 && pixels.count == channels * width, "another row")
    unsafe pixels.withUnsafeBytes { pixels in
      if layout.isInterleaved {
        guard let start = pixels.baseAddress else { return }
        unsafe line(0, y).copyMemory(from: start, byteCount: pixels.count)
        return
      }
      for channel in 0..<channels {
        let line = unsafe line(channel, y)
        for x in 0..<width {
          unsafe line.storeBytes(
            of: pixels[x * channels + channel], toByteOffset: x * layout.columnStride,
            as: UInt8.self)
        }
      }
    }
  }
}
