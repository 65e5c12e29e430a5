// SPDX-License-Identifier: Apache-2.0

extension Filter {
  /// What lies outside the image unless the options say otherwise.
  ///
  /// Zeros for a convolution by the user's weights, as in deep learning; else the nearest sample.
  public var defaultBorder: BorderMode {
    if case .convolve = self { .zero } else { .replicate }
  }

  /// Translates the filter to stages, to be put over a source one after the other.
  ///
  /// - Parameters:
  ///   - input: the shape of the image, alpha included.
  ///   - hasAlpha: whether the last plane is alpha.
  /// - Returns: the stages, first to last; the output has as many channels as the input, except that a mix makes a colour
  ///   for each row of its matrix.
  /// - Throws: `FilterError` if a parameter has no meaning, for this image or any; `ShapeError` if there is no output.
  public func lowered(
    for input: Shape, hasAlpha: Bool, options: FilterOptions = FilterOptions()
  ) throws -> Lowered {
    try validate()
    var chain = Chain(
      channels: input.channels, hasAlpha: hasAlpha, options: options,
      border: options.border ?? defaultBorder)
    chain.begin()
    switch self {
    case .blur(let blur): chain.append(blur)
    case .edge(let edge): chain.append(edge)
    case .sharpen(let sharpen): chain.append(sharpen)
    case .mix(let mix): try chain.append(mix)
    case .upsample(let upsample): chain.append(upsample)
    case .downsample(let downsample): chain.append(downsample)
    case .atrous(let atrous): try chain.append(atrous)
    case .convolve(let convolve): try chain.append(convolve, over: input)
    }
    chain.end()
    var result = Lowered(over: input, hasAlpha: chain.hasAlpha)
    for stage in chain.stages { try result.append(stage) }
    result.mark(chain.levels)
    result.notes = chain.notes
    return result
  }
}

/// The stages of one filter while they are put together.
private struct Chain {
  private(set) var stages: [any Stage] = []
  private(set) var levels: [WaveletLevel] = []
  private(set) var notes: [String] = []
  private let options: FilterOptions
  private let border: BorderMode
  private(set) var hasAlpha: Bool
  /// The colours of the image; the rest is alpha.
  private let colours: Int
  private let channels: Int
  /// What a constant border of the image has become after the stages so far, for each channel; nil for the other
  /// border modes.
  private var outside: [Float]?

  private typealias Term = Convolution.Term
  private typealias KernelPair = (vertical: Kernel, horizontal: Kernel)

  init(channels: Int, hasAlpha: Bool, options: FilterOptions, border: BorderMode) {
    precondition(channels > (hasAlpha ? 1 : 0), "an image has a colour")
    self.channels = channels
    self.hasAlpha = hasAlpha
    self.options = options
    self.border = border
    colours = hasAlpha && options.alpha != .independent ? channels - 1 : channels
    outside = border.constant.map { Array(repeating: $0, count: channels) }
  }

  /// What the options ask for before the filter itself.
  mutating func begin() {
    if options.isLinear { append(PointMap(.toLinear, hasAlpha: hasAlpha)) }
  }

  /// What the options ask for after the filter itself.
  mutating func end() {
    if options.isLinear { append(PointMap(.fromLinear, hasAlpha: hasAlpha)) }
  }

  // MARK: Filters

  mutating func append(_ blur: Blur) {
    let vertical: Kernel
    let horizontal: Kernel
    switch blur.weighting {
    case .gaussian(let sigmaVertical, let sigmaHorizontal):
      vertical = .gaussian(sigma: sigmaVertical)
      horizontal = .gaussian(sigma: sigmaHorizontal)
    case .box(let radius):
      vertical = .box(radius: radius)
      horizontal = vertical
    case .binomial(let radius):
      vertical = .binomial(radius: radius)
      horizontal = vertical
    }
    premultiplied { chain in
      chain.separable([(vertical, horizontal)], of: chain.smoothed, dilation: blur.dilation)
    }
  }

