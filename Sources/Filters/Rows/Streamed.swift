// SPDX-License-Identifier: Apache-2.0

/// A stage over a source of rows, itself a source of rows: one link of a chain.
///
/// It owns the ring of input rows that the stage still needs.  All memory is allocated when the link is made; its size
/// depends on the width and on the height of the kernel, and on the height of the image only for `BorderMode.wrap`.
@safe
public final class Streamed: RowSource {
  /// The extent of the stage's output.
  public let shape: Shape
  private let stage: any Stage
  private let source: any RowSource
  private let plan: RingPlan
  private var ring: RowRing
  /// The pointers of one window; as many rows as the tallest window has.
  private let table: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
  private var delivered = 0
  private var next = 0

  /// Puts `stage` over `source`.
  ///
  /// - Throws: `ShapeError` if the stage has no output for the source's shape.
  public init(_ stage: any Stage, over source: any RowSource) throws(ShapeError) {
    let input = source.shape
    shape = try stage.outputShape(for: input)
    self.stage = stage
    self.source = source
    plan = RingPlan(stage, inputHeight: input.height, outputHeight: shape.height)
    ring = RowRing(for: stage, over: input, capacity: plan.capacity)
    let tallest = (0..<min(shape.height, 2)).map { stage.inputRows(of: $0).count }.max() ?? 1
    unsafe table = .allocate(capacity: tallest * input.channels)
    unsafe table.initialize(repeating: nil)
  }

  deinit {
    unsafe table.deallocate()
  }

  /// The bytes of samples that this link holds, its source not counted.
  public var bytesHeld: Int { ring.sampleCount * MemoryLayout<Float>.stride }

  /// Renders the next output row, pulling from the source the rows that it needs.
  public func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(next < shape.height, "the image has only \(shape.height) rows")
    let needed = plan.rowsNeeded(for: next)
    while delivered < needed {
      try ring.pull(delivered, from: source)
      delivered += 1
    }
    let rows = stage.inputRows(of: next)
    let channels = source.shape.channels
    precondition(unsafe rows.count * channels <= table.count, "windows of a stage differ in height")
    guard let start = unsafe table.baseAddress else { preconditionFailure("a window has a row") }
    for (offset, position) in rows.enumerated() {
      unsafe ring.fill(start + offset * channels, position: position)
    }
    let window = unsafe Window(
      table: UnsafePointer(start), rows: rows, channels: channels, width: source.shape.width,
      halo: stage.halo)
    stage.render(next, from: window, into: &row)
    next += 1
  }
}
