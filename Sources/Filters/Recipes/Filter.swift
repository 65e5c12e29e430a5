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
  /// Cuts out a rectangle.
  case crop(Crop)
  /// Enlarges the image by a transposed convolution.
  case upsample(Upsample)
  /// Reduces the image by a strided convolution.
  case downsample(Downsample)
  /// Resizes the image to any size.
  case resize(Resize)
  /// Weights the details of an image by their size: the à trous wavelet transform.
  case atrous(Atrous)
  /// Applies any convolution or transposed convolution with the user's weights.
  case convolve(Convolve)
  /// Applies a filter that is defined outside the library.
  case custom(CustomFilter)

  /// A filter from its definition.
  public init(_ definition: some FilterDefinition) {
    self = definition.filter
  }
}

extension Filter {
  /// The filter's parameters, checks and lowering.
  public var definition: any FilterDefinition {
    switch self {
    case .blur(let blur): blur
    case .edge(let edge): edge
    case .sharpen(let sharpen): sharpen
    case .mix(let mix): mix
    case .crop(let crop): crop
    case .upsample(let upsample): upsample
    case .downsample(let downsample): downsample
    case .resize(let resize): resize
    case .atrous(let atrous): atrous
    case .convolve(let convolve): convolve
    case .custom(let custom): custom.definition
    }
  }

  /// The name of the filter, as in a recipe.
  public var name: String { type(of: definition).name }

  /// The maximum step between taps.
  public static let maxDilation = 10_000
  /// The maximum factor of an enlargement or a reduction.
  public static let maxScale = 64

  /// The border mode unless the options say otherwise.
  ///
  /// `zero` for a convolution with the user's weights, as in deep learning; `replicate` for all other built-in filters.
  public var defaultBorder: BorderMode { definition.defaultBorder }

  /// Checks every parameter against its range.
  ///
  /// - Throws: `FilterError` for the first parameter outside its range.
  public func validate() throws(FilterError) { try definition.validate() }
}
