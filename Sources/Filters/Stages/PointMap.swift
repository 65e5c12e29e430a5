// SPDX-License-Identifier: Apache-2.0

/// A function of the channels of one pixel, the same everywhere.
///
/// A function of alpha takes the last channel as alpha; every other function takes all channels as colors.  Wrap it in
/// `OnChannels` to leave an alpha channel as it is.
public struct PointMap: Stage {
  /// A function of the samples of one pixel.
  public enum Function: Hashable, Sendable {
    /// Each pair of color channels (u, v) becomes sqrt(u^2 + v^2).
    case magnitude
    /// Each pair of color channels (u, v) becomes the angle of that vector in turns, plus 1/2:
    /// atan2(v, u) / 2 pi + 1/2, from 0 to 1; the zero vector gives 1/2.
    case angle
    /// Each pair of color channels (x, b) becomes x + amount * (x - b) where abs(x - b) is larger than the threshold,
    /// else x.
    case unsharp(amount: Float, threshold: Float)
    /// Each color sample becomes its absolute value.
    case absolute
    /// Each color sample v becomes v * scale + offset.
    case affine(scale: Float, offset: Float)
    /// Each color sample is multiplied by alpha.
    case premultiply
    /// Each color sample is divided by alpha where alpha is positive, and 0 elsewhere.
    case unpremultiply
    /// Premultiplied colors over an opaque background of samples `v`: color + (1 - alpha) * v, without alpha.
    case flatten(background: Float)
    /// Each stored color sample becomes linear light by a transfer curve.
    ///
    /// Defined for all samples; infinities and NaN stay unchanged.
    case toLinear(TransferCurve = .sRGB)
    /// Linear light becomes stored color samples: the inverse of `toLinear`.
    case fromLinear(TransferCurve = .sRGB)
    /// Each color sample below 0 becomes 0; NaN stays NaN.
    case relu
    /// Each color sample v that is not above 0 becomes slope * v.
    case leaky(slope: Float)
  }

  /// The function of each pixel.
  public let function: Function
  /// The linear light of the 256 levels of 8-bit samples, if that is the function and the stage is prepared.
  private var levels: [Float]?

  /// A map of `function`.
  public init(_ function: Function) {
    self.function = function
  }

  /// Returns the stage with a table of linear light, if that is the function.
  public func prepared(for input: Shape) throws(OutOfMemory) -> any Stage {
    guard case .toLinear(let curve) = function else { return self }
    var prepared = self
    let stored = (0...255).map { Float($0) / 255 }
    var levels = [Float](repeating: 0, count: stored.count)
    var line = levels.mutableSpan
    RowLoops.toLinear(stored.span, curve, into: &line)
    prepared.levels = levels
    return prepared
  }

  /// Returns the stage that maps the colors of an image with `channels` channels; alpha, the last, passes through.
  ///
  /// - Precondition: there is a color, and `function` is not one of alpha.
  package static func ofColors(
    _ function: Function, channels: Int, hasAlpha: Bool
  ) -> any Stage {
    let map = PointMap(function)
    return hasAlpha ? OnChannels(map, 0..<(channels - 1), of: channels) : map
  }

  /// A border mode that is never used, because nothing outside is read.
  public var border: BorderMode { .zero }

  /// The identity: each row reads only itself.
  public var rows: AxisMap { .identity }

  /// The identity: each column reads only itself.
  public var columns: AxisMap { .identity }

