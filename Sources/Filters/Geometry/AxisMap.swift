// SPDX-License-Identifier: Apache-2.0

/// The input positions that the outputs of a stage read along one axis.
///
/// Outputs `outputs * q ..< outputs * (q + 1)` read inputs within `inputs * q + reach`, for every
/// integer `q`.  Positions count samples; those outside the image are the border mode's.
///
/// | stage | outputs | inputs | reach |
/// | --- | --- | --- | --- |
/// | a function of one pixel | 1 | 1 | `0...0` |
/// | a kernel of 5 taps, centered | 1 | 1 | `-2...2` |
/// | the same with stride 2 | 1 | 2 | `-2...2` |
/// | a linear enlargement by 3 | 3 | 1 | `-1...1` |
///
/// Everything that a chain needs to know about positions follows from its maps: the rows to hold,
/// the columns to add at the borders, the columns that a part of the result needs, and the
/// receptive field.
public struct AxisMap: Hashable, Sendable {
  /// The number of outputs of one period; more than 1 for an enlargement.
  public let outputs: Int
  /// The number of inputs by which one period advances; more than 1 for a stride.
  public let inputs: Int
  /// The inputs that the first period reads, relative to input 0.
  public let reach: ClosedRange<Int>

  /// A map in which each period of `outputs` outputs advances by `inputs` inputs.
  ///
  /// - Precondition: `outputs` and `inputs` are positive.
  public init(outputs: Int = 1, inputs: Int = 1, reach: ClosedRange<Int> = 0...0) {
    precondition(outputs > 0 && inputs > 0, "a period has outputs and inputs")
    self.outputs = outputs
    self.inputs = inputs
    self.reach = reach
  }

  /// The map in which each output reads the input at its own position.
  public static let identity = AxisMap()

  /// Returns the smallest range that holds all inputs that some outputs read.
  public func inputs(of outputs: Range<Int>) -> Range<Int> {
    let first = outputs.lowerBound.dividedDown(by: self.outputs) * inputs + reach.lowerBound
    guard !outputs.isEmpty else { return first..<first }
    let last = (outputs.upperBound - 1).dividedDown(by: self.outputs)
    return first..<(last * inputs + reach.upperBound + 1)
  }

  /// Returns the range of inputs that one output reads.
  public func inputs(of output: Int) -> Range<Int> { inputs(of: output..<(output + 1)) }

  /// Returns the map from the outputs of this stage to the inputs of a stage before it.
  ///
  /// The period is the shortest that is a whole number of periods of both.  The reach holds
  /// everything that is read, and nothing else if `previous` has one output per period.
  public func after(_ previous: AxisMap) -> AxisMap {
    let divisor = greatestCommonDivisor(previous.outputs, inputs)
    let repeats = previous.outputs / divisor
    let middle = reach.lowerBound..<((repeats - 1) * inputs + reach.upperBound + 1)
    let read = previous.inputs(of: middle)
    return AxisMap(
      outputs: outputs * repeats, inputs: previous.inputs * (inputs / divisor),
      reach: read.lowerBound...(read.upperBound - 1))
  }
}

extension Sequence where Element == AxisMap {
  /// The map of a whole chain, from the outputs of the last stage to the inputs of the first.
  package var chained: AxisMap { reduce(.identity) { $1.after($0) } }
}
