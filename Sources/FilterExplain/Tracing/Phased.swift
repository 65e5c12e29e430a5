// SPDX-License-Identifier: Apache-2.0

import Filters

/// A value for every sample of a chain's output, stored once for each channel and phase because it
/// repeats.
struct Phased<Value> {
  /// The number of channels.
  let channels: Int
  /// The map of the chain's rows, whose outputs are the phases.
  let rows: AxisMap
  /// The map of the chain's columns.
  let columns: AxisMap
  /// The values, indexed `[channel][row phase][column phase]`.
  let values: [Value]

  /// Creates the values before the first stage, one per channel.
  init(_ values: [Value]) {
    channels = values.count
    rows = .identity
    columns = .identity
    self.values = values
  }

  private init(channels: Int, rows: AxisMap, columns: AxisMap, values: [Value]) {
    self.channels = channels
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Returns the value of a sample, by its phase.
  subscript(channel: Int, y: Int, x: Int) -> Value {
    values[
      (channel * rows.outputs + y.modulo(rows.outputs)) * columns.outputs
        + x.modulo(columns.outputs)]
  }

  /// Returns the number of values after one more stage.
  func count(after stage: any Stage, channels: Int) -> Int {
    channels * stage.rows.after(rows).outputs * stage.columns.after(columns).outputs
  }

  /// Returns the values after one more stage.
  ///
  /// - Parameter value: returns the value of output sample (channel, y, x) of the stage.
  func through(
    _ stage: any Stage, channels: Int, _ value: (Int, Int, Int) -> Value
  ) -> Phased {
    let rows = stage.rows.after(rows)
    let columns = stage.columns.after(columns)
    var values: [Value] = []
    values.reserveCapacity(channels * rows.outputs * columns.outputs)
    for channel in 0..<channels {
      for y in 0..<rows.outputs {
        for x in 0..<columns.outputs { values.append(value(channel, y, x)) }
      }
    }
    return Phased(channels: channels, rows: rows, columns: columns, values: values)
  }
}