  /// Alpha is no quantity whose slope means anything: unless it is filtered like a colour, it passes by, and colours are
  /// not divided by it again.
  mutating func append(_ edge: Edge) {
    if hasAlpha && options.alpha == .premultiply { append(PointMap(.premultiply, hasAlpha: true)) }
    switch edge.operator {
    case .sobel: gradient(.smoothing(side: 1, middle: 2), edge)
    case .scharr: gradient(.smoothing(side: 3, middle: 10), edge)
    case .prewitt: gradient(.smoothing(side: 1, middle: 1), edge)
    case .roberts: roberts(edge)
    case .laplacian: laplacian(edge, .identity, .secondDifference)
    case .log:
      laplacian(edge, .gaussian(sigma: edge.sigma), .gaussianSecondDerivative(sigma: edge.sigma))
    case .dog: differenceOfGaussians(edge)
    }
    let alphaPasses = colours < channels
    switch edge.response {
    case .x, .y: break
    case .angle: append(PointMap(.angle, hasAlpha: alphaPasses))
    case .magnitude:
      let isVector = edge.operator.hasDirection
      append(PointMap(isVector ? .magnitude : .absolute, hasAlpha: alphaPasses))
    }
  }

  mutating func append(_ sharpen: Sharpen) {
    let blur = Kernel.gaussian(sigma: sharpen.sigma)
    premultiplied { chain in
      // Each sample and its blur side by side.
      chain.separable([(.identity, .identity), (blur, blur)], of: chain.smoothed, dilation: 1)
      chain.append(
        PointMap(
          .unsharp(amount: Float(sharpen.amount), threshold: Float(sharpen.threshold)),
          hasAlpha: chain.smoothed < chain.channels))
    }
  }

  /// A weighted sum of colours is the same sum of premultiplied ones, but for the bias: alpha need not take part.
  mutating func append(_ mix: Mix) throws(FilterError) {
    let colours = hasAlpha ? channels - 1 : channels
    var outputs = try mix.outputs(colours: colours)
    if hasAlpha { outputs.append(.init([.init(channel: colours, weight: 1)])) }
    append(Convolution(inputChannels: channels, outputs: outputs, border: border))
  }

  /// Each level: both passes of the spline beside what they smooth, then what becomes of the detail.
  mutating func append(_ atrous: Atrous) throws(FilterError) {
    let noise = try atrous.noise(channels: smoothed)
    premultiplied { chain in
      for level in 0..<atrous.levels {
        let isFirst = level == 0
        chain.smooth(
          step: 1 << level, inputs: isFirst ? 1 : 2, filtered: chain.smoothed)
        chain.append(
          WaveletShrinkage(
            thresholds: noise[level].map { Float(atrous.denoise) * $0 },
            gain: level < atrous.gains.count ? Float(atrous.gains[level]) : 1, isFirst: isFirst,
            isLast: level == atrous.levels - 1, passing: chain.channels - chain.smoothed))
      }
    }
  }

  /// The spline over the last of every `inputs` channels, which stay beside its result.
  private mutating func smooth(step: Int, inputs: Int, filtered: Int) {
    let spline = Kernel.binomial(radius: 2)
    let passing = channels - filtered
    for direction in [Convolution.Direction.vertical, .horizontal] {
      // Along columns the smoothed channel is new, along rows it is one of those that come in.
      let incoming = direction == .vertical ? inputs : inputs + 1
      let outputs = (0..<filtered).flatMap { channel -> [[Term]] in
        let last = channel * incoming + incoming - 1
        let kept = (0..<inputs).map { [Term(.identity, channel: channel * incoming + $0)] }
        return kept + [[Term(spline, channel: last)]]
      }
      let others = (0..<passing).map { [Term(.identity, channel: filtered * incoming + $0)] }
      append(
        Convolution.along(
          direction, outputs + others, inputChannels: filtered * incoming + passing,
          dilation: step, border: border, outside: outside))
    }
    levels.append(
      WaveletLevel(
        stageCount: stages.count,
        planes: (0..<filtered).map {
          .init(finer: $0 * (inputs + 1) + inputs - 1, smoother: $0 * (inputs + 1) + inputs)
        }))
  }

