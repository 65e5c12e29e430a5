// SPDX-License-Identifier: Apache-2.0

/// A whole image in memory: planes of float samples, row after row, channel after channel.
///
/// Sample `[channel, y, x]` is element `(channel * height + y) * width + x` of `samples`.  It is what a library user has
/// who does not read files, and what tests compare.
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

  /// All rows that a source still has to deliver; the source must be fresh.
  public init(collecting source: any RowSource) throws(RowError) {
    let shape = source.shape
    self.init(shape, repeating: 0)
    var buffer = RowBuffer(for: shape)
    for y in 0..<shape.height {
      var row = buffer.row()
      try source.nextRow(into: &row)
      store(buffer, y: y)
    }
  }

  private mutating func store(_ row: borrowing RowBuffer, y: Int) {
    for channel in 0..<shape.channels {
      let line = row.channel(channel)
      let start = index(channel, y, 0)
      for x in line.indices { samples[start + x] = line[x] }
    }
  }

  /// One sample.
  public subscript(channel: Int, y: Int, x: Int) -> Float {
    get { samples[index(channel, y, x)] }
    set { samples[index(channel, y, x)] = newValue }
  }

  /// A fresh source that delivers this image's rows.
  public func source() -> any RowSource { ImageSource(self) }

  private func index(_ channel: Int, _ y: Int, _ x: Int) -> Int {
    (channel * shape.height + y) * shape.width + x
  }
}

/// Delivers the rows of an image in memory.
private final class ImageSource: RowSource {
  private let image: Image
  private var next = 0

  init(_ image: Image) {
    self.image = image
  }

  var shape: Shape { image.shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(next < shape.height, "the image has only \(shape.height) rows")
    for channel in 0..<shape.channels {
      var line = row.channel(channel)
      let start = (channel * shape.height + next) * shape.width
      for x in line.indices { line[x] = image.samples[start + x] }
    }
    next += 1
  }
}
