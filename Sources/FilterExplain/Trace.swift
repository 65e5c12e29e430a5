// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The input of one output sample of a chain: the smallest box of samples it depends on, and their
/// channels.
struct InputBox: Hashable {
  /// The input rows from the first to the last.
  var rows: Range<Int>
  /// The input columns from the first to the last.
  var columns: Range<Int>
  /// The input channels.
  var channels: ChannelSet

  /// The number of positions in the box.
  var area: Int { rows.count * columns.count }

  /// Extends this box to the smallest one that contains both.
  mutating func formUnion(_ other: InputBox) {
    rows = rows.hull(other.rows)
    columns = columns.hull(other.columns)
    channels.formUnion(other.channels)
  }

  /// Returns the box shifted by some rows and columns.
  func shifted(rows rowShift: Int, columns columnShift: Int) -> InputBox {
    InputBox(
      rows: (rows.lowerBound + rowShift)..<(rows.upperBound + rowShift),
      columns: (columns.lowerBound + columnShift)..<(columns.upperBound + columnShift),
      channels: channels)
  }
}

/// A set of channels.
struct ChannelSet: Hashable {
  private var words: [UInt64]

  /// Creates a set of one channel out of `count`.
  init(_ channel: Int, of count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
    words[channel / 64] = 1 << UInt64(channel % 64)
  }

  /// The number of channels in the set.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Adds the channels of another set over the same number of channels.
  mutating func formUnion(_ other: ChannelSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }
}

extension Range where Bound == Int {
  /// Returns the smallest range that contains both ranges.
  func hull(_ other: Range) -> Range {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}

/// Traces exactly which input samples the output samples of a chain depend on, stage by stage.
///
/// For each channel and each phase of the output it keeps the box of input samples: a strided stage
/// picks some phases of the stage before it, a transposed one makes more of them.  Borders are
/// ignored, and weights of 0 do not count.
///
/// For stages without phases this is r_out = r_in + (reach - 1) * jump, jump_out = jump * stride.
/// Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
/// Distill, 2019.
struct Trace {
  /// The maximum number of reads that are followed; beyond it there is no result.
  static let maxWork = 20_000_000
  /// The box of each channel and phase; `nil` where a sample depends on nothing.
  private(set) var reached: Phased<InputBox?>

  /// Creates the trace of an empty chain over this many channels.
  init(channels: Int) {
    reached = Phased(
      (0..<channels).map {
        InputBox(rows: 0..<1, columns: 0..<1, channels: ChannelSet($0, of: channels))
      })
  }

  /// Adds one stage to the trace.
  ///
  /// - Returns: false if that would be too much work; the trace is then unchanged.
  mutating func follow(_ stage: any TracedStage, from input: Shape, to output: Shape) -> Bool {
    let phases = reached.count(after: stage, channels: 1)
    let taps = (0..<output.channels).reduce(0) {
      $0 + stage.reads(channel: $1, y: 0, x: 0, inputChannels: input.channels).count
    }
    let (work, overflow) = phases.multipliedReportingOverflow(by: max(taps, output.channels))
    guard !overflow && work <= Self.maxWork else { return false }
    reached = reached.through(stage, channels: output.channels) { channel, y, x in
      var union: InputBox?
      for read in stage.reads(channel: channel, y: y, x: x, inputChannels: input.channels) {
        guard let box = sample(read.channel, read.row, read.column) else { continue }
        union?.formUnion(box)
        union = union ?? box
      }
      return union
    }
    return true
  }

  /// Returns the box of one output sample; `nil` if it depends on nothing.
  func sample(_ channel: Int, _ y: Int, _ x: Int) -> InputBox? {
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

/// The extent of a chain's input that affects one output sample.
package struct ReceptiveField: Hashable, Sendable {
  /// The largest number of input rows, from the first to the last, that one output sample depends
  /// on, ignoring borders.
  package let height: Int
  /// The largest number of input columns, from the first to the last, that one output sample
  /// depends on, ignoring borders.
  package let width: Int
  /// The number of input rows from one output row to the next, on average over the phases.
  package let rowJump: Ratio
  /// The number of input columns from one output column to the next, on average over the phases.
  package let columnJump: Ratio
}
