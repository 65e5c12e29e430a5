// SPDX-License-Identifier: Apache-2.0

/// How far the input of a chain moves on while its output moves through one period.
struct Period: Hashable {
  /// The output samples of one period; their places in it are the phases.
  let outputs: Int
  /// The samples of the chain's input that a period moves on by.
  let inputs: Int

  /// The period of a chain without stages.
  static let identity = Period(outputs: 1, inputs: 1)

  /// The period after one stage more.
  ///
  /// The stage moves on by `reads.inputs` of this period's samples for each `reads.outputs` of its
  /// own; the new period is the shortest in which both come out whole.
  func followed(by reads: AxisReads) -> Period {
    let repeats = outputs / greatestCommonDivisor(outputs, reads.inputs)
    return Period(
      outputs: reads.outputs * repeats, inputs: reads.inputs * repeats / outputs * inputs)
  }
}

/// A value for every sample of a chain's output, known for all because it repeats: one for each
/// channel and phase.
struct Phased<Value> {
  /// The number of channels.
  let channels: Int
  /// The period of the rows.
  let rows: Period
  /// The period of the columns.
  let columns: Period
  /// `[channel][row phase][column phase]`.
  let values: [Value]

  /// Values before the first stage: one a channel.
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

  /// The value of a sample, by its phase.
  subscript(channel: Int, y: Int, x: Int) -> Value {
    values[
      (channel * rows.outputs + y.modulo(rows.outputs)) * columns.outputs
        + x.modulo(columns.outputs)]
  }

  /// How many values there are after one stage more.
  func count(after stage: any TracedStage, channels: Int) -> Int {
    channels * rows.followed(by: stage.verticalReads).outputs
      * columns.followed(by: stage.horizontalReads).outputs
  }

  /// The values after one stage more.
  ///
  /// - Parameter value: gives the value of output sample (channel, y, x) of the stage.
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
