// SPDX-License-Identifier: Apache-2.0

/// A whole image in memory: planes of float samples, row after row, channel after channel.
///
/// ```swift
/// var image = Image(interleaved: pixels, width: 640, height: 480, channels: 3)  // RGB RGB ...
/// image[0, 1, 2] = 0.25  // channel 0, row 1, column 2
/// let soft = try Filter.blur(.gaussian(sigma: 2)).applied(to: image)
/// let bytes = soft.interleaved8()
/// ```
///
/// Sample `[channel, y, x]` is element `(channel * height + y) * width + x` of `samples`.
public struct Image: Hashable, Sendable {
  /// The extent of the image.
  public let shape: Shape
  /// All samples; `shape.channels * shape.height * shape.width` of them.
  public private(set) var samples: [Float]

  /// An image of the given samples.
  ///
  /// - Precondition: there are as many samples as `shape` has.
  public init(_ shape: Shape, samples: [Float]) {
    precondition(
      samples.count == shape.channels * shape.height * shape.width,
      "\(samples.count) samples do not fill \(shape)")
    self.shape = shape
    self.samples = samples
  }

  /// An image in which every sample is `value`.
  public init(_ shape: Shape, repeating value: Float) {
    self.shape = shape
    samples = Array(repeating: value, count: shape.channels * shape.height * shape.width)
  }

  /// Collects all rows of a source, which must be fresh.
  public init(collecting source: any RowSource) throws(RowError) {
    let shape = source.shape
    self.init(shape, repeating: 0)
    var buffers = try RowBuffers(pullingFrom: source)
    var y = 0
    while y < shape.height {
      let count = try buffers.pull(upTo: shape.height - y, from: source)
      for index in 0..<count { store(buffers[index], y: y + index) }
      y += count
    }
  }

  private mutating func store(_ row: borrowing RowBuffer, y: Int) {
    for channel in 0..<shape.channels {
      let start = index(channel, y, 0)
      unsafe samples.withUnsafeMutableBufferPointer { buffer in
        let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[start..<(start + row.width)])
        var line = unsafe MutableSpan(_unsafeElements: part)
        line.copy(row.channel(channel), from: 0)
      }
    }
  }

  /// The sample at a channel, row and column.
  public subscript(channel: Int, y: Int, x: Int) -> Float {
    get { samples[index(channel, y, x)] }
    set { samples[index(channel, y, x)] = newValue }
  }

  /// Returns a fresh source that delivers this image's rows.
  public func source() -> any RowSource { ImageSource(self) }

  private func index(_ channel: Int, _ y: Int, _ x: Int) -> Int {
    (channel * shape.height + y) * shape.width + x
  }
}

/// A source of the rows of an image in memory.
private final class ImageSource: RowSource {
  private let image: Image
  private var next = 0

  init(_ image: Image) {
    self.image = image
  }

  var shape: Shape { image.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(next < shape.height, "the image has only \(shape.height) rows")
    let samples = image.samples
    for channel in 0..<shape.channels {
      var line = row.channel(channel)
      line.copy(samples.span, from: (channel * shape.height + next) * shape.width)
    }
    next += 1
  }
}
