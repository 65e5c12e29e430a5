// SPDX-License-Identifier: Apache-2.0

import Filters

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
  /// The maximum from a resampling on, which can have thousands of phases along each axis: following each pair would
  /// take seconds, and `LaneTrace` has the same result.
  private static let maxWorkOfResampling = 500_000
  private var limit = Self.maxWork
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
  /// - Returns: false if that would be too much work or the stage's dependencies are not known; the
  ///   trace is then unchanged.
  mutating func follow(_ stage: any Stage, from input: Shape, to output: Shape) -> Bool {
    let phases = reached.count(after: stage, channels: 1)
    var taps = 0
    for channel in 0..<output.channels {
      guard let sources = stage.dependencies(channel: channel, y: 0, x: 0, over: input) else {
        return false
      }
      taps += sources.reads.count
    }
    if case .resampling = stage.form { limit = Self.maxWorkOfResampling }
    let (work, overflow) = phases.multipliedReportingOverflow(by: max(taps, output.channels))
    guard !overflow && work <= limit else { return false }
    reached = reached.through(stage, channels: output.channels) { channel, y, x in
      var union: InputBox?
      let sources = stage.dependencies(channel: channel, y: y, x: x, over: input)
      for read in sources?.reads ?? [] {
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
