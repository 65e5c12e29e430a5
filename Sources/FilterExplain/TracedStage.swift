// SPDX-License-Identifier: Apache-2.0

import Filters

/// A stage that reports which input samples an output sample is computed from.
///
/// Borders are ignored: a read outside the input is reported with its position there.
protocol TracedStage: Stage {
  /// Whether outputs are weighted sums of the samples they read, plus a constant.
  var isWeightedSum: Bool { get }

  /// How output rows map to input rows.
  var verticalReads: AxisReads { get }

  /// How output columns map to input columns.
  var horizontalReads: AxisReads { get }

  /// Returns the samples that output sample (channel, y, x) depends on in an input of
  /// `inputChannels` channels; a weight of 0 is no dependence.
  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead]
}

/// A read of one input sample for an output sample.
struct SampleRead: Hashable {
  let channel: Int
  let row: Int
  let column: Int
  /// The weight of the sample; `nil` for a function that is not a weighted sum.
  let weight: Float?
}

/// The input positions that the outputs along one axis read.
///
/// Output `y` reads only positions in
/// `y / outputs * inputs + first ... y / outputs * inputs + last`, with `y / outputs` rounded down.
struct AxisReads: Hashable {
  /// The number of outputs of one period.
  let outputs: Int
  /// The number of inputs by which one period advances.
  let inputs: Int
  /// The first position that output 0 reads.
  let first: Int
  /// The last position that output 0 reads.
  let last: Int

  /// The mapping in which each output reads the input at its own position.
  static let identity = AxisReads(outputs: 1, inputs: 1, first: 0, last: 0)

  /// Returns the input positions that a range of outputs reads.
  func inputs(of outputs: ClosedRange<Int>) -> ClosedRange<Int> {
    let low = outputs.lowerBound.dividedDown(by: self.outputs) * inputs + first
    let high = outputs.upperBound.dividedDown(by: self.outputs) * inputs + last
    return low...high
  }
}

extension Int {
  /// Returns the quotient rounded down, also for negative numbers.
  func dividedDown(by divisor: Int) -> Int { (self - modulo(divisor)) / divisor }
}

extension TracedStage {
  var isWeightedSum: Bool { true }
}

extension Convolution: TracedStage {
  var verticalReads: AxisReads { reads(along: vertical, \.row) }

  var horizontalReads: AxisReads { reads(along: horizontal, \.column) }

  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead] {
    outputs[channel].taps.compactMap { tap in
      tap.weight == 0
        ? nil
        : SampleRead(
          channel: tap.channel,
          row: y * vertical.stride - vertical.before + tap.row * vertical.dilation,
          column: x * horizontal.stride - horizontal.before + tap.column * horizontal.dilation,
          weight: tap.weight)
    }
  }

  /// Returns the reads from the first to the last tap that is not 0; without any, an output reads
  /// its own position.
  private func reads(along axis: Axis, _ place: KeyPath<Tap, Int>) -> AxisReads {
    var first = Int.max
    var last = Int.min
    for output in outputs {
      for tap in output.taps where tap.weight != 0 {
        first = min(first, tap[keyPath: place])
        last = max(last, tap[keyPath: place])
      }
    }
    guard first <= last else {
      return AxisReads(outputs: 1, inputs: axis.stride, first: 0, last: 0)
    }
    return AxisReads(
      outputs: 1, inputs: axis.stride, first: first * axis.dilation - axis.before,
      last: last * axis.dilation - axis.before)
  }
}

extension DepthToSpace: TracedStage {
  var verticalReads: AxisReads { AxisReads(outputs: rows, inputs: 1, first: 0, last: 0) }

  var horizontalReads: AxisReads { AxisReads(outputs: columns, inputs: 1, first: 0, last: 0) }

  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead] {
    [
      SampleRead(
        channel: (channel * rows + y.modulo(rows)) * columns + x.modulo(columns),
        row: y.dividedDown(by: rows), column: x.dividedDown(by: columns), weight: 1)
    ]
  }
}

extension BorderFold: TracedStage {
  var verticalReads: AxisReads {
    AxisReads(outputs: 1, inputs: 1, first: vertical.before, last: vertical.before)
  }

  var horizontalReads: AxisReads {
    AxisReads(outputs: 1, inputs: 1, first: horizontal.before, last: horizontal.before)
  }

  /// Returns the read of a sample away from the border, where nothing is folded.
  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead] {
    [
      SampleRead(
        channel: channel, row: y + vertical.before, column: x + horizontal.before, weight: 1)
    ]
  }
}

extension WaveletShrinkage: TracedStage {
  var isWeightedSum: Bool { false }

  var verticalReads: AxisReads { .identity }

  var horizontalReads: AxisReads { .identity }

  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead] {
    let inputs = isFirst ? 2 : 3
    let outputs = isLast ? 1 : 2
    let (group, place) = (channel / outputs, channel % outputs)
    let first = group * inputs
    let channels: [Int]
    if group >= thresholds.count {
      channels = [inputChannels - passing + channel - thresholds.count * outputs]
    } else if place == 1 {
      channels = [first + inputs - 1]
    } else if gain == 1 && thresholds[group] <= 0 {
      // The detail is subtracted and added back unchanged.
      channels = [first]
    } else {
      channels = Array(first..<(first + inputs))
    }
    return channels.map { SampleRead(channel: $0, row: y, column: x, weight: nil) }
  }
}

extension PointMap: TracedStage {
  var isWeightedSum: Bool { false }

  var verticalReads: AxisReads { .identity }

  var horizontalReads: AxisReads { .identity }

  func reads(channel: Int, y: Int, x: Int, inputChannels: Int) -> [SampleRead] {
    channels(under: channel, of: inputChannels).map {
      SampleRead(channel: $0, row: y, column: x, weight: nil)
    }
  }

  private func channels(under channel: Int, of inputChannels: Int) -> [Int] {
    let alpha = inputChannels - 1
    switch function {
    case .magnitude, .angle, .unsharp:
      return hasAlpha && 2 * channel == alpha ? [alpha] : [2 * channel, 2 * channel + 1]
    case .premultiply, .unpremultiply, .flatten:
      return channel == alpha ? [alpha] : [channel, alpha]
    default:
      return [channel]
    }
  }
}
