// SPDX-License-Identifier: Apache-2.0

/// An unsharp mask: x + amount * (x - blurred x) where the difference is larger than the threshold, else x.
public struct Sharpen: Hashable, Sendable {
  /// The sigma of the Gaussian that is subtracted, in samples.
  public var sigma: Double
  /// The factor of the difference that is added; 0 changes nothing, negative values soften.
  public var amount: Double
  /// The difference up to which samples stay unchanged, so that noise is not sharpened; samples range from 0 to 1.
  public var threshold: Double

  /// An unsharp mask.
  public init(sigma: Double = 1.5, amount: Double = 1, threshold: Double = 0) {
    self.sigma = sigma
    self.amount = amount
    self.threshold = threshold
  }
}

extension Sharpen: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "sharpen"

  /// The unsharp mask as a filter.
  public var filter: Filter { .sharpen(self) }

  /// The sigma, the amount and the threshold.
  public var canonicalParameters: [CanonicalParameter] {
    [.init("sigma", sigma), .init("amount", amount), .init("threshold", threshold)]
  }

  /// Checks the three numbers.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    try FilterError.check("sigma", sigma, 0...Blur.maxSigma)
    try FilterError.check("amount", amount, -1...100)
    try FilterError.check("threshold", threshold, 0...1)
  }

  /// Adds a blur of each sample next to the sample, and the map of both to the result.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    let blur = Kernel.gaussian(sigma: sigma)
    chain.premultiplied { chain in
      chain.separable([(.identity, .identity), (blur, blur)], of: chain.smoothed, dilation: 1)
      let pairs = 2 * chain.smoothed
      chain.append(
        PointMap(.unsharp(amount: Float(amount), threshold: Float(threshold))),
        on: 0..<pairs, of: pairs + chain.channels - chain.smoothed)
    }
  }
}
