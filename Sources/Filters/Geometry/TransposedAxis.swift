// SPDX-License-Identifier: Apache-2.0

/// How one spatial axis of a transposed convolution spreads input samples over output samples.
///
/// Input sample `i` is added, times weight `j`, to output sample `i * stride + j * dilation - before`.  It is the
/// transpose of `Axis`: the output reads there what the input writes here.  `before` and `after` count output samples
/// cropped at the two ends, as padding does in a framework's transposed convolution; `outputPadding` counts samples
/// added at the far end.
///
/// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285, chapter 4.
public struct TransposedAxis: Hashable, Sendable {
  /// The number of weights along the axis.
  public let taps: Int
  /// The output step between neighboring inputs.
  public let stride: Int
  /// The output step between neighboring taps.
  public let dilation: Int
  /// Output samples cropped before the first.
  public let before: Int
  /// Output samples cropped after the last.
  public let after: Int
  /// Output samples added after the last, which fewer or no inputs reach.
  public let outputPadding: Int

  /// An axis with explicit padding.
  ///
  /// - Precondition: `taps`, `stride` and `dilation` are positive.
  public init(
    taps: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0,
    outputPadding: Int = 0
  ) {
    precondition(taps > 0 && stride > 0 && dilation > 0, "taps, stride and dilation are positive")
    self.taps = taps
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
    self.outputPadding = outputPadding
  }

  /// The number of output samples that one input spans, including the gaps of the dilation.
  public var reach: Int { (taps - 1) * dilation + 1 }

  /// Returns the number of outputs over `count` inputs.
  ///
  /// It is `(count - 1) * stride + reach - before - after + outputPadding`.
  ///
  /// - Throws: `ShapeError.cropTooLarge` if nothing is left, `.tooLarge` if the count does not fit in an `Int32`.
  public func outputCount(_ count: Int) throws(ShapeError) -> Int {
    let available = (count - 1) * stride + reach + outputPadding
    guard available > before + after else {
      throw ShapeError.cropTooLarge(cropped: before + after, available: available)
    }
    guard available <= Int32.max else { throw ShapeError.tooLarge(count: count, scale: stride) }
    return available - before - after
  }

  /// The input positions that outputs read: those from which their block of `stride` outputs receives weights.
  public var map: AxisMap {
    let offsets = phases.joined().map(\.offset)
    let (first, last) = (offsets.min() ?? 0, offsets.max() ?? 0)
    return AxisMap(outputs: stride, reach: first...last)
  }

  /// One weight of one output phase: output `stride * q + phase` reads input `q + offset` with weight `tap`.
  struct PhaseTap {
    let tap: Int
    let offset: Int
  }

  /// The taps of each output phase, in order of their weights.
  ///
  /// Output `y = stride * q + phase` receives weight `j` of input `i` where
  /// `y + before - j * dilation = i * stride`.
  var phases: [[PhaseTap]] {
    (0..<stride).map { phase in
      (0..<taps).compactMap { tap in
        let distance = phase + before - tap * dilation
        guard distance.modulo(stride) == 0 else { return nil }
        return PhaseTap(tap: tap, offset: distance / stride)
      }
    }
  }

  /// The axis of the convolution that computes all phases of one block of `stride` outputs, the offset of its first
  /// tap, and the number of outputs to crop from the last block.
  ///
  /// The output has (count - 1) * stride + c samples with c = reach - before - after + outputPadding, so there are
  /// count - 1 + ceil(c / stride) blocks for any count.
  var blocks: (axis: Axis, firstOffset: Int, cut: Int) {
    let offsets = phases.joined().map(\.offset)
    let first = offsets.min() ?? 0
    let count = (offsets.max() ?? 0) - first + 1
    let extra = reach - before - after + outputPadding
    let blocks = extra > 0 ? (extra + stride - 1) / stride : -(-extra / stride)
    let axis = Axis(taps: count, before: -first, after: blocks - 1 + count - 1 + first)
    return (axis, first, blocks * stride - extra)
  }
}
