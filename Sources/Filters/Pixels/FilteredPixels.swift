// SPDX-License-Identifier: Apache-2.0

/// A `PixelFilter` over a source of pixels, itself a source of pixels.
///
/// Memory does not depend on the image's height.
public final class FilteredPixels: PixelSource {
  private let filter: PixelFilter
  private let source: any PixelSource
  private var storage: LevelStorage
  private var delivered = 0
  private var next = 0
  /// The number of samples so far that were clamped because they lay outside 0...255 by more than half a level.
  public private(set) var clamped = 0

  /// Puts a filter over a fresh source of its input's pixels.
  ///
  /// - Throws: `OutOfMemory`.
  public init(
    _ filter: PixelFilter, over source: any PixelSource
  ) throws(OutOfMemory) {
    self.filter = filter
    self.source = source
    storage = try LevelStorage(for: filter)
  }

  /// Makes `row` of the result the next one, and the source begin at the first row that it needs.
  package func begin(at row: Int, of source: any SeekablePixelSource) {
    precondition(source === self.source, "another source")
    (next, delivered) = (row, filter.firstRow(of: row))
    source.begin(at: delivered)
  }

  /// Computes the next row, pulling from the source the rows that it needs.
  public func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    precondition(next < filter.output.height, "no row is left")
    let needed = filter.rowsNeeded(for: next)
    while delivered < needed {
      try storage.pull(delivered, from: source)
      delivered += 1
    }
    clamped += storage.render(next, into: &row)
    next += 1
  }
}

extension PixelFilter {
  /// The bytes of samples that filtering an image holds.
  package var bytesHeld: Int { LevelLayout(for: self).bytes }

  /// The number of input rows that are held.
  ///
  /// A border mode folds rows outside back into those that are read with them, or close to them: output rows never read
  /// more neighboring rows of the image than this.
  var rowsHeld: Int { min(input.height, (0..<2).map { inputRows(of: $0).count }.max() ?? 1) }

  /// Returns the number of input rows that must be delivered before output row `y` is rendered.
  func rowsNeeded(for y: Int) -> Int {
    let rows = inputRows(of: y)
    return rows.reduce(0) { max($0, (border.index($1, count: input.height) ?? -1) + 1) }
  }

  /// Returns the first input row that output row `y` and those after it read.
  func firstRow(of y: Int) -> Int {
    max(0, min(inputRows(of: y).lowerBound, input.height - rowsHeld))
  }
}
