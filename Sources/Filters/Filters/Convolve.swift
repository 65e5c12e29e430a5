// SPDX-License-Identifier: Apache-2.0

/// Any convolution or transposed convolution, as PyTorch's `conv2d` and `conv_transpose2d` define
/// them.
///
/// Forward, with weights w of shape (out, in / groups, height, width), output sample (o, y, x) is
///
///     bias[o] + sum over (c, i, j) of w[o, c, i, j] * input[first(o) + c,
///       y * stride - top + i * dilation, likewise for x]
///
/// where first(o) is the first input channel of o's group.  This is cross-correlation: the kernel
/// is not flipped.
/// Transposed, with weights of shape (in, out / groups, height, width), the same formula is read
/// from the output to the input: input sample (c, y, x) is added, times w[c, o, i, j], to output
/// (first(c) + o, y * stride - top + i * dilation, likewise for x).
///
/// The transposed convolution is the exact adjoint (the transpose of the matrix) of the forward one
/// with the same padding and border mode.  With a zero border, samples outside the image are
/// dropped; with a border mode that repeats samples, each is added to the sample that the mode
/// shows there.  The output padding adds room after the last sample before anything is dropped or
/// folded: it corresponds to the trailing samples of a strided convolution's padded input that no
/// further window fits on.
///
/// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning",
/// arXiv:1603.07285.
public struct Convolve: Hashable, Sendable {
  /// The virtual samples around the image, or the output samples that a transposed convolution
  /// crops or folds.
  public enum Padding: Hashable, Sendable {
    /// Padding for ceil(count / stride) outputs: (reach - 1) / 2 samples before, rounded down, and
    /// the rest of reach - 1 after.
    ///
    /// A transposed convolution crops as many, and by default has an output padding of stride - 1,
    /// so that it has count * stride outputs.
    case same
    /// No padding.
    case valid
    /// The given number of samples on each side, none of them negative.
    case explicit(top: Int, left: Int, bottom: Int, right: Int)
  }

  /// The direction in which the weights carry samples.
  public enum Direction: Hashable, Sendable {
    /// A convolution: each output gathers inputs.
    case forward
    /// A transposed convolution: each input spreads over outputs.
    ///
    /// The output padding counts samples after the last, which only the bias and late taps reach;
    /// it is less than the larger of stride and dilation.  `nil` means 0, or stride - 1 with
    /// `Padding.same`.
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

  /// The weights; with two axes, one kernel for every channel.
  public var weights: Weights
  /// The bias of each output channel; an empty list means 0.
  ///
  /// With one kernel for every channel, a single number applies to all.
  public var bias: [Float]
  /// The input step between neighboring outputs; transposed, the output step between neighboring
  /// inputs.
  public var stride: PerAxis<Int>
  /// The step between neighboring taps.
  public var dilation: PerAxis<Int>
  /// The padding; `nil` means `same`, or `valid` for a transposed convolution.
  public var padding: Padding?
  /// The number of channel groups, as in PyTorch; with one kernel for every channel, 1 or the
  /// number of channels.
  public var groups: Int
  /// Whether the kernel is flipped (rotated by 180 degrees), as in mathematical convolution.
  public var isFlipped: Bool
  /// Whether the weights of each output channel are divided by their sum.
  ///
  /// The sum and the quotients are computed in double precision and rounded once.  A transposed
  /// convolution of stride s spreads that sum of 1 over its phases: its mean gain for a constant is
  /// 1 / s for each axis.
  public var isNormalized: Bool
  /// The direction, forward or transposed.
  public var direction: Direction
  /// The function of each output sample; not part of `stages(for:border:outside:)`.
  public var activation: Activation

  /// A convolution; by default with stride 1, without bias, and with an output as large as its
  /// input.
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
  /// Whether the convolution is transposed.
  public var isTransposed: Bool { direction != .forward }

  /// The padding, or the default for the direction if it is `nil`.
  public var effectivePadding: Padding { padding ?? (isTransposed ? .valid : .same) }

  /// The number of input channels, or `nil` with one kernel for every channel.
  public var inputChannels: Int? {
    guard !weights.isDepthwise else { return nil }
    return isTransposed ? weights.leading.first : weights.leading.second * groups
  }

  /// Returns the number of output channels over an input with `channels` channels.
  public func outputChannels(over channels: Int) -> Int {
    guard !weights.isDepthwise else { return channels }
    return isTransposed ? weights.leading.second * groups : weights.leading.first
  }
}
