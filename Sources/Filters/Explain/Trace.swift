// SPDX-License-Identifier: Apache-2.0

/// What one output sample of a chain depends on: the smallest box of input samples, and their
/// channels.
struct Reached: Hashable {
  /// The input rows from the first to the last.
  var rows: Range<Int>
  /// The input columns from the first to the last.
  var columns: Range<Int>
  /// The input channels.
  var channels: ChannelSet

  /// The number of positions in the box.
  var area: Int { rows.count * columns.count }

  /// Both boxes and all between them.
  mutating func formUnion(_ other: Reached) {
    rows = rows.hull(other.rows)
    columns = columns.hull(other.columns)
    channels.formUnion(other.channels)
  }

  /// The same box elsewhere.
  func shifted(rows rowShift: Int, columns columnShift: Int) -> Reached {
    Reached(
      rows: (rows.lowerBound + rowShift)..<(rows.upperBound + rowShift),
      columns: (columns.lowerBound + columnShift)..<(columns.upperBound + columnShift),
      channels: channels)
  }
}

/// A set of channels.
struct ChannelSet: Hashable {
  private var words: [UInt64]

  /// One of `count` channels.
  init(_ channel: Int, of count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
    words[channel / 64] = 1 << UInt64(channel % 64)
  }

  /// How many there are.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Adds those of a set over equally many channels.
  mutating func formUnion(_ other: ChannelSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }
}

extension Range where Bound == Int {
  /// From the first of both to the last of both.
  func hull(_ other: Range) -> Range {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}

/// Follows what the output samples of a chain depend on, exactly, stage by stage.
///
/// For each channel and each phase of the output it carries the box of input samples: a strided
/// stage picks some phases of the stage before it, a transposed one makes more of them.  Borders
/// are left apart, weights of 0 do not count.
///
/// For stages without phases this is r_out = r_in + (reach - 1) * jump, jump_out = jump * stride.
/// Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
/// Distill, 2019.
struct Trace {
  /// The largest number of reads that are followed; beyond it there is no answer.
  static let largestWork = 20_000_000
  /// The box of each channel and phase; nil where a sample depends on nothing.
  private(set) var reached: Phased<Reached?>

  /// The trace of no stage over so many channels.
  init(channels: Int) {
    reached = Phased(
      (0..<channels).map {
        Reached(rows: 0..<1, columns: 0..<1, channels: ChannelSet($0, of: channels))
      })
  }

  /// Follows one stage more.
  ///
  /// - Returns: false if that would be too much work; the trace is then what it was.
  mutating func follow(_ stage: any TracedStage, from input: Shape, to output: Shape) -> Bool {
    let phases = reached.count(after: stage, channels: 1)
    let taps = (0..<output.channels).reduce(0) {
      $0 + stage.reads(channel: $1, y: 0, x: 0, inputChannels: input.channels).count
    }
    let (work, overflow) = phases.multipliedReportingOverflow(by: max(taps, output.channels))
    guard !overflow && work <= Self.largestWork else { return false }
    reached = reached.through(stage, channels: output.channels) { channel, y, x in
      var union: Reached?
      for read in stage.reads(channel: channel, y: y, x: x, inputChannels: input.channels) {
        guard let box = sample(read.channel, read.row, read.column) else { continue }
        union?.formUnion(box)
        union = union ?? box
      }
      return union
    }
    return true
  }

  /// What one output sample depends on.
  func sample(_ channel: Int, _ y: Int, _ x: Int) -> Reached? {
    let rows = reached.rows
    let columns = reached.columns
    return reached[channel, y, x]?.shifted(
      rows: y.dividedDown(by: rows.outputs) * rows.inputs,
      columns: x.dividedDown(by: columns.outputs) * columns.inputs)
  }

  /// The receptive field of the chain.
  var field: ReceptiveField {
    let boxes = reached.values.compactMap(\.self)
    return ReceptiveField(
      height: boxes.map(\.rows.count).max() ?? 0, width: boxes.map(\.columns.count).max() ?? 0,
      rowJump: Ratio(reached.rows.inputs, reached.rows.outputs),
      columnJump: Ratio(reached.columns.inputs, reached.columns.outputs))
  }
}

/// How much of a chain's input one output sample sees.
public struct ReceptiveField: Hashable, Sendable {
  /// The largest number of input rows, from the first to the last, that one output sample depends
  /// on, borders apart.
  public let height: Int
  /// The same of columns.
  public let width: Int
  /// The input rows from one output row to the next, on average over the phases.
  public let rowJump: Ratio
  /// The same of columns.
  public let columnJump: Ratio
}
