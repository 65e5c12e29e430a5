// SPDX-License-Identifier: Apache-2.0

/// A separable weighted mean of the samples around each sample.
public struct Blur: Hashable, Sendable {
  /// A kernel for a blur.
  public enum Weighting: Hashable, Sendable {
    /// `Kernel.gaussian`, with a sigma for columns (`vertical`) and one for rows, in samples.
    case gaussian(vertical: Double, horizontal: Double)
    /// `Kernel.box`.
    case box(radius: Int)
    /// `Kernel.binomial`.
    case binomial(radius: Int)
  }

  /// The kernel.
  public var weighting: Weighting
  /// The input step between neighboring taps.
  public var dilation: Int

  /// A blur.
  public init(_ weighting: Weighting, dilation: Int = 1) {
    self.weighting = weighting
    self.dilation = dilation
  }

  /// Returns a Gaussian blur with the same sigma along both axes.
  public static func gaussian(sigma: Double) -> Blur {
    Blur(.gaussian(vertical: sigma, horizontal: sigma))
  }
}

extension Blur: FilterDefinition {
  /// The maximum sigma of a Gaussian, in samples: 8000 taps.
  public static let maxSigma = 1000.0
  /// The maximum radius of a box, in samples.
  public static let maxRadius = 4000
  /// The maximum radius of a binomial kernel: beyond it the first weights vanish in double precision.
  public static let maxBinomialRadius = 500

  /// The name of the command and of the recipe step.
  public static let name = "blur"

  /// The blur as a filter.
  public var filter: Filter { .blur(self) }

  /// The kernel, its size, and the dilation.
  public var canonicalParameters: [CanonicalParameter] {
    let kernel: [CanonicalParameter] =
      switch weighting {
      case .gaussian(let vertical, let horizontal):
        [.init("kernel", "gaussian"), .init("sigma", list: [vertical, horizontal])]
      case .box(let radius): [.init("kernel", "box"), .init("radius", radius)]
      case .binomial(let radius): [.init("kernel", "binomial"), .init("radius", radius)]
      }
    return kernel + [.init("dilation", dilation)]
  }

  /// Checks the sigmas or the radius, and the dilation.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    switch weighting {
    case .gaussian(let vertical, let horizontal):
      try FilterError.check("sigma", vertical, 0...Self.maxSigma)
      try FilterError.check("sigma", horizontal, 0...Self.maxSigma)
    case .box(let radius):
      try FilterError.check("radius", Double(radius), 0...Double(Self.maxRadius))
    case .binomial(let radius):
      try FilterError.check("radius", Double(radius), 0...Double(Self.maxBinomialRadius))
    }
    try FilterError.check("dilation", Double(dilation), 1...Double(Filter.maxDilation))
  }

  /// A blur's weights are not negative.
  public func isMagnitude(after isMagnitude: Bool) -> Bool { isMagnitude }

  /// Whether the blur is a Gaussian wide enough to be reduced, blurred and enlarged.
  public var hasCheaperChain: Bool {
    guard dilation == 1, case .gaussian(let vertical, let horizontal) = weighting else {
      return false
    }
    return max(vertical, horizontal) >= WideGaussian.minSigma
  }

  /// Adds a pass along columns and one along rows; for wide Gaussians, shorter passes if the tolerance allows it.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    let vertical: Kernel
    let horizontal: Kernel
    switch weighting {
    case .gaussian(let sigmaVertical, let sigmaHorizontal):
      vertical = .gaussian(sigma: sigmaVertical)
      horizontal = .gaussian(sigma: sigmaHorizontal)
      let rows = dilation == 1 ? chain.wideGaussian(sigma: sigmaVertical) : nil
      let columns = dilation == 1 ? chain.wideGaussian(sigma: sigmaHorizontal) : nil
      if rows != nil || columns != nil {
        return chain.premultiplied { chain in
          chain.wide((rows, vertical), (columns, horizontal), over: input)
        }
      }
    case .box(let radius):
      vertical = .box(radius: radius)
      horizontal = vertical
    case .binomial(let radius):
      vertical = .binomial(radius: radius)
      horizontal = vertical
    }
    chain.premultiplied { chain in
      chain.separable([(vertical, horizontal)], of: chain.smoothed, dilation: dilation)
    }
  }
}

extension FilterChain {
  /// Returns the chain for a Gaussian along one axis; `nil` if its full kernel is cheaper or requested, or if a channel
  /// must pass through unchanged.
  ///
  /// Dividing by alpha can amplify an error by any factor, so premultiplied colors always use the full kernel.
  fileprivate func wideGaussian(sigma: Double) -> WideGaussian? {
    guard let tolerance = options.tolerance, smoothed == channels else { return nil }
    if hasAlpha && options.alpha == .premultiply { return nil }
    guard let gain = options.isLinear ? options.transfer.steepestEncoding : 1 else { return nil }
    // Each axis gets half of the error.
    return options.wideGaussians.chain(sigma: sigma, tolerance: tolerance / gain / 2)
  }

  /// Adds a Gaussian, with each axis reduced, blurred and enlarged or, if it is not wide, filtered with the full
  /// kernel.
  ///
  /// The image is reduced first and enlarged last, so the passes in between run on few samples.
  fileprivate mutating func wide(
    _ rows: (wide: WideGaussian?, kernel: Kernel), _ columns: (wide: WideGaussian?, kernel: Kernel),
    over input: Shape
  ) {
    let vertical = rows.wide.map { ($0, $0.axes(over: input.height)) }
    let horizontal = columns.wide.map { ($0, $0.axes(over: input.width)) }
    reduce(.vertical, by: vertical, or: rows.kernel)
    reduce(.horizontal, by: horizontal, or: columns.kernel)
    if let (gaussian, axes) = vertical {
      append(gaussian.short.weights, along: .vertical, axes.blur, border: .zero)
    }
    if let (gaussian, axes) = horizontal {
      append(gaussian.short.weights, along: .horizontal, axes.blur, border: .zero)
    }
    // Outputs that are not cropped read nothing outside.
    if let (gaussian, axes) = horizontal {
      append(
        gaussian.spread.enumerated().map { (row: 0, column: $0.offset, weight: $0.element) },
        vertical: .identity, horizontal: axes.enlarge, border: .zero)
    }
    if let (gaussian, axes) = vertical {
      append(
        gaussian.spread.enumerated().map { (row: $0.offset, column: 0, weight: $0.element) },
        vertical: axes.enlarge, horizontal: .identity, border: .zero)
    }
  }

  private typealias Planned = (gaussian: WideGaussian, axes: WideGaussian.Axes)

  /// Adds the first pass along an axis.
  private mutating func reduce(
    _ direction: Convolution.Direction, by wide: Planned?, or kernel: Kernel
  ) {
    if let (gaussian, axes) = wide {
      append(gaussian.smoothing.weights, along: direction, axes.reduce, border: border)
    } else {
      append(
        kernel.weights, along: direction,
        .same(taps: kernel.weights.count, center: kernel.center), border: border)
    }
  }
}
