// SPDX-License-Identifier: Apache-2.0

/// A filter with its parameters, as the user requests it.
///
/// `lowered(for:hasAlpha:options:)` translates it to stages.
public enum Filter: Hashable, Sendable {
  /// Smooths the image.
  case blur(Blur)
  /// Detects edges by derivatives.
  case edge(Edge)
  /// Increases contrast at edges.
  case sharpen(Sharpen)
  /// Mixes the colors of each pixel.
  case mix(Mix)
  /// Enlarges the image by a transposed convolution.
  case upsample(Upsample)
  /// Reduces the image by a strided convolution.
  case downsample(Downsample)
  /// Weights the details of an image by their size: the à trous wavelet transform.
  case atrous(Atrous)
  /// Applies any convolution or transposed convolution with the user's weights.
  case convolve(Convolve)
}

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

/// An enlargement by whole factors.
public struct Upsample: Hashable, Sendable {
  /// Output rows for each input row.
  public var rows: Int
  /// Output columns for each input column.
  public var columns: Int
  /// The kernel that weights the samples around a position.
  public var kernel: ResamplingKernel
  /// The input step between neighboring taps.
  public var dilation: Int

  /// An enlargement by `rows` x `columns`.
  public init(rows: Int, columns: Int, kernel: ResamplingKernel = .bicubic, dilation: Int = 1) {
    self.rows = rows
    self.columns = columns
    self.kernel = kernel
    self.dilation = dilation
  }
}

/// A reduction by whole factors: the transpose of `Upsample` with the same kernel, scaled so that its weights sum to 1.
///
/// A block of `rows` x `columns` input samples that the image's edge truncates gives an output sample too; the border
/// mode fills it.
public struct Downsample: Hashable, Sendable {
  /// Input rows for each output row.
  public var rows: Int
  /// Input columns for each output column.
  public var columns: Int
  /// The kernel that weights the samples around a position, in output samples.
  public var kernel: ResamplingKernel

  /// A reduction by `rows` x `columns`.
  public init(rows: Int, columns: Int, kernel: ResamplingKernel = .lanczos3) {
    self.rows = rows
    self.columns = columns
    self.kernel = kernel
  }
}

/// The handling of color and alpha in a filter.
public enum AlphaMode: String, Hashable, Sendable, CaseIterable {
  /// Color is filtered premultiplied by alpha, so that invisible pixels never bleed into visible ones.
  case premultiply
  /// Alpha is a channel like any other.
  case independent
  /// Color is filtered without regard to alpha; alpha is unchanged (and enlarged with the image).
  case keep
}

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
  /// The wide Gaussians that were computed for these options and their copies.
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
