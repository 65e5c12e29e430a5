// SPDX-License-Identifier: Apache-2.0

extension Resize {
  /// The sizes of a resize of one image.
  package struct Layout: Hashable, Sendable {
    /// The rows and columns of the resized image.
    package var image: PerAxis<Int>
    /// The rows and columns of the result, to which the resized image is cropped or padded around its center.
    package var canvas: PerAxis<Int>
  }

  /// Returns the sizes for an image of this shape.
  ///
  /// - Throws: `ShapeError.side` if a side of the image or of the result is longer than `ResizeAxis.maxCount`.
  package func layout(over input: Shape) throws(ShapeError) -> Layout {
    let old = PerAxis(vertical: input.height, horizontal: input.width)
    var image = size.sides(of: old, fit: fit)
    if !enlarges {
      let grows = (image.vertical > old.vertical, image.horizontal > old.horizontal)
      if fit == .stretch {
        image = PerAxis(
          vertical: min(image.vertical, old.vertical),
          horizontal: min(image.horizontal, old.horizontal))
      } else if grows.0 || grows.1 {
        image = old
      }
    }
    let largest = max(image.vertical, image.horizontal, old.vertical, old.horizontal)
    guard largest <= ResizeAxis.maxCount else {
      throw ShapeError.side(largest, maximum: ResizeAxis.maxCount)
    }
    return Layout(image: image, canvas: canvas(of: image))
  }

  /// Returns the rows and columns of the result.
  private func canvas(of image: PerAxis<Int>) -> PerAxis<Int> {
    guard case .box(let width, let height) = size else { return image }
    switch fit {
    case .inside, .outside, .stretch: return image
    case .contain: return PerAxis(vertical: height, horizontal: width)
    case .cover:
      // An image that may not grow can be smaller than the box.
      return PerAxis(
        vertical: min(height, image.vertical), horizontal: min(width, image.horizontal))
    }
  }
}

extension Resize {
  /// Adds the margins that crop or pad the resized image to its canvas, as evenly as possible; the odd row or column is
  /// at the bottom or the right.
  ///
  /// - Throws: `FilterError.backgroundCount`.
  func place(_ layout: Layout, in chain: inout FilterChain) throws(FilterError) {
    let (image, canvas) = (layout.image, layout.canvas)
    let top = (canvas.vertical - image.vertical).dividedDown(by: 2)
    let left = (canvas.horizontal - image.horizontal).dividedDown(by: 2)
    chain.append(
      Canvas(
        top: top, left: left, bottom: canvas.vertical - image.vertical - top,
        right: canvas.horizontal - image.horizontal - left, fill: try fill(of: chain)))
  }

  /// Returns the sample of each channel around the image.
  private func fill(of chain: FilterChain) throws(FilterError) -> [Float] {
    let colors = chain.channels - (chain.hasAlpha ? 1 : 0)
    let alpha: [Float] = chain.hasAlpha ? [background.isEmpty ? 0 : 1] : []
    switch background.count {
    case 0: return Array(repeating: 0, count: colors) + alpha
    case 1: return Array(repeating: background[0], count: colors) + alpha
    case colors: return background + alpha
    case chain.channels: return background
    default: throw FilterError.backgroundCount(background.count, colors: colors)
    }
  }
}

extension FilterChain {
  /// Adds the resizing of one axis of every channel from `count` samples to `output`.
  ///
  /// Whole ratios are strided and transposed convolutions, with the same weights in the same order.
  mutating func resize(
    _ direction: Convolution.Direction, _ count: Int, to output: Int, _ kernel: ResizeKernel
  ) {
    let axis = ResizeAxis(count, to: output, kernel: kernel, isTrimmed: border == .trim)
    if !axis.isTrimmed && count.isMultiple(of: output) {
      let (scale, read) = (count / output, axis.inputs(of: 0))
      append(
        axis.weights(of: 0), along: direction,
        Axis(
          taps: read.count, stride: scale, before: -read.lowerBound,
          after: read.upperBound - scale),
        border: border)
    } else if !axis.isTrimmed && output.isMultiple(of: count) && output / count <= Filter.maxScale {
      enlarge(direction, by: output / count, kernel)
    } else {
      append(Resampling(direction, axis, border: border, outside: outside))
    }
  }
}