  /// Returns the input's extents, with half as many colors for a function of pairs and no alpha after flattening.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    if isOfAlpha && input.channels < 2 {
      throw ShapeError.channels(expected: 2, actual: input.channels)
    }
    if isOfPairs && !input.channels.isMultiple(of: 2) {
      throw ShapeError.notDivisible(channels: input.channels, by: 2)
    }
    let channels =
      isOfPairs ? input.channels / 2 : isFlatten ? input.channels - 1 : input.channels
    return input.with(channels: channels)
  }

  /// Writes one row, color by color, then alpha.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let alpha = window.channels - 1
    let passesAlpha = isOfAlpha && !isFlatten
    for channel in 0..<(passesAlpha ? row.channels - 1 : row.channels) {
      var line = row.channel(channel)
      // A function of single samples ignores the second row, which without alpha is arbitrary.
      compute(
        window.samples(row: y, channel: isOfPairs ? 2 * channel : channel),
        window.samples(row: y, channel: isOfPairs ? 2 * channel + 1 : alpha), into: &line)
    }
    if passesAlpha {
      var line = row.channel(row.channels - 1)
      line.copy(window.samples(row: y, channel: alpha), from: 0)
    }
  }

  /// Writes one output color from its samples and the samples next to them: the second of a pair, or alpha.
  private func compute(
    _ samples: Span<Float>, _ second: Span<Float>, into line: inout MutableSpan<Float>
  ) {
    switch function {
    case .magnitude: RowLoops.magnitude(samples, second, into: &line)
    case .angle: Self.angles(samples, second, into: &line)
    case .unsharp(let amount, let threshold):
      Self.sharpen(samples, second, amount, threshold, into: &line)
    case .absolute: RowLoops.absolute(samples, into: &line)
    case .affine(let scale, let offset):
      RowLoops.affine(samples, scale: scale, offset: offset, into: &line)
    case .premultiply: RowLoops.multiply(samples, second, into: &line)
    case .unpremultiply: RowLoops.divide(samples, second, into: &line)
    case .flatten(let background):
      Self.flatten(samples, second, background: background, into: &line)
    case .toLinear(let curve):
      // Most images have 8 bits, and looking up takes a quarter of the time.
      if let levels, RowLoops.lookUp(samples, in: levels.span, into: &line) { return }
      RowLoops.toLinear(samples, curve, into: &line)
    case .fromLinear(let curve): RowLoops.fromLinear(samples, curve, into: &line)
    case .relu: Self.relu(samples, into: &line)
    case .leaky(let slope): Self.leaky(samples, slope, into: &line)
    }
  }

  private var isOfPairs: Bool {
    switch function {
    case .magnitude, .angle, .unsharp: true
    default: false
    }
  }

  /// Whether the last channel is alpha.
  var isOfAlpha: Bool {
    switch function {
    case .premultiply, .unpremultiply, .flatten: true
    default: false
    }
  }

  private var isFlatten: Bool {
    if case .flatten = function { true } else { false }
  }

  private static func angles(
    _ u: Span<Float>, _ v: Span<Float>, into output: inout MutableSpan<Float>
  ) {
    for x in output.indices {
      output[x] = Filters.angle(y: v[x], x: u[x]) / (2 * Float.pi) + 0.5
    }
  }

  private static func sharpen(
    _ samples: Span<Float>, _ blurred: Span<Float>, _ amount: Float, _ threshold: Float,
    into output: inout MutableSpan<Float>
  ) {
    for x in output.indices {
      let difference = samples[x] - blurred[x]
      output[x] = abs(difference) > threshold ? samples[x] + amount * difference : samples[x]
    }
  }

  private static func flatten(
    _ color: Span<Float>, _ alpha: Span<Float>, background: Float,
    into output: inout MutableSpan<Float>
  ) {
    for x in output.indices { output[x] = color[x] + (1 - alpha[x]) * background }
  }

  private static func relu(_ samples: Span<Float>, into output: inout MutableSpan<Float>) {
    for x in output.indices { output[x] = samples[x] < 0 ? 0 : samples[x] }
  }

  private static func leaky(
    _ samples: Span<Float>, _ slope: Float, into output: inout MutableSpan<Float>
  ) {
    for x in output.indices {
      let below = slope * samples[x]
      output[x] = samples[x] > 0 ? samples[x] : below
    }
  }
}
