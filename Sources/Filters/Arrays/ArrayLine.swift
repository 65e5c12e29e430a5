// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The conversion of one row between an array and planes of floats.
///
/// Rows whose samples follow each other are converted where they are, by the loops for images; others, by way of a line
/// without gaps.  So every layout has the same samples.
@safe
final class ArrayLine {
  private let layout: ArrayLayout
  /// Room for the samples of one channel of a row.
  private let gathered: UnsafeMutablePointer<UInt8>
  private let table = unsafe RowLoops.table

  /// A conversion for rows of a layout.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ layout: ArrayLayout) throws(OutOfMemory) {
    self.layout = layout
    unsafe gathered = try RowStorage.allocate(
      repeating: 0, count: layout.shape.width * MemoryLayout<Float>.stride)
  }

  deinit { unsafe RowStorage.free(gathered) }

  /// Reads row `y` of an array with this layout.
  @unsafe
  func read(
    _ view: ArrayView, _ y: Int, into planes: UnsafePointer<UnsafeMutablePointer<Float>?>
  ) {
    let shape = layout.shape
    if unsafe isWhole && isAligned(view.line(0, y)) {
      unsafe convert(view.line(0, y), into: planes, channels: shape.channels)
      return
    }
    for channel in 0..<shape.channels {
      let line = unsafe view.line(channel, y)
      if unsafe layout.columnStride == layout.type.size && isAligned(line) {
        unsafe convert(line, into: planes + channel, channels: 1)
      } else {
        unsafe crl_gather(gathered, line, layout.columnStride, layout.type.size, shape.width)
        unsafe convert(gathered, into: planes + channel, channels: 1)
      }
    }
  }

  /// Writes row `y` of an array with this layout; integers are clamped and rounded to nearest, ties to even.
  @unsafe
  func write(
    _ planes: UnsafePointer<UnsafePointer<Float>?>, to view: ArrayView, _ y: Int
  ) {
    let shape = layout.shape
    if unsafe isWhole && isAligned(view.line(0, y)) {
      unsafe convert(planes, into: view.line(0, y), channels: shape.channels)
      return
    }
    for channel in 0..<shape.channels {
      let line = unsafe view.line(channel, y)
      if unsafe layout.columnStride == layout.type.size && isAligned(line) {
        unsafe convert(planes + channel, into: line, channels: 1)
      } else {
        unsafe convert(planes + channel, into: gathered, channels: 1)
        unsafe crl_scatter(line, layout.columnStride, gathered, layout.type.size, shape.width)
      }
    }
  }

  /// Whether the loops for images take all channels of a row at once.
  private var isWhole: Bool {
    layout.isInterleaved && layout.type.bitDepth != nil
      && layout.shape.channels <= Int(CRL_MAX_PIXEL_CHANNELS)
  }

  private func isAligned(_ line: UnsafeMutableRawPointer) -> Bool {
    UInt(bitPattern: line).isMultiple(of: UInt(layout.type.size))
  }

  /// Converts samples without gaps to planes.
  @unsafe
  private func convert(
    _ samples: UnsafeMutableRawPointer, into planes: UnsafePointer<UnsafeMutablePointer<Float>?>,
    channels: Int
  ) {
    let width = layout.shape.width
    switch layout.type {
    case .uint8:
      unsafe table.planes_from_u8(
        planes, samples.assumingMemoryBound(to: UInt8.self), width, channels)
    case .uint16:
      unsafe table.planes_from_u16(
        planes, samples.assumingMemoryBound(to: UInt16.self), width, channels)
    case .float16:
      guard let plane = unsafe planes.pointee else { return }
      let words = unsafe samples.assumingMemoryBound(to: UInt16.self)
      for x in 0..<width { unsafe plane[x] = Float16Bits(word: words[x]).sample }
    case .float32:
      guard let plane = unsafe planes.pointee else { return }
      unsafe plane.update(from: samples.assumingMemoryBound(to: Float.self), count: width)
    }
  }

  /// Converts planes to samples without gaps.
  @unsafe
  private func convert(
    _ planes: UnsafePointer<UnsafePointer<Float>?>, into samples: UnsafeMutableRawPointer,
    channels: Int
  ) {
    let width = layout.shape.width
    switch layout.type {
    case .uint8:
      unsafe table.u8_from_planes(
        samples.assumingMemoryBound(to: UInt8.self), planes, width, channels)
    case .uint16:
      unsafe table.u16_from_planes(
        samples.assumingMemoryBound(to: UInt16.self), planes, width, channels)
    case .float16:
      guard let plane = unsafe planes.pointee else { return }
      let words = unsafe samples.assumingMemoryBound(to: UInt16.self)
      for x in 0..<width { unsafe words[x] = Float16Bits(rounding: plane[x]).word }
    case .float32:
      guard let plane = unsafe planes.pointee else { return }
      unsafe samples.assumingMemoryBound(to: Float.self).update(from: plane, count: width)
    }
  }
}
