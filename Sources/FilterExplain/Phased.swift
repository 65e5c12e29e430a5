// SPDX-License-Identifier: Apache-2.0

import Filters

/// The period of a chain along one axis: how far its input advances for one period of its output.
struct Period: Hashable {
  /// The output samples of one period; their positions in it are the phases.
  let outputs: Int
  /// The number of samples by which a period advances the chain's input.
  let inputs: Int

  /// The period of an empty chain.
  static let identity = Period(outputs: 1, inputs: 1)

  /// Returns the period after one more stage.
  ///
  /// The stage advances by `reads.inputs` of this period's samples for each `reads.outputs` of its
  /// own; the new period is the shortest that is a whole number of both.
  func followed(by reads: AxisReads) -> Period {
    let repeats = outputs / greatestCommonDivisor(outputs, reads.inputs)
    return Period(
      outputs: reads.outputs * repeats, inputs: reads.inputs * repeats / outputs * inputs)
  }
}

/// A value for every sample of a chain's output, stored once for each channel and phase because it
/// repeats.
struct Phased<Value> {
  /// The number of channels.
  let channels: Int
  /// The period of the rows.
  let rows: Period
  /// The period of the columns.
  let columns: Period
  /// The values, indexed `[channel][row phase][column phase]`.
  let values: [Value]

  /// Creates the values before the first stage, one per channel.
  init(_ values: [Value]) {
    channels = values.count
    rows = .identity
    columns = .identity
    self.values = values
  }

  private init(channels: Int, rows: Period, columns: Period, values: [Value]) {
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
  func count(after stage: any TracedStage, channels: Int) -> Int {
    channels * rows.followed(by: stage.verticalReads).outputs
      * columns.followed(by: stage.horizontalReads).outputs
  }

  /// Returns the values after one more stage.
  ///
  /// - Parameter value: returns the value of output sample (channel, y, x) of the stage.
  func through(
    _ stage: any TracedStage, channels: Int, _ value: (Int, Int, Int) -> Value
  ) -> Phased {
    let rows = rows.followed(by: stage.verticalReads)
    let columns = columns.followed(by: stage.horizontalReads)
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
