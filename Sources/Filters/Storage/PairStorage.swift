// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The memory of a filter over planes: pairs of rows of 16-bit samples, two filtered rows, and two rows of pixels.
///
/// Delivered pair i lives in slot `i % ringSize`, edge pairs in slots of their own.  A slot has one row of pairs for each
/// channel: the sample of the upper row, then that of the lower row, for each column.
@safe
struct PairStorage: ~Copyable {
  private let layout: PairLayout
  private let plan: PairPlan
  private let border: BorderMode
  private let outsideLuma: Int16?
  private let pairs: UnsafeMutablePointer<Int16>
  private let lines: UnsafeMutablePointer<Int16>
  private let pixels: UnsafeMutablePointer<UInt8>
  private let table: UnsafeMutablePointer<UnsafePointer<Int16>?>

  /// Allocates the memory for a filter.
  ///
  /// - Throws: `OutOfMemory`.
  init(for blur: PlaneBlur, _ plan: PairPlan) throws(OutOfMemory) {
    layout = PairLayout(for: blur, plan)
    self.plan = plan
    border = blur.border
    outsideLuma = blur.outsideLuma
    let pairs = try unsafe RowStorage.allocate(repeating: Int16(0), count: layout.pairCount)
    var lines: UnsafeMutablePointer<Int16>?
    var pixels: UnsafeMutablePointer<UInt8>?
    do throws(OutOfMemory) {
      unsafe lines = try RowStorage.allocate(repeating: 0, count: 2 * layout.linePitch)
      unsafe pixels = try RowStorage.allocate(repeating: 0, count: 2 * layout.pixelPitch)
      unsafe table = try RowStorage.allocate(repeating: nil, count: layout.windowPairs)
    } catch {
      unsafe RowStorage.free(pairs)
      if let lines = unsafe lines { unsafe RowStorage.free(lines) }
      if let pixels = unsafe pixels { unsafe RowStorage.free(pixels) }
      throw error
    }
    guard let lines = unsafe lines, let pixels = unsafe pixels else {
      preconditionFailure("the rows are allocated")
    }
    unsafe self.pairs = pairs
    unsafe self.lines = lines
    unsafe self.pixels = pixels
  }

  deinit {
    unsafe RowStorage.free(pairs)
    unsafe RowStorage.free(lines)
    unsafe RowStorage.free(pixels)
    unsafe RowStorage.free(table)
  }

  /// Returns a count of outputs rounded up to whole blocks of the loops.
  static func wholeBlocks(_ count: Int) -> Int { PairLayout.wholeBlocks(count) }

  /// Takes the rows of a pair from a source; if `isSingle`, the lower row is the upper one.
  mutating func pull(
    _ pair: Int, isSingle: Bool, from source: any PixelSource
  ) throws(RowError) {
    let size = layout.width * layout.channels
    let lower = isSingle ? 0 : 1
    for row in 0...lower {
      var span = unsafe MutableSpan(
        _unsafeStart: pixels + row * layout.pixelPitch, count: size)
      try source.nextPixels(into: &span)
    }
    let upperPixels = unsafe UnsafePointer(pixels)
    let lowerPixels = unsafe upperPixels + lower * layout.pixelPitch
    let slot = pair % layout.ringSize
    if layout.channels == 1 {
      unsafe RowLoops.table.pairs_from_gray(
        row(slot, 0), upperPixels, lowerPixels, layout.width)
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Int16>?.self, capacity: 3) {
      planes in
      for channel in 0..<3 {
        unsafe planes.initializeElement(at: channel, to: row(slot, channel))
      }
      unsafe RowLoops.table.pairs_from_rgb(
        planes.baseAddress, upperPixels, lowerPixels, layout.width)
    }
  }

  /// Composes an edge pair of the rows that the border mode shows there.
  mutating func compose(_ pair: Int) {
    let slot = slot(of: pair)
    for (half, shown) in plan.rows(of: pair).enumerated() {
      for channel in 0..<layout.channels {
        let target = unsafe row(slot, channel) + half
        if let shown {
          let source = unsafe row(shown / 2 % layout.ringSize, channel) + shown % 2
          for x in 0..<layout.width { unsafe target[2 * x] = unsafe source[2 * x] }
        } else {
          for x in 0..<layout.width { unsafe target[2 * x] = constant(channel) }
        }
      }
    }
  }

