// SPDX-License-Identifier: Apache-2.0

import Filters

/// The response of a chain to an input that is constant, also outside its borders: a value for each
/// channel and phase.
struct ConstantResponse {
  private(set) var values: Phased<Double>

  /// Creates the response of an empty chain to `value` in every channel.
  init(_ value: Double, channels: Int) {
    values = Phased(Array(repeating: value, count: channels))
  }

  /// Adds one stage: sums in double precision, other functions as the stage computes them.
  mutating func follow(_ stage: any TracedStage, from input: Shape, to output: Shape) {
    guard stage.isWeightedSum else {
      follow(function: stage, to: output)
      return
    }
    let bias = (stage as? Convolution)?.outputs.map(\.bias) ?? (stage as? BorderFold)?.bias
    values = values.through(stage, channels: output.channels) { channel, y, x in
      stage.reads(channel: channel, y: y, x: x, inputChannels: input.channels).reduce(
        Double(bias?[channel] ?? 0)
      ) { $0 + Double($1.weight ?? 0) * values[$1.channel, $1.row, $1.column] }
    }
  }

  /// Adds a function of the channels of one pixel.
  private mutating func follow(function: any TracedStage, to output: Shape) {
    let before = values
    // All phases of a channel side by side in one row.
    let phases = before.rows.outputs * before.columns.outputs
    let row = Image(
      Shape(channels: before.channels, height: 1, width: phases),
      samples: before.values.map { Float($0) })
    guard let link = try? Streamed(function, over: row.source()),
      let result = try? Image(collecting: link)
    else { preconditionFailure("a function over the channels it was made for has a result") }
    values = before.through(function, channels: output.channels) { channel, y, x in
      Double(result[channel, 0, y * before.columns.outputs + x])
    }
  }
}
