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

  /// Adds one stage whose dependencies are known: sums in double precision, other functions as the
  /// stage computes them.
  mutating func follow(_ stage: any Stage, from input: Shape, to output: Shape) {
    guard stage.isWeightedSum(over: input) == true else {
      follow(function: stage, to: output)
      return
    }
    values = values.through(stage, channels: output.channels) { channel, y, x in
      guard let sources = stage.dependencies(channel: channel, y: y, x: x, over: input) else {
        return .nan
      }
      return sources.reads.reduce(Double(sources.bias)) {
        $0 + Double($1.weight ?? 0) * values[$1.channel, $1.row, $1.column]
      }
    }
  }

  /// Adds a function of the channels of one pixel.
  private mutating func follow(function: any Stage, to output: Shape) {
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

extension Stage {
  /// Returns whether outputs are weighted sums of the samples they read, plus a constant; `nil` if
  /// the dependencies are not known.
  func isWeightedSum(over input: Shape) -> Bool? {
    guard let output = try? outputShape(for: input) else { return nil }
    for channel in 0..<output.channels {
      guard let sources = dependencies(channel: channel, y: 0, x: 0, over: input) else {
        return nil
      }
      if sources.reads.contains(where: { $0.weight == nil }) { return false }
    }
    return true
  }
}
