// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// Planes of samples in memory, in the number type of the file that they come from.
///
/// Integers take a quarter or half of the memory of floats, and convert to the same floats again.
@safe
final class SampleBlock {
  /// The number type of samples; the raw value is its size in bytes.
  enum Number: Int {
    case uint8 = 1
    case uint16 = 2
    case float = 4

    /// The smallest type that holds every k / maxValue exactly; `nil` stands for floats.
    init(maxValue: Int?) {
      self = maxValue == 255 ? .uint8 : maxValue == 65535 ? .uint16 : .float
    }
  }

  /// The extent of the planes.
  let shape: Shape
  private let number: Number
  private let storage: UnsafeMutablePointer<UInt8>
  /// The number of bytes from one row of a plane to the next.
  private let pitch: Int

  private static let lineBytes = 64

  /// Storage for an image of this shape; the system provides its pages when they are first touched.
  ///
  /// - Throws: `OutOfMemory`.
  init(for shape: Shape, of number: Number) throws(OutOfMemory) {
    let bytes = SampleBlock.bytes(of: shape, number)
    guard let storage = unsafe RowStorage.allocateZeros(of: UInt8.self, count: bytes) else {
      throw OutOfMemory(bytes: bytes)
    }
    self.shape = shape
    self.number = number
    pitch = SampleBlock.pitch(of: shape, number)
    unsafe self.storage = storage
  }

  deinit {
    unsafe RowStorage.free(storage)
  }

  /// Returns the number of bytes that an image of this shape takes; `Int.max` if there is no such number.
  static func bytes(of shape: Shape, _ number: Number) -> Int {
    let (rows, isOver) = shape.channels.multipliedReportingOverflow(by: shape.height)
    let (bytes, isLonger) = rows.multipliedReportingOverflow(by: pitch(of: shape, number))
    return isOver || isLonger ? .max : bytes
  }

  /// An odd number of cache lines, so that the samples of a column are in different sets of the cache.
  private static func pitch(of shape: Shape, _ number: Number) -> Int {
    (shape.width * number.rawValue + lineBytes - 1) / lineBytes / 2 * 2 * lineBytes + lineBytes
  }

  /// Stores a row as row `y`.
  func store(_ row: borrowing RowBuffer, y: Int) {
    precondition(row.channels == shape.channels && row.width == shape.width, "another shape")
    let width = shape.width
    unsafe row.withUnsafePlanes { planes in
      for channel in 0..<shape.channels {
        let (line, plane) = unsafe (line(channel, y), planes + channel)
        switch number {
        case .uint8: unsafe RowLoops.table.u8_from_planes(line, plane, width, 1)
        case .uint16:
          unsafe RowLoops.table.u16_from_planes(
            UnsafeMutableRawPointer(line).assumingMemoryBound(to: UInt16.self), plane, width, 1)
        case .float:
          guard let samples = unsafe plane.pointee else { continue }
          unsafe UnsafeMutableRawPointer(line).copyMemory(
            from: samples, byteCount: width * number.rawValue)
        }
      }
    }
  }

  /// Writes row `y` to `row`.
  func load(_ y: Int, into row: inout MutableRow) {
    precondition(row.channels == shape.channels && row.width == shape.width, "another shape")
    let (shape, number) = (shape, number)
    unsafe row.withUnsafePlanes { planes in
      for channel in 0..<shape.channels {
        let (line, plane) = unsafe (UnsafePointer(line(channel, y)), planes + channel)
        switch number {
        case .uint8: unsafe RowLoops.table.planes_from_u8(plane, line, shape.width, 1)
        case .uint16:
          unsafe RowLoops.table.planes_from_u16(
            plane, UnsafeRawPointer(line).assumingMemoryBound(to: UInt16.self), shape.width, 1)
        case .float:
          guard let samples = unsafe plane.pointee else { continue }
          unsafe UnsafeMutableRawPointer(samples).copyMemory(
            from: line, byteCount: shape.width * number.rawValue)
        }
      }
    }
  }

  /// Fills the first rows of this block with columns of another one: row `i`, sample `x` becomes the sample in row `x`,
  /// column `columns.lowerBound + i` of the other.
  ///
  /// - Parameters:
  ///   - reversesRows: whether the rows of this block are filled from the last of them to the first.
  ///   - reversesSamples: whether each row is filled from its last sample to its first.
  func fill(
    fromColumns columns: Range<Int>, of other: SampleBlock, reversesRows: Bool,
    reversesSamples: Bool
  ) {
    precondition(
      other.number == number && other.shape.channels == shape.channels
        && other.shape.height == shape.width && columns.lowerBound >= 0
        && columns.upperBound <= other.shape.width && columns.count <= shape.height,
      "no such columns")
    if columns.isEmpty { return }
    for channel in 0..<shape.channels {
      let first = unsafe line(channel, reversesRows ? columns.count - 1 : 0)
      let start = unsafe other.line(channel, reversesSamples ? shape.width - 1 : 0)
      unsafe crl_transpose(
        first, reversesRows ? -pitch : pitch, start + columns.lowerBound * number.rawValue,
        reversesSamples ? -other.pitch : other.pitch, shape.width, columns.count, number.rawValue)
    }
  }

  @unsafe
  private func line(_ channel: Int, _ y: Int) -> UnsafeMutablePointer<UInt8> {
    precondition((0..<shape.height).contains(y), "no such row in the block")
    return unsafe storage + (channel * shape.height + y) * pitch
  }
}

extension MutableSpan<Float> {
  /// Reverses the order of the samples.
  mutating func reverse() {
    unsafe withUnsafeMutableBufferPointer { buffer in
      var samples = unsafe buffer
      unsafe samples.reverse()
    }
  }
}
