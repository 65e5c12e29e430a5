// SPDX-License-Identifier: Apache-2.0

/// The options that every filter has.
public struct FilterOptions: Hashable, Sendable {
  /// The border mode; `nil` means the filter's own default, see `Filter.defaultBorder`.
  public var border: BorderMode?
  /// The handling of alpha.
  public var alpha: AlphaMode
  /// Whether colors are filtered in linear light: linearized before the filter, encoded after it.
  public var isLinear: Bool
  /// The transfer curve of the image, for `isLinear`.
  public var transfer = TransferCurve.sRGB
  /// The maximum error that a cheaper chain may add to a sample of the step's result, for images with samples in 0...1.
  ///
  /// There is one such chain: a wide Gaussian (sigma of 4.5 or more) is reduced, blurred and enlarged.  It is used if
  /// its worst error over all such images is at most the tolerance, not counting rounding.  With 0, every filter uses
  /// its full kernel.
  ///
  /// `nil` leaves the choice to a caller that knows the result's bit depth.  `Conversion` chooses with
  /// `Recipe.tolerating(_:over:hasAlpha:)`; everything else treats `nil` as 0, because samples in memory can have any
  /// range and keep full precision.
  public var tolerance: Double?
  /// The wide Gaussians that were computed for these options and their copies; no part of their value.
  let wideGaussians = WideGaussianMemo()

  /// Creates options; by default alpha is premultiplied and samples are filtered as they are.
  ///
  /// - Precondition: `tolerance` is `nil`, 0 or positive.
  public init(
    border: BorderMode? = nil, alpha: AlphaMode = .premultiply, isLinear: Bool = false,
    tolerance: Double? = nil
  ) {
    precondition(tolerance ?? 0 >= 0, "a tolerance is not negative")
    self.border = border
    self.alpha = alpha
    self.isLinear = isLinear
    self.tolerance = tolerance
  }
}
