// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

extension RowBuffer {
  /// Takes the next row of a source and writes it as 8-bit pixels, clamped and rounded to nearest, ties to even.
  ///
  /// - Precondition: there are at most 4 channels, and `pixels` has the size of the row.
  mutating func pull(
    from source: any RowSource, into pixels: inout MutableSpan<UInt8>
  ) throws(RowError) {
    precondition(pixels.count == channels * width, "a row of another size")
    var row = row()
    try source.nextRow(into: &row)
    unsafe pixels.withUnsafeMutableBufferPointer { pixels in
      unsafe withUnsafePlanes { planes in
        unsafe RowLoops.table.u8_from_planes(pixels.baseAddress, planes, width, channels)
      }
    }
  }

  /// Reads the samples from 8-bit pixels.
  ///
  /// - Precondition: there are at most 4 channels, and `pixels` has the size of the row.
  package mutating func load(_ pixels: Span<UInt8>) {
    precondition(pixels.count == channels * width, "a row of another size")
    let (channels, width) = (channels, width)
    var row = row()
    unsafe pixels.withUnsafeBufferPointer { pixels in
      unsafe row.withUnsafePlanes { planes in
        unsafe RowLoops.table.planes_from_u8(planes, pixels.baseAddress, width, channels)
      }
    }
  }
}
