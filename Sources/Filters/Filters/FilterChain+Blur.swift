// SPDX-License-Identifier: Apache-2.0

extension FilterChain {
  mutating func append(_ blur: Blur, over input: Shape) {
    let vertical: Kernel
    let horizontal: Kernel
    switch blur.weighting {
    case .gaussian(let sigmaVertical, let sigmaHorizontal):
      vertical = .gaussian(sigma: sigmaVertical)
      horizontal = .gaussian(sigma: sigmaHorizontal)
      let rows = blur.dilation == 1 ? wideGaussian(sigma: sigmaVertical) : nil
      let columns = blur.dilation == 1 ? wideGaussian(sigma: sigmaHorizontal) : nil
      if rows != nil || columns != nil {
        return premultiplied { chain in
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
    premultiplied { chain in
      chain.separable([(vertical, horizontal)], of: chain.smoothed, dilation: blur.dilation)
    }
  }

  /// Returns the chain for a Gaussian along one axis; `nil` if its full kernel is cheaper or requested, or if a channel
  /// must pass through unchanged.
  ///
  /// Dividing by alpha can amplify an error by any factor, so premultiplied colors always use the full kernel.
  private func wideGaussian(sigma: Double) -> WideGaussian? {
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
  private mutating func wide(
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
