// SPDX-License-Identifier: Apache-2.0

/// The rows of an image turned upright, as its orientation says.
///
/// A horizontal flip is streamed.  For all other turns the first row needs the last one or a column of the stored
/// image, which is then held whole, in the file's own integers where it has them.
package final class Turned: RowSource {
  /// The extent of the upright image.
  package let shape: Shape
  private let source: any RowSource
  private let orientation: Orientation
  private let held: Held?
  private var isRead = false
  private var next = 0

  /// The stored image.
  private struct Held {
    let image: SampleBlock
    /// Some rows of the upright image, if it is transposed.
    let strip: SampleBlock?
  }

  /// The number of bytes of a row that are transposed together: two cache lines, which are loaded as one.
  private static let stripBytes = 128

  /// Turns the rows of a fresh source, which must not be used elsewhere.
  ///
  /// - Parameter maxValue: the integer that stands for 1 if all samples are k / maxValue; `nil` for any other samples.
  /// - Throws: `OutOfMemory`.
  package init(
    _ source: any RowSource, by orientation: Orientation, maxValue: Int?
  ) throws(OutOfMemory) {
    self.source = source
    self.orientation = orientation
    shape = orientation.upright(source.shape)
    guard orientation.needsImage else {
      held = nil
      return
    }
    let number = SampleBlock.Number(maxValue: maxValue)
    let image = try SampleBlock(for: source.shape, of: number)
    let strip = Turned.stripShape(of: shape, number, orientation)
    held = Held(
      image: image,
      strip: try strip.map { shape throws(OutOfMemory) in
        try SampleBlock(for: shape, of: number)
      })
  }

  /// Returns the bytes of samples that turning a stored image of this shape takes; `Int.max` if there is no such number.
  package static func bytesHeld(
    turning stored: Shape, by orientation: Orientation, maxValue: Int?
  ) -> Int {
    guard orientation.needsImage else { return 0 }
    let number = SampleBlock.Number(maxValue: maxValue)
    let strip = stripShape(of: orientation.upright(stored), number, orientation)
    let (sum, isOver) = SampleBlock.bytes(of: stored, number)
      .addingReportingOverflow(strip.map { SampleBlock.bytes(of: $0, number) } ?? 0)
    return isOver ? .max : sum
  }

  private static func stripShape(
    of upright: Shape, _ number: SampleBlock.Number, _ orientation: Orientation
  ) -> Shape? {
    guard orientation.isTransposed else { return nil }
    return upright.with(height: min(upright.height, stripBytes / number.rawValue))
  }

  /// Delivers the next upright row; the first reads the whole source, except for a horizontal flip.
  package func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(next < shape.height, "the image has only \(shape.height) rows")
    if let held {
      if !isRead { try read(into: held.image) }
      if let strip = held.strip {
        loadTransposed(from: held.image, by: strip, into: &row)
      } else {
        held.image.load(orientation.flipsRows ? shape.height - 1 - next : next, into: &row)
      }
    } else {
      try source.nextRow(into: &row)
    }
    if !orientation.isTransposed && orientation.flipsColumns { row.reverse() }
    next += 1
  }

  private func read(into image: SampleBlock) throws(RowError) {
    isRead = true
    var buffer = try RowBuffer(forRowsOf: source)
    for y in 0..<image.shape.height {
      var row = buffer.row()
      try source.nextRow(into: &row)
      image.store(buffer, y: y)
    }
  }

  /// Writes the next row of a transposed image, with others of its strip at the strip's first row.
  private func loadTransposed(
    from image: SampleBlock, by strip: SampleBlock, into row: inout MutableRow
  ) {
    let place = next % strip.shape.height
    if place == 0 {
      let count = min(strip.shape.height, shape.height - next)
      let first = orientation.flipsColumns ? shape.height - next - count : next
      strip.fill(
        fromColumns: first..<first + count, of: image, reversesRows: orientation.flipsColumns,
        reversesSamples: orientation.flipsRows)
    }
    strip.load(place, into: &row)
  }
}

extension Orientation {
  /// Whether the first upright row can only be known from the whole stored image.
  fileprivate var needsImage: Bool { self != .topLeft && self != .topRight }
}

extension MutableRow {
  /// Reverses the order of the samples in every channel.
  fileprivate mutating func reverse() {
    for index in 0..<channels {
      var line = channel(index)
      line.reverse()
    }
  }
}

extension RowSource {
  /// Returns the rows of this fresh source turned upright; the source itself if it is upright.
  ///
  /// - Parameter maxValue: as in `Turned`.
  /// - Throws: `OutOfMemory`.
  package func upright(
    by orientation: Orientation, maxValue: Int? = nil
  ) throws(OutOfMemory) -> any RowSource {
    orientation == .topLeft ? self : try Turned(self, by: orientation, maxValue: maxValue)
  }
}
