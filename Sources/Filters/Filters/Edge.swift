// SPDX-License-Identifier: Apache-2.0

/// A derivative of the image.
///
/// First derivatives are scaled so that a step from 0 to 1 gives 1.
public struct Edge: Hashable, Sendable {
  /// A derivative operator.
  public enum Operator: String, Hashable, Sendable, CaseIterable {
    /// `[1 2 1] / 4` across, `[-1 0 1]` along.
    case sobel
    /// `[3 10 3] / 16` across, `[-1 0 1]` along: the best rotational symmetry for its size.
    case scharr
    /// `[1 1 1] / 3` across, `[-1 0 1]` along.
    case prewitt
    /// The two diagonal differences of a 2x2 block: top left minus bottom right, top right minus bottom left.
    case roberts
    /// `0 1 0; 1 -4 1; 0 1 0`.
    case laplacian
    /// The Laplacian of a Gaussian times sigma^2.
    case log
    /// The difference of a Gaussian of `sigma` and one of 1.6 `sigma`: an approximation of minus `log`.
    ///
    /// Source of the ratio: Marr and Hildreth, "Theory of edge detection", Proc. R. Soc. B 207, 1980.
    case dog
  }

  /// The quantity computed from the derivatives along x and y.
  public enum Response: String, Hashable, Sendable, CaseIterable {
    /// sqrt(gx^2 + gy^2), or the absolute value for `laplacian`, `log` and `dog`, which have no direction.
    case magnitude
    /// The derivative along a row, signed; for Roberts the diagonal down to the right.
    case x
    /// The derivative along a column, signed; for Roberts the diagonal down to the left.
    case y
    /// The direction of the gradient in turns plus 1/2; see `PointMap.Function.angle`.
    case angle
    /// The signed result of `laplacian`, `log` and `dog`.
    case value
  }

  /// The derivative operator.
  public var `operator`: Operator
  /// The quantity computed from its derivatives.
  public var response: Response
  /// The sigma of `log` and `dog`, in samples.
  public var sigma: Double
  /// The input step between neighboring taps.
  public var dilation: Int

  /// An edge filter.
  public init(
    _ operator: Operator = .sobel, response: Response = .magnitude, sigma: Double = 2,
    dilation: Int = 1
  ) {
    self.operator = `operator`
    self.response = response
    self.sigma = sigma
    self.dilation = dilation
  }
}

extension Edge: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "edge"

  /// The edge filter as a filter.
  public var filter: Filter { .edge(self) }

  /// The operator, the response, the sigma of operators that have one, and the dilation.
  public var canonicalParameters: [CanonicalParameter] {
    let sigma = self.operator.hasSigma ? [CanonicalParameter("sigma", self.sigma)] : []
    return [.init("operator", self.operator.rawValue), .init("response", response.rawValue)]
      + sigma + [.init("dilation", dilation)]
  }

  /// Checks that the operator has the response, the sigma of operators that have one, and the dilation.
  ///
  /// - Throws: `FilterError.outOfRange` or `.response`.
  public func validate() throws(FilterError) {
    try FilterError.check("dilation", Double(dilation), 1...Double(Filter.maxDilation))
    let isUndirected = response == .magnitude || response == .value
    guard self.operator.hasDirection ? response != .value : isUndirected else {
      throw FilterError.response(response, of: self.operator)
    }
    if self.operator.hasSigma {
      try FilterError.check("sigma", sigma, 0.3...Blur.maxSigma / 2)
    }
  }

  /// A magnitude and an angle are never negative.
  public func isMagnitude(after isMagnitude: Bool) -> Bool {
    response == .magnitude || response == .angle
  }

  /// Adds the derivatives and the map to the response.
  ///
  /// A derivative of alpha has no meaning: unless alpha is filtered like a color, it passes through, and colors are not
  /// divided by it again.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    if chain.hasAlpha && chain.options.alpha == .premultiply {
      chain.append(PointMap(.premultiply))
    }
    switch self.operator {
    case .sobel: chain.gradient(.smoothing(side: 1, middle: 2), self)
    case .scharr: chain.gradient(.smoothing(side: 3, middle: 10), self)
    case .prewitt: chain.gradient(.smoothing(side: 1, middle: 1), self)
    case .roberts: chain.roberts(self)
    case .laplacian: chain.laplacian(self, .identity, .secondDifference)
    case .log:
      chain.laplacian(
        self, .gaussian(sigma: sigma), .gaussianSecondDerivative(sigma: sigma))
    case .dog: chain.differenceOfGaussians(self)
    }
    let isVector = self.operator.hasDirection
    let derivatives = chain.colors * (isVector ? response.components.count : 1)
    let count = derivatives + chain.channels - chain.colors
    switch response {
    case .x, .y, .value: break
    case .angle: chain.append(PointMap(.angle), on: 0..<derivatives, of: count)
    case .magnitude:
      chain.append(
        PointMap(isVector ? .magnitude : .absolute), on: 0..<derivatives, of: count)
    }
  }
}

extension FilterChain {
  /// Adds a gradient: smoothing across and a derivative along, in each direction that the response needs.
  fileprivate mutating func gradient(_ smooth: Kernel, _ edge: Edge) {
    let both: [KernelPair] = [(smooth, .centralDifference), (.centralDifference, smooth)]
    separable(
      edge.response.components.map { both[$0] }, of: colors, dilation: edge.dilation)
  }

  fileprivate mutating func roberts(_ edge: Edge) {
    typealias Tap = Convolution.Tap
    let axis = Axis.same(taps: 2, center: 0, dilation: edge.dilation)
    let outputs = (0..<colors).flatMap { channel -> [Convolution.Output] in
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
        inputChannels: colors, outputs: outputs, vertical: axis, horizontal: axis,
        border: border, outside: outside.map { Array($0.prefix(colors)) }),
      on: 0..<colors, of: channels)
  }

  /// Adds a Laplacian of rank 2: the second derivative along y of the image smoothed along x, plus the converse.
  fileprivate mutating func laplacian(_ edge: Edge, _ smooth: Kernel, _ second: Kernel) {
    separable(
      [(second, smooth), (smooth, second)], of: colors, summed: true, dilation: edge.dilation)
  }

  fileprivate mutating func differenceOfGaussians(_ edge: Edge) {
    let narrow = Kernel.gaussian(sigma: edge.sigma)
    let wide = Kernel.gaussian(sigma: 1.6 * edge.sigma)
    let minusWide = Kernel(wide.weights.map { -$0 }, center: wide.center)
    separable(
      [(narrow, narrow), (wide, minusWide)], of: colors, summed: true, dilation: edge.dilation)
  }
}

extension Edge.Operator {
  /// Whether the operator has two derivatives for a response to choose from.
  var hasDirection: Bool {
    switch self {
    case .sobel, .scharr, .prewitt, .roberts: true
    case .laplacian, .log, .dog: false
    }
  }

  /// Whether the operator smooths by a Gaussian.
  fileprivate var hasSigma: Bool { self == .log || self == .dog }
}

extension Edge.Response {
  /// The indices of the derivatives that the response needs.
  fileprivate var components: [Int] {
    switch self {
    case .x: [0]
    case .y: [1]
    case .magnitude, .angle, .value: [0, 1]
    }
  }
}
