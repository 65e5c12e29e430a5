// SPDX-License-Identifier: Apache-2.0

/// A stage over a source of rows, itself a source of rows: one link of a chain.
///
///     let chain = try Streamed(stage, over: image.source())
///     let result = try Image(collecting: chain)
///
/// It owns the ring of input rows that the stage still needs.  All memory is allocated when the link is created; its
/// size depends on the width and on the height of the kernel, and on the height of the image only for
/// `BorderMode.wrap`.
@safe
public final class Streamed: RowSource {
  /// The extent of the stage's output.
  public let shape: Shape
  private let stage: any Stage
  private let source: any RowSource
  private let plan: RingPlan
  private var ring: RowRing
  /// The pointers of one window, with room for the tallest.
  private let table: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
  private var delivered = 0
  private var next = 0

  /// Puts `stage` over `source`.
  ///
  /// - Throws: `ShapeError` if the stage has no output for the source's shape, `OutOfMemory`.
  public init(_ stage: any Stage, over source: any RowSource) throws {
    let input = source.shape
    shape = try stage.outputShape(for: input)
    self.stage = try stage.prepared(for: input)
    self.source = source
    plan = RingPlan(
      stage: stage, inputHeight: input.height, outputHeight: shape.height,
      pulledRows: source.rowsAtOnce)
    let layout = RingLayout(plan, over: input, for: shape.width)
    ring = try RowRing(layout, for: stage, over: input)
    let pointers = layout.windowRows * input.channels
    unsafe table = UnsafeMutableBufferPointer(
      start: try RowStorage.allocate(repeating: nil, count: pointers), count: pointers)
  }

  deinit {
    if let start = unsafe table.baseAddress { unsafe RowStorage.free(start) }
  }

  /// The number of bytes of samples and tables that this link holds, not counting its source.
  public var bytesHeld: Int { ring.layout.size.bytes + stage.preparedBytes(for: source.shape) }

  /// Returns the size of the ring and the tables for `stage` over an input of this shape, without allocating any of it.
  ///
  /// - Parameter pulledRows: the `rowsAtOnce` of the source.
  /// - Throws: `ShapeError` if the stage has no output for the shape.
  package static func ringSize(
    of stage: any Stage, over input: Shape, pulledRows: Int
  ) throws(ShapeError) -> RingSize {
    let output = try stage.outputShape(for: input)
    let plan = RingPlan(
      stage: stage, inputHeight: input.height, outputHeight: output.height, pulledRows: pulledRows)
    let ring = RingLayout(plan, over: input, for: output.width).size
    return RingSize(rows: ring.rows, bytes: ring.bytes + stage.preparedBytes(for: input))
  }

  /// Renders the next output row, pulling from the source the rows that it needs.
  public func nextRow(into row: inout MutableRow) throws(RowError) {
    try pull(for: next...next)
    let window = window(over: stage.inputRows(of: next))
    stage.render(next, from: window, into: &row)
    next += 1
  }

  /// The number of rows that the stage renders together.
  public var rowsAtOnce: Int { stage.rowsAtOnce }

  /// Renders the next output rows, as many from one window as the stage renders together.
  public func nextRows(into rows: inout MutableRows) throws(RowError) {
    var first = 0
    while first < rows.count {
      let count = min(rows.count - first, stage.rowsAtOnce)
      let last = next + count - 1
      try pull(for: next...last)
      let window = window(over: stage.inputRows(of: next, to: last))
      var part = rows.rows(from: first, count: count)
      stage.render(next, from: window, into: &part)
      next += count
      first += count
    }
  }

  /// Pulls all rows that these output rows need, and perhaps a few more, as many at once as the source delivers
  /// together.
  private func pull(for rows: ClosedRange<Int>) throws(RowError) {
    precondition(rows.upperBound < shape.height, "the image has only \(shape.height) rows")
    let needed = plan.rowsNeeded(for: rows)
    while delivered < needed {
      let count = min(plan.pulledRows, source.shape.height - delivered)
      try ring.pull(delivered, count: count, from: source)
      delivered += count
    }
  }

  /// Returns a view of some rows of the input, with those outside the image filled by the border mode.
  ///
  /// It is valid until the next row is pulled.
  @_lifetime(borrow self)
  private func window(over rows: Range<Int>) -> Window {
    let channels = source.shape.channels
    precondition(unsafe rows.count * channels <= table.count, "a window higher than the plan's")
    guard let start = unsafe table.baseAddress else { preconditionFailure("a window has a row") }
    for (offset, position) in rows.enumerated() {
      unsafe ring.fill(start + offset * channels, position: position)
    }
    let window = unsafe Window(
      table: UnsafePointer(start), rows: rows, channels: channels, width: source.shape.width,
      halo: ring.layout.halo)
    return unsafe _overrideLifetime(window, borrowing: self)
  }
}

extension Streamed: SeekableSource {
  /// Begins at the first of some output rows, and makes the source begin at the first row that they need.
  ///
  /// Rows keep their positions in the image, so borders and phases, and thus all samples, are those of a chain that
  /// begins at row 0.
  ///
  /// - Precondition: the source is seekable.
  package func begin(_ rows: Range<Int>) {
    guard let source = source as? any SeekableSource else {
      preconditionFailure("the source cannot begin at row \(rows.lowerBound)")
    }
    let needed = plan.rows(for: rows)
    (next, delivered) = (rows.lowerBound, needed.lowerBound)
    source.begin(needed)
  }
}

extension Stage {
  /// Returns the input rows of some output rows.
  func inputRows(of first: Int, to last: Int) -> Range<Int> {
    inputRows(of: first).lowerBound..<inputRows(of: last).upperBound
  }
}
