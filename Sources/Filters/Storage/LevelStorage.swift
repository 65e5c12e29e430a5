// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The memory of a filter over pixels: the rows that it still needs, and a row of sums.
///
/// Row r lives in slot `r % layout.rows`, with pixels outside on both sides.
@safe
struct LevelStorage: ~Copyable {
  private let filter: PixelFilter
  private let layout: LevelLayout
  private let pixels: UnsafeMutablePointer<UInt8>
  private let sums: UnsafeMutablePointer<Int16>
  private let table: UnsafeMutablePointer<UnsafePointer<UInt8>?>

  /// Allocates the memory for a filter.
  ///
  /// - Throws: `OutOfMemory`.
  init(for filter: PixelFilter) throws(OutOfMemory) {
    self.filter = filter
    layout = LevelLayout(for: filter)
    let slots = layout.rows + 1
    let pixels = try unsafe RowStorage.allocate(
      repeating: filter.outsideLevel ?? 0, count: slots * layout.pitch)
    var sums: UnsafeMutablePointer<Int16>?
    do throws(OutOfMemory) {
      unsafe sums = try RowStorage.allocate(repeating: 0, count: layout.sumCount)
      unsafe table = try RowStorage.allocate(repeating: nil, count: LevelAxis.maxTaps)
    } catch {
      unsafe RowStorage.free(pixels)
      if let sums = unsafe sums { unsafe RowStorage.free(sums) }
      throw error
    }
    guard let sums = unsafe sums else { preconditionFailure("the sums are allocated") }
    unsafe self.pixels = pixels
    unsafe self.sums = sums
  }

  deinit {
    unsafe RowStorage.free(pixels)
    unsafe RowStorage.free(sums)
    unsafe RowStorage.free(table)
  }

  /// Takes row `index` of the image from a source and extends it on both sides by the border mode.
  mutating func pull(_ index: Int, from source: any PixelSource) throws(RowError) {
    let (step, width) = (filter.input.channels, filter.input.width)
    let row = unsafe row(index % layout.rows)
    var span = unsafe MutableSpan(_unsafeStart: row, count: width * step)
    try source.nextPixels(into: &span)
    for columns in [-layout.halo.left..<0, width..<(width + layout.halo.right)] {
      for column in columns {
        let shown = filter.border.index(column, count: width)
        for channel in 0..<step {
          let level = shown.map { unsafe row[$0 * step + channel] }
          unsafe row[column * step + channel] = level ?? filter.outsideLevel ?? 0
        }
      }
    }
  }

  /// Writes row `y` of the result; returns the number of samples that were clamped.
  ///
  /// - Precondition: the rows that it reads were pulled.
  mutating func render(_ y: Int, into output: inout MutableSpan<UInt8>) -> Int {
    let (step, width) = (filter.output.channels, filter.output.width)
    precondition(output.count == step * width, "a row of another size")
    return unsafe output.withUnsafeMutableBufferPointer { output in
      switch filter.kernel {
      case .matrix(let matrix):
        unsafe RowLoops.table.level_matrix(
          output.baseAddress, row(y % layout.rows), width, matrix.weights, matrix.biases, step,
          matrix.clamps)
      case .gradient(let gradient):
        unsafe render(y, gradient, into: output)
      case .resampling(let vertical, let horizontal):
        unsafe render(y, vertical, horizontal, into: output)
      }
    }
  }

  @unsafe
  private func render(
    _ y: Int, _ gradient: LevelGradient, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    fillTable(filter.inputRows(of: y), from: 0)
    return unsafe RowLoops.table.level_gradients(
      output.baseAddress, output.count, table, filter.input.channels, gradient.side,
      gradient.middle, gradient.scale)
  }

  @unsafe
  private func render(
    _ y: Int, _ vertical: LevelAxis, _ horizontal: LevelAxis,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let (step, width) = (filter.input.channels, filter.output.width)
    let (halo, weights) = (layout.halo, vertical.phase(of: y).phase.weights)
    fillTable(filter.inputRows(of: y), from: -halo.left * step)
    let start = unsafe sums + LevelLayout.lead
    unsafe RowLoops.table.level_rows(
      start, table, weights, weights.count, horizontal.scale == .half ? 0 : 128,
      (halo.left + filter.input.width + halo.right) * step)
    let line = unsafe UnsafePointer(start + halo.left * step)
    let shift = Int32(vertical.shift + horizontal.shift)
    if horizontal.scale == .half {
      let phase = horizontal.phases[0]
      unsafe RowLoops.table.level_halves(
        output.baseAddress, width, line + phase.first * step, phase.weights, phase.weights.count,
        shift, step)
      return 0
    }
    let (first, taps) = horizontal.doubledTaps
    return unsafe RowLoops.table.level_doubles(
      output.baseAddress, filter.input.width, line + first * step, taps, shift, step)
  }

  /// Points the table at rows, possibly outside the image, from a sample on.
  private func fillTable(_ rows: Range<Int>, from sample: Int) {
    for (index, position) in rows.enumerated() {
      let inside = filter.border.index(position, count: filter.input.height)
      let slot = inside.map { $0 % layout.rows } ?? layout.rows
      unsafe table[index] = UnsafePointer(row(slot) + sample)
    }
  }

  /// Returns column 0 of the row in a slot; the slot after the last has the pixels of a constant border.
  @unsafe
  private func row(_ slot: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe pixels + slot * layout.pitch + layout.start
  }
}

/// The sizes of the memory of a filter over pixels.
struct LevelLayout {
  /// The number of rows held.
  let rows: Int
  /// The pixels on either side of a row that are read.
  let halo: Halo
  /// The number of bytes before column 0 of a row.
  let start: Int
  /// The number of bytes from one row to the next.
  let pitch: Int
  /// The number of sums of a row, with those around it that are read.
  let sumCount: Int
  /// The number of sums before a row: loops read five pixels even where fewer have a weight.
  static let lead = 32

  /// The layout for a filter.
  init(for filter: PixelFilter) {
    let step = filter.input.channels
    rows = filter.rowsHeld
    halo = Halo(
      of: filter.columns.inputs(of: 0..<filter.output.width), outside: filter.input.width)
    start = RowStorage.padded(halo.left * step)
    // Loops read whole vectors.
    let room = Int(CRL_LEVEL_ROOM)
    pitch = start + RowStorage.padded((filter.input.width + halo.right) * step) + room
    sumCount = Self.lead + (halo.left + filter.input.width + halo.right) * step + 2 * room
  }

  /// The bytes of all rows.
  var bytes: Int { (rows + 1) * pitch + sumCount * MemoryLayout<Int16>.stride }
}
