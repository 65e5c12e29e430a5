// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The explanation of one axis that a resize changes: its weights and its response to waves.
///
/// An axis of `n` samples that becomes one of `m` has m / gcd(n, m) phases: outputs in a row whose weights differ.
/// They are computed without the ends of the axis, where a border mode or trimming changes them.  If there are very
/// many, evenly spread ones stand for all.
package struct ResizedAxis: Sendable {
  /// The weights of one output sample.
  package struct Phase: Sendable {
    /// The output sample.
    package let output: Int
    /// The position of its center among the input samples.
    package let center: Double
    /// The first input sample that is weighted; it may lie outside the input.
    package let first: Int
    /// The weights, whose sum is 1.
    package let weights: [Float]
  }

  /// The direction of the axis: vertical if the number of rows changes.
  package let direction: Convolution.Direction
  /// The axis, without trimming.
  package let axis: ResizeAxis
  /// Whether weights are cut off at the ends of the axis.
  package let isTrimmed: Bool
  /// The phases, or evenly spread ones.
  package let phases: [Phase]

  /// The maximum number of weights that are computed, unless one phase alone has more.
  static let maxWeights = 1 << 17

  /// Explains an axis.
  package init(_ direction: Convolution.Direction, _ axis: ResizeAxis) {
    let whole = ResizeAxis(axis.input, to: axis.output, kernel: axis.kernel)
    self.direction = direction
    self.axis = whole
    isTrimmed = axis.isTrimmed
    let all = axis.map.outputs
    let count = min(all, max(1, Self.maxWeights / max(1, whole.inputs(of: 0).count)))
    phases = (0..<count).map { Self.phase(whole, output: $0 * all / count) }
  }

  /// Returns the axes that a resize changes, rows first.
  ///
  /// - Throws: as `Resize.layout(over:)`.
  static func axes(
    of resize: Resize, over input: Shape, border: BorderMode?
  ) throws(ShapeError) -> [ResizedAxis] {
    let image = try resize.layout(over: input).image
    let sides = [
      (Convolution.Direction.vertical, input.height, image.vertical),
      (.horizontal, input.width, image.horizontal),
    ]
    return sides.filter { $0.1 != $0.2 }.map { direction, count, output in
      ResizedAxis(
        direction,
        ResizeAxis(count, to: output, kernel: resize.kernel, isTrimmed: border == .trim))
    }
  }

  /// Returns the weights of one output, as if the axis had no ends.
  static func phase(_ axis: ResizeAxis, output: Int) -> Phase {
    let place = (Double(output) + 0.5) * Double(axis.input) / Double(axis.output)
    return Phase(
      output: output, center: place - 0.5, first: axis.inputs(of: output).lowerBound,
      weights: axis.weights(of: output))
  }
}

// Numbers about the weights.
extension ResizedAxis {
  /// The weights of outputs from the first on, of the first four phases at most.
  package var firstPhases: [Phase] {
    (0..<min(phaseCount, 4)).map { Self.phase(axis, output: $0) }
  }

  /// The number of input samples for one output sample.
  package var ratio: Ratio { Ratio(axis.input, axis.output) }

  /// The number of outputs before weights repeat.
  package var phaseCount: Int { axis.map.outputs }

  /// The numbers of input samples that an output weights.
  package var taps: ClosedRange<Int> {
    let counts = phases.map(\.weights.count)
    return (counts.min() ?? 1)...(counts.max() ?? 1)
  }

  /// The width of the kernel in input samples.
  package var support: Ratio {
    switch axis.kernel {
    case .nearest: Ratio(1)
    case .area: ratio
    default:
      Ratio(axis.kernel.twiceSupport * max(axis.input, axis.output), axis.output)
    }
  }

  /// The sums of absolute weights: above 1, a result can lie outside the range of the samples.
  package var absoluteSums: ClosedRange<Double> {
    let sums = phases.map { $0.weights.reduce(0) { $0 + Double(abs($1)) } }
    return (sums.min() ?? 1)...(sums.max() ?? 1)
  }

  /// Whether another axis has the same weights in the same order.
  func isAlike(_ other: ResizedAxis) -> Bool {
    ratio == other.ratio && axis.kernel == other.axis.kernel && isTrimmed == other.isTrimmed
  }
}