  /// One kernel for every channel treats alpha as the options say.
  ///
  /// Weights for all channels take alpha as one of them; weights for the colours alone leave it as it was.
  mutating func append(_ convolve: Convolve, over input: Shape) throws {
    if convolve.weights.isDepthwise {
      var convolve = convolve
      if hasAlpha && smoothed == channels && options.alpha == .premultiply
        && convolve.bias.count <= colours
      {
        // Opacity has no bias.
        let bias = convolve.bias.first ?? 0
        let biases =
          convolve.bias.count > 1 ? convolve.bias : Array(repeating: bias, count: colours)
        convolve.bias = biases + [0]
      }
      try premultiplied { chain in
        try chain.append(convolve, over: input, filtered: chain.smoothed)
      }
    } else {
      let isForColours = hasAlpha && convolve.inputChannels == channels - 1
      try append(convolve, over: input, filtered: isForColours ? channels - 1 : channels)
      let outputs = convolve.outputChannels(over: channels)
      hasAlpha = hasAlpha && (isForColours || outputs == channels)
    }
  }

  /// The convolution of the first `filtered` channels; the others pass by.
  private mutating func append(_ convolve: Convolve, over input: Shape, filtered: Int) throws {
    let (stages, padding) = try convolve.stages(
      for: Shape(channels: filtered, height: input.height, width: input.width), border: border,
      outside: outside.map { Array($0.prefix(filtered)) })
    if case .transposedTo(let height, let width) = convolve.direction {
      notes.append("\(width) x \(height) by the padding \(padding)")
    }
    if filtered < channels {
      guard stages.count == 1, let only = stages[0] as? Convolution,
        let both = only.passing(channels - filtered, outside: outside)
      else { throw FilterError.alphaOfOtherSize }
      append(both)
    } else {
      for stage in stages { append(stage) }
    }
    let alphaPasses = hasAlpha && (filtered < channels || options.alpha == .premultiply)
    switch convolve.activation {
    case .none: break
    case .relu: append(PointMap(.relu, hasAlpha: alphaPasses))
    case .leaky(let slope): append(PointMap(.leaky(slope: slope), hasAlpha: alphaPasses))
    }
  }

  /// Columns first: what is left of them are fewer rows to reduce.
  mutating func append(_ downsample: Downsample) {
    premultiplied { chain in
      chain.reduce(.vertical, by: downsample.rows, downsample.kernel)
      chain.reduce(.horizontal, by: downsample.columns, downsample.kernel)
    }
  }

  /// Rows first: they are fewer before the image is made higher.
  mutating func append(_ upsample: Upsample) {
    premultiplied { chain in
      let (rowWeights, rowAxis) = upsample.kernel.transposed(
        scale: upsample.columns, dilation: upsample.dilation)
      chain.append(
        rowWeights.enumerated().map { (row: 0, column: $0.offset, weight: $0.element) },
        vertical: .identity, horizontal: rowAxis)
      let (columnWeights, columnAxis) = upsample.kernel.transposed(
        scale: upsample.rows, dilation: upsample.dilation)
      chain.append(
        columnWeights.enumerated().map { (row: $0.offset, column: 0, weight: $0.element) },
        vertical: columnAxis, horizontal: .identity)
    }
  }

  // MARK: Edge operators

  /// Smooth across and derive along, in the one direction or the two that the response needs.
  private mutating func gradient(_ smooth: Kernel, _ edge: Edge) {
    let both: [KernelPair] = [(smooth, .centralDifference), (.centralDifference, smooth)]
    separable(
      edge.response.components.map { both[$0] }, of: colours, dilation: edge.dilation)
  }

  private mutating func roberts(_ edge: Edge) {
    typealias Tap = Convolution.Tap
    let axis = Axis.same(taps: 2, center: 0, dilation: edge.dilation)
    let outputs = (0..<channels).flatMap { channel -> [Convolution.Output] in
      guard channel < colours else { return [.init([Tap(channel: channel, weight: 1)])] }
      let diagonals: [Convolution.Output] = [
        .init([
          Tap(channel: channel, row: 0, column: 0, weight: 1),
          Tap(channel: channel, row: 1, column: 1, weight: -1),
        ]),
        .init([
          Tap(channel: channel, row: 0, column: 1, weight: 1),
          Tap(channel: channel, row: 1, column: 0, weight: -1),
        ]),
      ]
      return edge.response.components.map { diagonals[$0] }
    }
    append(
      Convolution(
        inputChannels: channels, outputs: outputs, vertical: axis, horizontal: axis,
        border: border, outside: outside))
  }

