// SPDX-License-Identifier: Apache-2.0

/// Runs of a stage over fake windows, for `StageValidator`.
struct ValidationRun {
  /// What an output row holds before it is rendered.
  enum Filling: Float {
    case first = 12_345.5
    case second = -6_789.25
  }

  private let stage: any Stage
  private let input: Shape
  private let output: Shape
  private let seed: UInt64
  /// The number of columns that were cut off before the first.
  private let skipped: Int

  /// The rows and columns of garbage on each side of a window.
  private static let margin = 3

  /// Runs of `stage` over an image of random samples, without its first `skipped` columns.
  ///
  /// - Throws: `OutOfMemory`.
  init(
    _ stage: any Stage, over input: Shape, to output: Shape, seed: UInt64, skipping skipped: Int = 0
  ) throws(OutOfMemory) {
    self.stage = try stage.prepared(for: input)
    self.input = input
    self.output = output
    self.seed = seed
    self.skipped = skipped
  }

  /// Renders all rows, from top to bottom.
  func image() throws(OutOfMemory) -> Image {
    var image = Image(output, repeating: 0)
    for y in 0..<output.height {
      let row = try row(y, garbage: 1, filling: .first)
      for channel in 0..<output.channels {
        for x in 0..<output.width { image[channel, y, x] = row[channel, 0, x] }
      }
    }
    return image
  }

  /// Renders row `y`.
  ///
  /// - Parameters:
  ///   - garbage: the kind of garbage around the window.
  ///   - filling: what the row holds before.
  ///   - columns: the columns that are left as they are; all of them by default.
  func row(
    _ y: Int, garbage: UInt64, filling: Filling, only columns: Range<Int>? = nil
  ) throws(OutOfMemory) -> Image {
    let block = try block(over: stage.inputRows(of: y), garbage: garbage) { _, _, column in
      columns?.contains(column) ?? true
    }
    return try render(y, block, filling)
  }

  /// Renders row `y` over an image of which only some samples are left as they are.
  func row(_ y: Int, reading reads: [SampleRead]) throws(OutOfMemory) -> Image {
    let places = Set(reads.map { [$0.channel, $0.row, $0.column] })
    let block = try block(over: stage.inputRows(of: y), garbage: 4) { channel, row, column in
      places.contains([channel, row, column])
    }
    return try render(y, block, .first)
  }

  /// Renders `count` rows from `y` on together.
  func rows(_ y: Int, count: Int) throws(OutOfMemory) -> [Image] {
    let block = try block(
      over: stage.inputRows(of: y, to: y + count - 1), garbage: 1
    ) { _, _, _ in true }
    var buffers = try RowBuffers(count, for: output)
    var rows = buffers.rows(count)
    stage.render(y, from: block.window(), into: &rows)
    return (0..<count).map { image(of: buffers[$0]) }
  }

  private func render(
    _ y: Int, _ block: ValidationBlock, _ filling: Filling
  ) throws(OutOfMemory) -> Image {
    var buffer = try RowBuffer(for: output)
    var row = buffer.row()
    for channel in 0..<output.channels {
      var line = row.channel(channel)
      for x in line.indices { line[x] = filling.rawValue }
    }
    stage.render(y, from: block.window(), into: &row)
    return image(of: buffer)
  }

  private func image(of row: borrowing RowBuffer) -> Image {
    var image = Image(output.with(height: 1), repeating: 0)
    for channel in 0..<output.channels {
      let samples = row.channel(channel)
      for x in samples.indices { image[channel, 0, x] = samples[x] }
    }
    return image
  }

  /// Returns the samples of some rows and the halo, surrounded by garbage, with garbage also where `isKept` is false.
  private func block(
    over rows: Range<Int>, garbage: UInt64, isKept: (Int, Int, Int) -> Bool
  ) throws(OutOfMemory) -> ValidationBlock {
    let halo = stage.halo(over: input.width, for: output.width)
    let margin = Self.margin
    let block = try ValidationBlock(
      rows: (rows.lowerBound - margin)..<(rows.upperBound + margin), channels: input.channels,
      width: input.width, halo: Halo(left: halo.left + margin, right: halo.right + margin))
    let columns = -halo.left..<(input.width + halo.right)
    for row in block.rows {
      for column in block.columns {
        let isStated = rows.contains(row) && columns.contains(column)
        for channel in 0..<input.channels {
          block[channel, row, column] =
            isStated && isKept(channel, row, column)
            ? shown(channel, row, column)
            : random(garbage, channel, row, column)
        }
      }
    }
    return block
  }

  /// Returns the sample that the border mode shows at a position.
  private func shown(_ channel: Int, _ row: Int, _ column: Int) -> Float {
    guard let y = stage.border.index(row, count: input.height),
      let x = stage.border.index(column, count: input.width)
    else { return stage.outside(channel: channel) }
    return random(0, channel, y, x + skipped)
  }

  /// Returns a random number in 0...1 for a position, by a step of SplitMix64.
  private func random(_ kind: UInt64, _ channel: Int, _ row: Int, _ column: Int) -> Float {
    var z = seed &* 0x9E37_79B9_7F4A_7C15
    for number in [
      kind, UInt64(bitPattern: Int64(channel)), UInt64(bitPattern: Int64(row)),
      UInt64(bitPattern: Int64(column)),
    ] {
      z = (z ^ number) &+ 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
    }
    return Float(z >> 40) * 0x1p-24
  }
}