  /// Sums a channel's pairs down the columns: to line 0 and, if there is a second sum, to line 1.
  mutating func sumRows(of step: Int, channel: Int, _ weights: PairWeights, isDouble: Bool) {
    let window = plan.window(of: step)
    for (index, pair) in window.enumerated() {
      unsafe table[index] = UnsafePointer(row(slot(of: pair), channel))
    }
    let first = unsafe line(0)
    let second = unsafe isDouble ? line(1) : nil
    unsafe weights.withSums(isDouble: isDouble, pairCount: window.count) { sums in
      unsafe RowLoops.table.pair_rows(first, second, layout.width, table, sums)
    }
    for index in 0...(isDouble ? 1 : 0) { fillHalo(of: index, channel: channel) }
  }

  /// Sums a line along its columns to the 8-bit samples of a component.
  ///
  /// - Precondition: `output` has `wholeBlocks` of the component's width.
  func sumColumns(
    of index: Int, _ axis: PlaneAxis, blockWidth: Int, into output: inout MutableSpan<UInt8>
  ) {
    let count = (layout.width + blockWidth - 1) / blockWidth
    precondition(output.count >= Self.wholeBlocks(count), "a row without room for whole blocks")
    let start = unsafe UnsafePointer(line(index)) + 2 * axis.first
    let weights = blockWidth == 1 ? axis.single : axis.mean
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe weights.withSums(isDouble: blockWidth == 1, pairCount: axis.pairCount) { sums in
        unsafe RowLoops.table.pair_columns(output.baseAddress, count, start, sums)
      }
    }
    if blockWidth == 1 || layout.width.isMultiple(of: 2) { return }
    // The last column is averaged with itself.
    let last = unsafe start + layout.width - 1
    var sum = 0
    for (index, weight) in axis.single.even.enumerated() {
      sum += unsafe Int(weight) * Int(last[index])
    }
    // As in the loop, ties down.
    let shift = axis.single.shift + Int(CRL_PLANE_BITS)
    let rounding = (1 << (shift - 1)) - 1
    output[count - 1] = UInt8(128 + ((sum + rounding) >> shift))
  }

  private func constant(_ channel: Int) -> Int16 { channel == 0 ? outsideLuma ?? 0 : 0 }

  private mutating func fillHalo(of index: Int, channel: Int) {
    let line = unsafe line(index)
    let width = layout.width
    for columns in [-layout.left..<0, width..<(width + layout.right)] {
      for column in columns {
        if let shown = border.index(column, count: width) {
          unsafe line[column] = unsafe line[shown]
        } else {
          unsafe line[column] = constant(channel)
        }
      }
    }
  }

  private func slot(of pair: Int) -> Int {
    plan.edgeIndex(of: pair).map { layout.ringSize + $0 } ?? pair % layout.ringSize
  }

  /// Returns the start of a channel's row of pairs.
  @unsafe
  private func row(_ slot: Int, _ channel: Int) -> UnsafeMutablePointer<Int16> {
    unsafe pairs + (slot * layout.channels + channel) * layout.pairPitch
  }

  /// Returns column 0 of a filtered row.
  @unsafe
  private func line(_ index: Int) -> UnsafeMutablePointer<Int16> {
    unsafe lines + index * layout.linePitch + layout.lineStart
  }
}

extension PairWeights {
  /// Calls `body` with one or two sums for C.
  fileprivate func withSums(
    isDouble: Bool, pairCount: Int, _ body: (UnsafePointer<crl_pair_sums>) -> Void
  ) {
    precondition(even.count == 2 * pairCount && (!isDouble || odd != nil), "another kernel")
    unsafe even.withUnsafeBufferPointer { even in
      unsafe (odd ?? []).withUnsafeBufferPointer { odd in
        var sums = unsafe crl_pair_sums(
          even: even.baseAddress, odd: isDouble ? odd.baseAddress : nil, pair_count: pairCount,
          shift: Int32(shift))
        unsafe body(&sums)
      }
    }
  }
}