  /// The second derivative along y of the image smoothed along x, plus the other way round: rank 2.
  private mutating func laplacian(_ edge: Edge, _ smooth: Kernel, _ second: Kernel) {
    separable(
      [(second, smooth), (smooth, second)], of: colours, summed: true, dilation: edge.dilation)
  }

  private mutating func differenceOfGaussians(_ edge: Edge) {
    let narrow = Kernel.gaussian(sigma: edge.sigma)
    let wide = Kernel.gaussian(sigma: 1.6 * edge.sigma)
    let minusWide = Kernel(wide.weights.map { -$0 }, center: wide.center)
    separable(
      [(narrow, narrow), (wide, minusWide)], of: colours, summed: true, dilation: edge.dilation)
  }

  // MARK: Appending

  /// How many channels a filter smooths: premultiplied alpha goes with the colours, kept alpha passes by.
  private var smoothed: Int { options.alpha == .keep ? colours : channels }

  /// Stages on premultiplied colours, where the options ask for it.
  private mutating func premultiplied(_ body: (inout Chain) throws -> Void) rethrows {
    let premultiplies = hasAlpha && options.alpha == .premultiply
    if premultiplies { append(PointMap(.premultiply, hasAlpha: true)) }
    try body(&self)
    if premultiplies { append(PointMap(.unpremultiply, hasAlpha: true)) }
  }

  /// Separable kernels on each of the first `filtered` channels: a pass along columns, then a pass along rows.
  ///
  /// Each pair gives an output channel of its own, or all of them one sum.  The other channels pass by unchanged.
  private mutating func separable(
    _ pairs: [KernelPair], of filtered: Int, summed: Bool = false, dilation: Int
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

  /// The strided convolution of which the enlargement by `kernel` is the transpose, on every channel.
  private mutating func reduce(
    _ direction: Convolution.Direction, by scale: Int, _ kernel: ResamplingKernel
  ) {
    let (weights, axis) = kernel.reduced(scale: scale)
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

  /// A transposed convolution of every channel with the same weights.
  private mutating func append(
    _ weights: [(row: Int, column: Int, weight: Float)], vertical: TransposedAxis,
    horizontal: TransposedAxis
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

  /// Adds a stage, and follows what a constant outside the image becomes in it.
  private mutating func append(_ stage: any Stage) {
    stages.append(stage)
    outside = outside.map { stage.response(toConstant: $0) }
  }
}

extension Convolution {
  /// The same with some channels more, which come out behind the others as they are; nil if the outputs do not stand on the
  /// inputs one for one.
  fileprivate func passing(_ count: Int, outside: [Float]?) -> Convolution? {
    guard let row = vertical.ownTap, let column = horizontal.ownTap else { return nil }
    let others = (0..<count).map { index in
      Output([Tap(channel: inputChannels + index, row: row, column: column, weight: 1)])
    }
    return Convolution(
      inputChannels: inputChannels + count, outputs: outputs + others, vertical: vertical,
      horizontal: horizontal, border: border, outside: outside)
  }
}

extension Axis {
  /// The tap that reads the sample at the output's own place; nil if there is none or the size changes.
  fileprivate var ownTap: Int? {
    guard stride == 1, before + after == reach - 1, before.isMultiple(of: dilation) else {
      return nil
    }
    return before / dilation
  }
}

extension Stage {
  /// What the stage makes of an image that has the pixel `pixel` everywhere, also outside.
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

extension Edge.Operator {
  /// Whether there are two derivatives, of which a response can choose.
  fileprivate var hasDirection: Bool {
    switch self {
    case .sobel, .scharr, .prewitt, .roberts: true
    case .laplacian, .log, .dog: false
    }
  }
}

extension Edge.Response {
  /// Which of the two derivatives are needed.
  fileprivate var components: [Int] {
    switch self {
    case .x: [0]
    case .y: [1]
    case .magnitude, .angle: [0, 1]
    }
  }
}
