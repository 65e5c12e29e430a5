// SPDX-License-Identifier: Apache-2.0

/// How one spatial axis of a resize maps output samples to weighted input samples.
///
/// Output sample `o` of `output` covers the input from `o * input / output` to
/// `(o + 1) * input / output`, so its center is at `(o + 1/2) * input / output - 1/2`.  It is the mean of
/// the samples around the center, weighted by the kernel at their distances and divided by the sum of
/// the weights.  When reducing, the kernel is stretched by `input / output`, so that every input
/// sample counts.
///
/// All positions are fractions with the denominator `2 * output` and are computed in integers, so
/// outputs that lie alike among the inputs have identical weights: those of output `o` and of output
/// `o + map.outputs`.
public struct ResizeAxis: Hashable, Sendable {
  /// The number of input samples.
  public let input: Int
  /// The number of output samples.
  public let output: Int
  /// The function that weights samples by their distance.
  public let kernel: ResizeKernel
  /// Whether weights outside the input are cut off, and the others divided by their sum.
  public let isTrimmed: Bool

  /// The maximum number of samples, with which no position overflows: 2^30.
  public static let maxCount = 1 << 30

  /// An axis of `input` samples that becomes one of `output` samples.
  ///
  /// - Precondition: both are from 1 to `maxCount`.
  public init(_ input: Int, to output: Int, kernel: ResizeKernel, isTrimmed: Bool = false) {
    let allowed = 1...Self.maxCount
    precondition(allowed.contains(input) && allowed.contains(output), "an axis has samples")
    self.input = input
    self.output = output
    self.kernel = kernel
    self.isTrimmed = isTrimmed
  }

  /// Whether there are fewer samples than before.
  public var isReduction: Bool { output < input }

  /// The input positions that outputs read, away from the ends.
  public var map: AxisMap {
    let divisor = greatestCommonDivisor(input, output)
    let outputs = output / divisor
    let read = positions(of: 0).hull(positions(of: outputs - 1))
    return AxisMap(
      outputs: outputs, inputs: input / divisor, reach: read.lowerBound...(read.upperBound - 1))
  }

  /// Returns the positions of the input samples that output `o` reads; they may lie outside the input unless the axis
  /// is trimmed.
  ///
  /// Neither bound decreases as `o` grows.
  public func inputs(of o: Int) -> Range<Int> {
    let all = positions(of: o)
    return isTrimmed ? all.clamped(to: 0..<input) : all
  }

  /// Returns the positions of the samples that have a weight, as if the input had no ends.
  private func positions(of o: Int) -> Range<Int> {
    switch kernel {
    case .nearest:
      let nearest = ((2 * o + 1) * input).dividedDown(by: 2 * output)
      return nearest..<(nearest + 1)
    case .area:
      let first = (o * input).dividedDown(by: output)
      return first..<(-(-(o + 1) * input).dividedDown(by: output))
    default:
      // Sample i is at the distance |2 * output * i - center| / (2 * coarser), in samples of the coarser grid.
      let reach = kernel.twiceSupport * coarser
      let first = (center(of: o) - reach).dividedDown(by: 2 * output) + 1
      let last = -(-(center(of: o) + reach)).dividedDown(by: 2 * output) - 1
      return first..<(last + 1)
    }
  }

  /// The number of samples of the coarser of the two grids, as a factor: the larger number.
  private var coarser: Int { max(input, output) }

  /// Returns the center of output `o` in units of 1 / (2 * output) of an input sample.
  private func center(of o: Int) -> Int { (2 * o + 1) * input - output }

  /// Returns the weights of `inputs(of: o)`, whose exact sum is 1.
  ///
  /// They are added up in this order when reducing, and from the last to the first when enlarging, as in the strided
  /// and the transposed convolutions that they generalize.
  public func weights(of o: Int) -> [Float] {
    let exact = inputs(of: o).map { exactWeight(of: $0, in: o) }
    // Rounding depends on the order if two weights are the largest.
    guard !isReduction else { return Kernel.reducing(exact) }
    return Kernel.normalized(exact.reversed()).reversed()
  }

  /// The same axis without trimming.
  var untrimmed: ResizeAxis { ResizeAxis(input, to: output, kernel: kernel) }

  /// The number of outputs from the first on before their weights repeat; all of them if the axis is trimmed.
  var distinctOutputs: Int {
    isTrimmed ? output : output / greatestCommonDivisor(input, output)
  }

  /// The number of weights of the `distinctOutputs`.
  var distinctTermCount: Int { (0..<distinctOutputs).reduce(0) { $0 + inputs(of: $1).count } }

  /// The number of weights of all outputs.
  var termCount: Int {
    isTrimmed ? distinctTermCount : distinctTermCount * (output / distinctOutputs)
  }

  /// The largest possible sum of absolute weights of an output.
  ///
  /// The largest is 1.55, of `lanczos3` halfway between two samples; trimmed weights can have larger ones.
  var maxAbsoluteSum: Double {
    kernel.hasNegativeWeights ? (isTrimmed ? 2 : 1.6) : 1
  }

  /// Returns the weight of the sample at `position` in output `o`, not normalized.
  private func exactWeight(of position: Int, in o: Int) -> Double {
    switch kernel {
    case .nearest: return 1
    case .area:
      let end = min((o + 1) * input, (position + 1) * output)
      return Double(end - max(o * input, position * output))
    default:
      // One division of integers, so mirrored samples have equal weights.
      let distance = abs(2 * output * position - center(of: o))
      return kernel.weight(at: Double(distance) / Double(2 * coarser))
    }
  }
}
