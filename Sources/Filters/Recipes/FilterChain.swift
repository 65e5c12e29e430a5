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

  /// Adds the stages that the options require before the filter.
  mutating func begin() {
    if options.isLinear { append(PointMap(.toLinear(options.transfer), hasAlpha: hasAlpha)) }
  }

  /// Adds the stages that the options require after the filter.
  mutating func end() {
    if options.isLinear { append(PointMap(.fromLinear(options.transfer), hasAlpha: hasAlpha)) }
  }

  /// The number of channels that a filter smooths: premultiplied alpha is smoothed with the colors, kept alpha passes
  /// through.
  public var smoothed: Int { options.alpha == .keep ? colors : channels }

  /// Wraps the stages that `body` adds in premultiplication and its inverse, if the options require it.
  public mutating func premultiplied(_ body: (inout FilterChain) throws -> Void) rethrows {
    let premultiplies = hasAlpha && options.alpha == .premultiply
    if premultiplies { append(PointMap(.premultiply, hasAlpha: true)) }
    try body(&self)
    if premultiplies { append(PointMap(.unpremultiply, hasAlpha: true)) }
  }

  /// Adds separable kernels on each of the first `filtered` channels: a pass along columns, then a pass along rows.
  ///
  /// Each pair gives an output channel of its own or, if `summed`, all pairs give one sum.  The other channels pass
  /// through unchanged.
  public mutating func separable(
    _ pairs: [KernelPair], of filtered: Int, summed: Bool = false, dilation: Int = 1
  ) {
    append(
      Convolution.along(
        .vertical,
        (0..<channels).flatMap { channel in
          channel < filtered
            ? pairs.map { [Term($0.vertical, channel: channel)] }
            : [[Term(.identity, channel: channel)]]
        },
        inputChannels: channels, dilation: dilation, border: border, outside: outside))
    let passing = filtered * (pairs.count - 1)
    append(
      Convolution.along(
        .horizontal,
        (0..<channels).flatMap { channel -> [[Term]] in
          guard channel < filtered else { return [[Term(.identity, channel: passing + channel)]] }
          let terms = pairs.indices.map {
            Term(pairs[$0].horizontal, channel: channel * pairs.count + $0)
          }
          return summed ? [terms] : terms.map { [$0] }
        },
        inputChannels: passing + channels, dilation: dilation, border: border,
        outside: outside))
  }

  /// Adds, on every channel, the strided convolution whose transpose is the enlargement by `kernel`.
  mutating func reduce(
    _ direction: Convolution.Direction, by scale: Int, _ kernel: ResamplingKernel
  ) {
    let (weights, axis) = kernel.reduced(scale: scale)
    append(weights, along: direction, axis, border: border)
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

extension Stage {
  /// Returns the stage's output pixel for an image that is `pixel` everywhere, also outside.
  ///
  /// - Precondition: the stage's constant outside is `pixel`, or it reads nothing outside.
  fileprivate func response(toConstant pixel: [Float]) -> [Float] {
    // Over an image without edges, so that a kernel may be larger than one pixel.
    if let convolution = self as? Convolution {
      return convolution.outputs.map { output in
        output.taps.reduce(output.bias) { $0 + $1.weight * pixel[$1.channel] }
      }
    }
    let input = Image(Shape(channels: pixel.count, height: 1, width: 1), samples: pixel)
    guard let streamed = try? Streamed(self, over: input.source()),
      let output = try? Image(collecting: streamed)
    else { preconditionFailure("a stage of a filter has an output for one pixel") }
    return (0..<output.shape.channels).map { output[$0, 0, 0] }
  }
}
