// SPDX-License-Identifier: Apache-2.0

private import Locking

/// Stages over a source, run by several threads that each compute a band of the columns.
///
/// A band has a chain of its own, over the columns of the input that its part of the result is computed from.  Samples
/// that depend on the border mode at a cut are discarded, so every sample is the sum of the same terms in the same
/// order as in one chain: the number of bands changes no bit.  The threads work on the same strip of rows and wait for
/// each other at its end; then its rows are delivered.
package final class Banded: RowSource {
  /// The approximate number of samples in a strip: enough that threads rarely wait for one that was preempted.
  private static let stripSamples = 1 << 20

  /// The extent of the result.
  package let shape: Shape
  private let rows: SharedRows
  private let bands: [Band]
  private let strip: RowStrip
  /// The image row that is the first in the strip.
  private var first = 0
  /// The number of rows in the strip.
  private var count = 0
  private var next = 0

  /// Puts stages over a fresh source, which must not be used elsewhere.
  ///
  /// - Precondition: the plan was made for these stages and the source's width.
  /// - Throws: `ShapeError` if a stage has no output for its input, `OutOfMemory`.
  package init(
    _ stages: [any Stage], over source: any RowSource, _ plan: BandPlan
  ) throws {
    let rows = SharedRows(source)
    var bands: [Band] = []
    for band in plan.bands { bands.append(try Band(band, of: stages, over: rows)) }
    shape = try stages.shapes(over: source.shape).last ?? source.shape
    strip = try RowStrip(for: shape, capacity: Banded.stripRows(shape))
    self.rows = rows
    self.bands = bands
  }

  /// Returns the bytes of samples that such a source holds, without allocating any of it.
  ///
  /// - Throws: `ShapeError` if a stage has no output over the shape.
  static func bytesHeld(
    _ stages: [any Stage], over input: Shape, _ plan: BandPlan
  ) throws(ShapeError) -> Int {
    let output = try stages.shapes(over: input).last ?? input
    let links = FusedStages(stages).stages
    let stripRows = stripRows(output)
    var bytes = 0
    for band in plan.bands {
      let part = Shape(channels: input.channels, height: input.height, width: band.input.count)
      let shapes = try links.shapes(over: part)
      for (stage, (shape, pulledRows)) in zip(links, zip(shapes, links.pulledRows)) {
        bytes += try Streamed.ringSize(of: stage, over: shape, pulledRows: pulledRows).bytes
      }
      bytes += (links.last?.rowsAtOnce ?? 1) * RowStorage.bytes(of: shapes.last ?? part)
    }
    // No strip needs more rows of the input than the first one.
    let shared = try inputRows(of: stripRows, links, over: input)
    return bytes + stripRows * RowStorage.bytes(of: output) + shared * RowStorage.bytes(of: input)
  }

  /// Delivers the next row.
  package func nextRow(into row: inout MutableRow) throws(RowError) {
    if next == first + count { try render() }
    strip.copy(next - first, into: &row)
    next += 1
  }

  /// Renders the next strip.
  private func render() throws(RowError) {
    precondition(next < shape.height, "the image has only \(shape.height) rows")
    first = next
    count = min(strip.capacity, shape.height - first)
    let (bands, strip, count) = (bands, strip, count)
    let failure = SharedFailure<RowError>()
    CallThread.team(bands.count) { index in
      do throws(RowError) {
        try bands[index].render(count, into: strip)
      } catch {
        failure.set(error)
      }
    }
    try failure.check()
    rows.release(before: bands.map(\.rowsTaken).min() ?? 0)
  }

  /// Returns the number of rows in a strip: whole groups of rows that are rendered together.
  private static func stripRows(_ shape: Shape) -> Int {
    let group = MutableRows.maxCount
    return max(1, stripSamples / (shape.channels * shape.width) / group) * group
  }

  /// Returns the number of input rows that the first `outputRows` rows of the result need.
  private static func inputRows(
    of outputRows: Int, _ stages: [any Stage], over input: Shape
  ) throws(ShapeError) -> Int {
    let heights = try stages.shapes(over: input).map(\.height)
    var count = min(outputRows, heights[stages.count])
    let pulledRows = stages.pulledRows
    for (index, stage) in stages.enumerated().reversed() {
      let plan = RingPlan(
        stage: stage, inputHeight: heights[index], outputHeight: heights[index + 1],
        pulledRows: pulledRows[index])
      let needed = plan.rowsNeeded(for: 0...(count - 1))
      count = min(heights[index], needed + plan.pulledRows - 1)
    }
    return count
  }
}

/// A band of columns with its own chain; used by one thread at a time.
private final class Band: @unchecked Sendable {
  private let columns: Range<Int>
  /// The number of columns to discard at the start of the chain's output.
  private let skipped: Int
  private let source: Source
  private let chain: any RowSource
  private var buffers: RowBuffers

  init(
    _ band: BandPlan.Band, of stages: [any Stage], over rows: SharedRows
  ) throws {
    columns = band.columns
    skipped = band.skipped
    source = Source(rows, columns: band.input)
    chain = try source.streamed(through: stages)
    buffers = try RowBuffers(forRowsOf: chain)
  }

  /// The number of source rows taken so far.
  var rowsTaken: Int { source.next }

  /// Renders the columns of the next `count` rows into a strip, from its first row on.
  func render(_ count: Int, into strip: RowStrip) throws(RowError) {
    var row = 0
    while row < count {
      let pulled = try buffers.pull(upTo: count - row, from: chain)
      for index in 0..<pulled {
        strip.store(buffers[index], from: skipped, row: row + index, columns: columns)
      }
      row += pulled
    }
  }

  /// A source of some columns of the shared rows.
  private final class Source: RowSource {
    let shape: Shape
    private let rows: SharedRows
    private let columns: Range<Int>
    private(set) var next = 0

    init(_ rows: SharedRows, columns: Range<Int>) {
      self.rows = rows
      self.columns = columns
      shape = Shape(
        channels: rows.shape.channels, height: rows.shape.height, width: columns.count)
    }

    func nextRow(into row: inout MutableRow) throws(RowError) {
      try rows.row(next).copy(columns, into: &row)
      next += 1
    }
  }
}
