// SPDX-License-Identifier: Apache-2.0

extension Filter {
  /// The border mode unless the options say otherwise.
  ///
  /// `zero` for a convolution with the user's weights, as in deep learning; `replicate` for all other filters.
  public var defaultBorder: BorderMode {
    if case .convolve = self { .zero } else { .replicate }
  }

  /// Translates the filter to stages, to be put over a source one after the other.
  ///
  /// - Parameters:
  ///   - input: the shape of the image, alpha included.
  ///   - hasAlpha: whether the last plane is alpha.
  /// - Returns: the stages, first to last; the output has as many channels as the input, except that a mix has one
  ///   color for each row of its matrix.
  /// - Throws: `FilterError` if a parameter is invalid, for this image or any; `ShapeError` if there is no output.
  public func lowered(
    for input: Shape, hasAlpha: Bool, options: FilterOptions = FilterOptions()
  ) throws -> Lowered {
    try validate()
    var chain = FilterChain(
      channels: input.channels, hasAlpha: hasAlpha, options: options,
      border: options.border ?? defaultBorder)
    chain.begin()
    switch self {
    case .blur(let blur): chain.append(blur, over: input)
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

// The lowering of each filter; the longer ones have files of their own.
extension FilterChain {
  mutating func append(_ sharpen: Sharpen) {
    let blur = Kernel.gaussian(sigma: sharpen.sigma)
    premultiplied { chain in
      // Each sample next to its blur.
      chain.separable([(.identity, .identity), (blur, blur)], of: chain.smoothed, dilation: 1)
      chain.append(
        PointMap(
          .unsharp(amount: Float(sharpen.amount), threshold: Float(sharpen.threshold)),
          hasAlpha: chain.smoothed < chain.channels))
    }
  }

  /// Adds a mix, which does not require premultiplied colors.
  ///
  /// Without the bias, the weighted sum of premultiplied colors is the weighted sum of colors, premultiplied.
  mutating func append(_ mix: Mix) throws(FilterError) {
    let colors = hasAlpha ? channels - 1 : channels
    append(
      Convolution(inputChannels: colors, outputs: try mix.outputs(colors: colors), border: border),
      on: 0..<colors, of: channels)
  }

  /// Adds a reduction, along columns first, so that fewer rows are left to reduce.
  mutating func append(_ downsample: Downsample) {
    premultiplied { chain in
      chain.reduce(.vertical, by: downsample.rows, downsample.kernel)
      chain.reduce(.horizontal, by: downsample.columns, downsample.kernel)
    }
  }

  /// Adds an enlargement, along rows first, while there are fewer of them.
  mutating func append(_ upsample: Upsample) {
    premultiplied { chain in
      let (rowWeights, rowAxis) = upsample.kernel.transposed(
        scale: upsample.columns, dilation: upsample.dilation)
      chain.append(
        rowWeights.enumerated().map { (row: 0, column: $0.offset, weight: $0.element) },
        vertical: .identity, horizontal: rowAxis, border: chain.border)
      let (columnWeights, columnAxis) = upsample.kernel.transposed(
        scale: upsample.rows, dilation: upsample.dilation)
      chain.append(
        columnWeights.enumerated().map { (row: $0.offset, column: 0, weight: $0.element) },
        vertical: columnAxis, horizontal: .identity, border: chain.border)
    }
  }
}
