// SPDX-License-Identifier: Apache-2.0

/// Any convolution or transposed convolution, as PyTorch's `conv2d` and `conv_transpose2d` define
/// them.
///
/// Forward, with weights w of shape (out, in / groups, height, width), output sample (o, y, x) is
///
///     bias[o] + sum over (c, i, j) of w[o, c, i, j] * input[first(o) + c,
///       y * stride - top + i * dilation, likewise for x]
///
/// where first(o) is the first input channel of o's group: correlation, the kernel is not turned.
/// Transposed, with weights of shape (in, out / groups, height, width), the same formula read from
/// the output to the input: input sample (c, y, x) is added, times w[c, o, i, j], to output
/// (first(c) + o, y * stride - top + i * dilation, likewise for x).
///
/// The transposed convolution is the exact adjoint (the transpose of the matrix) of the forward one
/// with the same padding and border mode.  What falls outside the image is dropped under zeros;
/// under the modes that repeat samples it is added to the sample that the mode shows there.  The
/// output padding makes room after the last sample before anything is dropped or folded: it stands
/// for the trailing samples of a strided convolution's padded input that no further window fits on.
///
/// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning",
/// arXiv:1603.07285.
public struct Convolve: Hashable, Sendable {
  /// The virtual samples around the image; for a transposed convolution the output samples that are
  /// cut off or folded.
  public enum Padding: Hashable, Sendable {
    /// ceil(count / stride) outputs: (reach - 1) / 2 before, rounded down, and the rest of reach -
    /// 1 after.
    ///
    /// Transposed: the same cut off, and by default an output padding of stride - 1, so that count
    /// * stride samples come out.
    case same
    /// None.
    case valid
    /// So many on each side, none of them negative.
    case explicit(top: Int, left: Int, bottom: Int, right: Int)
  }

  /// Which way the weights carry samples.
  public enum Direction: Hashable, Sendable {
    /// A convolution: each output gathers.
    case forward
    /// A transposed convolution: each input spreads.
    ///
    /// The output padding counts samples after the last, which only the bias and late taps reach;
    /// less than the larger of stride and dilation.  nil is 0, and stride - 1 with `Padding.same`.
    case transposed(outputPadding: PerAxis<Int>? = nil)
    /// A transposed convolution with the output padding that gives this size.
    case transposedTo(height: Int, width: Int)
  }

  /// A function of each output sample.
  public enum Activation: Hashable, Sendable {
    /// The sample itself.
    case none
    /// The sample, or 0 if it is negative.
    case relu
    /// The sample, or `slope` times it if it is negative.
    case leaky(slope: Float)
  }

  /// The weights; two axes are a kernel for every channel.
  public var weights: Weights
  /// What is added to each output channel, one number each; none is 0.
  ///
  /// With one kernel for every channel one number is enough for all.
  public var bias: [Float]
  /// The step between the places of neighbouring outputs; transposed, of neighbouring inputs.
  public var stride: PerAxis<Int>
  /// The step between neighbouring taps.
  public var dilation: PerAxis<Int>
  /// The samples around the image; nil is `same`, and `valid` for a transposed convolution.
  public var padding: Padding?
  /// Blocks of channels that are convolved apart; with one kernel for every channel 1 or the number
  /// of channels.
  public var groups: Int
  /// Whether the kernel is turned by 180 degrees: mathematical convolution.
  public var isFlipped: Bool
  /// Whether the weights of each output channel are divided by their sum.
  ///
  /// The sum and the quotients are taken in double precision, and rounded once.  A transposed
  /// convolution of stride s spreads that sum of 1 over its phases: its gain for a constant is 1 /
  /// s for each axis on the mean.
  public var isNormalized: Bool
  /// Forward or transposed.
  public var direction: Direction
  /// The function of each output sample; not part of `stages(for:border:outside:)`.
  public var activation: Activation

  /// A convolution; by default of stride 1, without bias, and as large as its input.
  public init(
    _ weights: Weights, bias: [Float] = [], stride: PerAxis<Int> = PerAxis(1),
    dilation: PerAxis<Int> = PerAxis(1), padding: Padding? = nil, groups: Int = 1,
    isFlipped: Bool = false, isNormalized: Bool = false, direction: Direction = .forward,
    activation: Activation = .none
  ) {
    self.weights = weights
    self.bias = bias
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    self.groups = groups
    self.isFlipped = isFlipped
    self.isNormalized = isNormalized
    self.direction = direction
    self.activation = activation
  }
}

extension Convolve {
  /// Whether inputs spread.
  public var isTransposed: Bool { direction != .forward }

  /// The padding that is meant where none is named.
  public var effectivePadding: Padding { padding ?? (isTransposed ? .valid : .same) }

  /// The input channels, or nil with one kernel for every channel.
  public var inputChannels: Int? {
    guard !weights.isDepthwise else { return nil }
    return isTransposed ? weights.leading.first : weights.leading.second * groups
  }

  /// The output channels over an input of some channels.
  public func outputChannels(over channels: Int) -> Int {
    guard !weights.isDepthwise else { return channels }
    return isTransposed ? weights.leading.second * groups : weights.leading.first
  }
}
