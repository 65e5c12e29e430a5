// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Filters

/// 8-bit pixels in memory, channels interleaved: what a decoder has and an encoder wants.
struct Pixels {
  /// The extent of the image.
  let shape: Shape
  /// Sample `[channel, y, x]` is element `(y * width + x) * channels + channel`.
  var samples: [UInt8]

  /// Black pixels.
  init(_ shape: Shape) {
    self.shape = shape
    samples = Array(repeating: 0, count: shape.channels * shape.height * shape.width)
  }

  /// Noise from a linear congruential generator.
  ///
  /// Source of the constants: Knuth, "The Art of Computer Programming" 2, section 3.3.4, line 26 (MMIX).
  static func noise(_ shape: Shape) -> Pixels {
    var pixels = Pixels(shape)
    var state: UInt64 = 1
    for index in pixels.samples.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      pixels.samples[index] = UInt8(truncatingIfNeeded: state >> 56)
    }
    return pixels
  }

  /// Writes row `y` from planes.
  mutating func store(_ row: borrowing RowBuffer, y: Int) {
    let stride = shape.width * shape.channels
    let loops = unsafe crl_loops_chosen().pointee
    unsafe samples.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe row.withUnsafePlanes { planes in
        unsafe loops.u8_from_planes(start + y * stride, planes, shape.width, shape.channels)
      }
    }
  }
}

extension Pixels {
  /// Writes row `y` from a source of pixels.
  mutating func pull(_ y: Int, from source: any PixelSource) throws {
    let stride = shape.width * shape.channels
    var all = samples.mutableSpan
    var row = all.extracting((y * stride)..<((y + 1) * stride))
    try source.nextPixels(into: &row)
  }
}

/// Delivers pixels as rows of planes or as they are, as a reader does after its decoder.
@safe
final class PixelRows: RowSource, PixelSource {
  private let pixels: Pixels
  private let loops = unsafe crl_loops_chosen().pointee
  private var next = 0

  init(_ pixels: Pixels) {
    self.pixels = pixels
  }

  var shape: Shape { pixels.shape }

  func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    let stride = shape.width * shape.channels
    unsafe row.withUnsafeMutableBufferPointer { row in
      unsafe pixels.samples.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress, let target = row.baseAddress else { return }
        unsafe target.update(from: start + next * stride, count: stride)
      }
    }
    next += 1
  }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    let stride = shape.width * shape.channels
    let (width, channels) = (shape.width, shape.channels)
    unsafe pixels.samples.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe row.withUnsafePlanes { planes in
        unsafe loops.planes_from_u8(planes, start + next * stride, width, channels)
      }
    }
    next += 1
  }
}
