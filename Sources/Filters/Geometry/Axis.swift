// SPDX-License-Identifier: Apache-2.0

/// How one spatial axis of a convolution maps output samples to input samples.
///
/// Output sample `y` reads the input samples `y * stride - before + t * dilation` for `t` in `0..<taps`.
/// All fields count samples.  `before` and `after` may be negative: they crop.
///
/// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
public struct Axis: Hashable, Sendable {
  /// The number of weights along the axis, zeros included; at least 1.
  public let taps: Int
  /// The input step between neighboring outputs; at least 1.
  public let stride: Int
  /// The input step between neighboring taps; at least 1.
  public let dilation: Int
  /// Virtual samples before the first input sample.
  public let before: Int
  /// Virtual samples after the last input sample.
  public let after: Int

  /// An axis with explicit padding.
  ///
  /// - Precondition: `taps`, `stride` and `dilation` are positive.
  public init(taps: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0) {
    precondition(taps > 0 && stride > 0 && dilation > 0, "taps, stride and dilation are positive")
    self.taps = taps
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
  }

  /// The axis that a kernel does not extend along: output sample `y` reads input sample `y` alone.
  public static let identity = Axis(taps: 1)

  /// Returns an axis of stride 1 whose output has as many samples as its input, with tap `center` on the sample itself.
  public static func same(taps: Int, center: Int, dilation: Int = 1) -> Axis {
    Axis(
      taps: taps, dilation: dilation, before: center * dilation,
      after: (taps - 1 - center) * dilation)
  }

  /// The number of input samples from the first tap to the last, including the gaps of the dilation.
  ///
  /// This is the effective kernel size k + (k - 1)(d - 1), written `(taps - 1) * dilation + 1`.
  public var reach: Int { (taps - 1) * dilation + 1 }

  /// Returns the number of outputs over `count` inputs: `(count + before + after - reach) / stride + 1`, rounded down.
  ///
  /// - Throws: `ShapeError.kernelTooLarge` if not even one output fits.
  public func outputCount(_ count: Int) throws(ShapeError) -> Int {
    let available = count + before + after
    guard available >= reach else {
      throw ShapeError.kernelTooLarge(reach: reach, available: available)
    }
    return (available - reach) / stride + 1
  }

  /// The input positions that outputs read, including those of weights that are 0.
  public var map: AxisMap { AxisMap(inputs: stride, reach: -before...(reach - 1 - before)) }

  /// The tap that reads the sample at the output's own position; `nil` if there is none or the size changes.
  package var ownTap: Int? {
    guard stride == 1, before + after == reach - 1, before.isMultiple(of: dilation) else {
      return nil
    }
    return before / dilation
  }

  /// Returns the range of input samples that output `y` reads; they may lie outside the image.
  public func inputs(of y: Int) -> Range<Int> {
    let first = y * stride - before
    return first..<(first + reach)
  }
}
