// SPDX-License-Identifier: Apache-2.0

/// A builder for the stages of one filter.
public struct FilterChain {
  /// The stages so far, first to last.
  public private(set) var stages: [any Stage] = []
  var levels: [WaveletLevel] = []
  var notes: [String] = []
  /// The options of the filter.
  public let options: FilterOptions
  /// The border mode: that of the options, or the filter's default.
  public let border: BorderMode
  /// Whether the last channel of the output is alpha; a filter that adds or removes channels sets it.
  public var hasAlpha: Bool
  /// The number of channels of the image that are filtered as colors: all but an alpha channel that is not filtered
  /// like a color.
  public let colors: Int
  /// The number of channels of the image.
  public let channels: Int
  /// The value of a constant border in each channel after the stages so far; `nil` for the other border modes.
  public private(set) var outside: [Float]?

  typealias Term = Convolution.Term

  /// A kernel along columns and one along rows.
  public typealias KernelPair = (vertical: Kernel, horizontal: Kernel)

  init(channels: Int, hasAlpha: Bool, options: FilterOptions, border: BorderMode) {
    precondition(channels > (hasAlpha ? 1 : 0), "an image has a color")
    self.channels = channels
    self.hasAlpha = hasAlpha
    self.options = options
    self.border = border
    colors = hasAlpha && options.alpha != .independent ? channels - 1 : channels
    outside = border.constant.map { Array(repeating: $0, count: channels) }
  }

  /// Adds the stage that converts the colors to linear light.
  mutating func linearize() {
    append(PointMap.ofColors(.toLinear(options.transfer), channels: channels, hasAlpha: hasAlpha))
  }

  /// The number of channels that a filter smooths: premultiplied alpha is smoothed with the colors, kept alpha passes
  /// through.
  public var smoothed: Int { options.alpha == .keep ? colors : channels }

  /// Wraps the stages that `body` adds in premultiplication and its inverse, if the options require it.
  public mutating func premultiplied(_ body: (inout FilterChain) throws -> Void) rethrows {
    let premultiplies = hasAlpha && options.alpha == .premultiply
    if premultiplies { append(PointMap(.premultiply)) }
    try body(&self)
    if premultiplies { append(PointMap(.unpremultiply)) }
  }

  /// Adds separable kernels on each of the first `filtered` channels: a pass along columns, then a pass along rows.
  ///
  /// Each pair gives an output channel of its own or, if `summed`, all pairs give one sum.  The other channels pass
  /// through unchanged.
  public mutating func separable(
    _ pairs: [KernelPair], of filtered: Int, summed: Bool = false, dilation: Int = 1
  ) {
    let passing = channels - filtered
    append(
      .vertical,
      (0..<filtered).flatMap { channel in
        pairs.map { [Term($0.vertical, channel: channel)] }
      },
      on: 0..<filtered, of: channels, dilation: dilation)
    append(
      .horizontal,
      (0..<filtered).flatMap { channel -> [[Term]] in
        let terms = pairs.indices.map {
          Term(pairs[$0].horizontal, channel: channel * pairs.count + $0)
        }
        return summed ? [terms] : terms.map { [$0] }
      },
      on: 0..<(filtered * pairs.count), of: filtered * pairs.count + passing, dilation: dilation)
  }

  /// Adds one pass of a separable convolution on some of `count` channels; the others pass through unchanged.
  mutating func append(
    _ direction: Convolution.Direction, _ outputs: [[Term]], on filtered: Range<Int>, of count: Int,
    dilation: Int, keepsInput: Bool = false
  ) {
    append(
      Convolution.along(
        direction, outputs, inputChannels: filtered.count, dilation: dilation, border: border,
        outside: outside.map { Array($0[filtered]) }),
      on: filtered, of: count, keepsInput: keepsInput)
  }

  /// Adds a stage on some of `count` channels; the others pass through unchanged, and with `keepsInput` also those.
  public mutating func append(
    _ stage: any Stage, on filtered: Range<Int>, of count: Int, keepsInput: Bool = false
  ) {
    if filtered.count == count && !keepsInput {
      append(stage)
    } else {
      append(OnChannels(stage, filtered, of: count, keepsInput: keepsInput))
    }
  }

  /// Adds, on every channel, the strided convolution whose transpose is the enlargement by `kernel`.
  mutating func reduce(
    _ direction: Convolution.Direction, by scale: Int, _ kernel: ResamplingKernel
  ) {
    let (weights, axis) = kernel.reduced(scale: scale)
    append(weights, along: direction, axis, border: border)
  }

  /// Adds, on every channel, the transposed convolution that enlarges by `kernel`.
  mutating func enlarge(
    _ direction: Convolution.Direction, by scale: Int, _ kernel: ResizeKernel, dilation: Int = 1
  ) {
    let (weights, axis) = kernel.transposed(scale: scale, dilation: dilation)
    append(
      weights.enumerated().map { index, weight in
        direction == .vertical
          ? (row: index, column: 0, weight: weight) : (row: 0, column: index, weight: weight)
      },
      vertical: direction == .vertical ? axis : .identity,
      horizontal: direction == .horizontal ? axis : .identity, border: border)
  }

  /// Adds a convolution of every channel with the same weights along one direction.
  mutating func append(
    _ weights: [Float], along direction: Convolution.Direction, _ axis: Axis, border: BorderMode
  ) {
    append(
      Convolution(
        inputChannels: channels,
        outputs: (0..<channels).map { channel in
          Convolution.Output(
            weights.enumerated().map { index, weight in
              direction == .vertical
                ? .init(channel: channel, row: index, weight: weight)
                : .init(channel: channel, column: index, weight: weight)
            })
        },
        vertical: direction == .vertical ? axis : .identity,
        horizontal: direction == .horizontal ? axis : .identity, border: border,
        outside: outside))
  }

  /// Adds a transposed convolution of every channel with the same weights.
  mutating func append(
    _ weights: [(row: Int, column: Int, weight: Float)], vertical: TransposedAxis,
    horizontal: TransposedAxis, border: BorderMode
  ) {
    let taps = (0..<channels).flatMap { channel in
      weights.map {
        Convolution.TransposedTap(
          channel: channel, output: channel, row: $0.row, column: $0.column, weight: $0.weight)
      }
    }
    let pair = Convolution.transposed(
      inputChannels: channels, bias: Array(repeating: 0, count: channels), taps: taps,
      vertical: vertical, horizontal: horizontal, border: border, outside: outside)
    append(pair.phases)
    append(pair.interleaving)
  }

  /// Adds a stage and updates the value of a constant border.
  public mutating func append(_ stage: any Stage) {
    stages.append(stage)
    outside = outside.map { stage.response(toConstant: $0) }
  }
}
