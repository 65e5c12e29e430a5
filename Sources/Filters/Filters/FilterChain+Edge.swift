// SPDX-License-Identifier: Apache-2.0

extension FilterChain {
  /// Adds an edge filter.
  ///
  /// A derivative of alpha has no meaning: unless alpha is filtered like a color, it passes through, and colors are not
  /// divided by it again.
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
    let alphaPasses = colors < channels
    switch edge.response {
    case .x, .y, .value: break
    case .angle: append(PointMap(.angle, hasAlpha: alphaPasses))
    case .magnitude:
      let isVector = edge.operator.hasDirection
      append(PointMap(isVector ? .magnitude : .absolute, hasAlpha: alphaPasses))
    }
  }

  /// Adds a gradient: smoothing across and a derivative along, in each direction that the response needs.
  mutating func gradient(_ smooth: Kernel, _ edge: Edge) {
    let both: [KernelPair] = [(smooth, .centralDifference), (.centralDifference, smooth)]
    separable(
      edge.response.components.map { both[$0] }, of: colors, dilation: edge.dilation)
  }

  mutating func roberts(_ edge: Edge) {
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
  mutating func laplacian(_ edge: Edge, _ smooth: Kernel, _ second: Kernel) {
    separable(
      [(second, smooth), (smooth, second)], of: colors, summed: true, dilation: edge.dilation)
  }

  mutating func differenceOfGaussians(_ edge: Edge) {
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
