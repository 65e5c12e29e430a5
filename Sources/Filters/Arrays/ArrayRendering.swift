// SPDX-License-Identifier: Apache-2.0

private import Locking

/// The run of a chain from one array to another, by several threads that each compute some of the rows.
///
/// An array can be read from any row on, so each thread has a chain of its own that begins at the thread's first row
/// (`SeekableSource`).  Rows keep their positions, and every sample is the sum of the same terms in the same order, so
/// the number of threads changes no bit.
package struct ArrayRendering: Sendable {
  /// The minimum number of samples for a thread, below which starting it takes longer than the work.
  private static let minSamples = 1 << 16

  private let lowered: Lowered
  private let input: ArrayView
  private let output: ArrayView
  /// The filter from 8-bit pixels to 8-bit pixels that the stages are, if both arrays hold such.
  private let filter: PixelFilter?
  /// A closure that is called before each row of the input, by any thread; its error ends the run.
  package var check: @Sendable () throws -> Void = {}
  /// The range outside which samples of the result are counted; `nil` to count none.
  package var countedBeyond: ClosedRange<Float>?

  /// A run of the stages of a filter or recipe.
  ///
  /// - Throws: `ArrayError` if the output has another shape than the result, or samples that share a place.
  package init(
    _ lowered: Lowered, from input: ArrayView, to output: ArrayView
  ) throws(ArrayError) {
    if !output.layout.separatesSamples { throw ArrayError.repeatedSamples }
    if output.layout.shape != lowered.shape {
      throw ArrayError.shape(output.layout.shape, needed: lowered.shape)
    }
    (self.lowered, self.input, self.output) = (lowered, input, output)
    let isOfPixels = input.layout.type == .uint8 && output.layout.type == .uint8
    filter = isOfPixels ? PixelFilter(lowered, over: input.layout.shape) : nil
  }

  /// Computes all samples.
  ///
  /// - Parameter threads: the maximum number of threads.
  /// - Returns: the number of samples outside `countedBeyond`.
  /// - Throws: `ShapeError` if the stages were made for another input, `OutOfMemory`, and what `check` throws.
  package func run(threads: Int) throws -> Int {
    let parts = ArrayRendering.parts(lowered, over: input.layout.shape, threads: threads)
    return parts.count == 1 ? try render(parts[0], threads: threads) : try run(parts)
  }

  /// Computes the rows of each part in a thread of its own; together the parts have all rows.
  ///
  /// - Returns: the number of samples outside `countedBeyond`.
  /// - Throws: as `run(threads:)`.
  package func run(_ parts: [Range<Int>]) throws -> Int {
    let failure = SharedFailure<RowError>()
    let counted = Locked(0)
    CallThread.team(parts.count) { index in
      do {
        let count = try render(parts[index], threads: 1)
        counted.withLock { $0 += count }
      } catch let error as RowError {
        failure.set(error)
      } catch {
        failure.set(RowError(error))
      }
    }
    do {
      try failure.check()
    } catch {
      throw error.cause
    }
    return counted.withLock { $0 }
  }

  /// Returns the bytes of samples that a run over an array of this shape holds.
  ///
  /// - Throws: `ShapeError` if the stages were made for another shape.
  package static func bytesHeld(
    _ lowered: Lowered, over shape: Shape, threads: Int
  ) throws(ShapeError) -> Int {
    let count = parts(lowered, over: shape, threads: threads).count
    let results = lowered.rowsAtOnce + 1
    let lines = RowStorage.bytes(of: shape) + results * RowStorage.bytes(of: lowered.shape)
    let rings = try lowered.bytesHeld(over: shape, threads: count == 1 ? threads : 1)
    return count * (rings + lines)
  }

  /// Returns the rows of each thread, from top to bottom.
  private static func parts(
    _ lowered: Lowered, over shape: Shape, threads: Int
  ) -> [Range<Int>] {
    let height = lowered.shape.height
    let shapes = [shape, lowered.shape]
    let samples = shapes.map { $0.channels * $0.height * $0.width }.max() ?? 0
    // Each thread computes the rows under its first row once more.
    let reach = lowered.stages.map(\.rows).chained.reach.count
    let rows = max(reach, lowered.rowsAtOnce)
    var count = max(1, min(threads, samples / minSamples, height / rows))
    // The first and the last row need each other, so every part would need the whole image.
    if lowered.stages.contains(where: { $0.border == .wrap }) { count = 1 }
    // Whole groups of the rows that are rendered together.
    let group = lowered.rowsAtOnce
    let size = (height + group * count - 1) / (group * count) * group
    return stride(from: 0, to: height, by: size).map { $0..<min(height, $0 + size) }
  }

  /// Computes some rows; returns the number of samples outside the range.
  ///
  /// - Parameter threads: the number of threads that may divide the columns.
  private func render(_ rows: Range<Int>, threads: Int) throws -> Int {
    if let filter { return try render(rows, filter) }
    let source = try ArraySource(input, check: check)
    let chain = try lowered.streamed(over: source, threads: threads)
    if rows.lowerBound > 0, let chain = chain as? any SeekableSource { chain.begin(rows) }
    let line = try ArrayLine(output.layout)
    var buffers = try RowBuffers(forRowsOf: chain)
    var counted = 0
    var y = rows.lowerBound
    while y < rows.upperBound {
      let count: Int
      do {
        count = try buffers.pull(upTo: rows.upperBound - y, from: chain)
      } catch {
        throw error.cause
      }
      for index in 0..<count { counted += store(buffers[index], y + index, by: line) }
      y += count
    }
    return counted
  }

  /// Computes some rows as pixels; returns the number of samples that were clamped.
  private func render(_ rows: Range<Int>, _ filter: PixelFilter) throws -> Int {
    let source = ArrayPixels(input, check: check)
    let pixels = try FilteredPixels(filter, over: source)
    pixels.begin(at: rows.lowerBound, of: source)
    var row = try PixelRow(for: lowered.shape)
    for y in rows {
      do {
        try row.pull(from: pixels)
      } catch {
        throw error.cause
      }
      output.write(row.samples, y)
    }
    return pixels.clamped
  }

  private func store(_ row: borrowing RowBuffer, _ y: Int, by line: ArrayLine) -> Int {
    unsafe row.withUnsafePlanes { planes in
      unsafe line.write(planes, to: output, y)
    }
    return countedBeyond.map { row.count(outside: $0) } ?? 0
  }
}
