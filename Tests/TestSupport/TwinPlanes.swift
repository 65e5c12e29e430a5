// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The exact planes of a blurred image as a JPEG file codes them, by definition, over a whole image in `Double`.
///
/// The pixels are convolved as R, G and B, then transformed to Y, Cb and Cr, then averaged over blocks.
///
/// Source: ITU-T T.871 (JFIF), section 7.
public struct TwinPlanes {
  /// The interleaved pixels, 1 or 3 samples each.
  public var pixels: [UInt8]
  /// The extent of the image.
  public var shape: Shape

  /// An image of these pixels.
  public init(_ pixels: [UInt8], _ shape: Shape) {
    self.pixels = pixels
    self.shape = shape
  }

  /// The samples of each component, row by row.
  ///
  /// - Parameter blocks: the columns and rows that a sample of each component covers.
  public func blurred(
    vertical: Kernel, horizontal: Kernel, dilation: Int = 1, border: BorderMode,
    blocks: [(columns: Int, rows: Int)]
  ) -> [[Double]] {
    let channels = (0..<shape.channels).map { channel in
      let plane = (0..<(shape.height * shape.width)).map {
        Double(pixels[$0 * shape.channels + channel])
      }
      let down = convolved(plane, .vertical, vertical, dilation, border)
      return convolved(down, .horizontal, horizontal, dilation, border)
    }
    return zip(transformed(channels), blocks).map { averaged($0, $1) }
  }

  /// One pass along columns or along rows.
  private func convolved(
    _ plane: [Double], _ direction: Convolution.Direction, _ kernel: Kernel, _ dilation: Int,
    _ border: BorderMode
  ) -> [Double] {
    let outside = 255 * Double(border.constant ?? 0)
    let isVertical = direction == .vertical
    let count = isVertical ? shape.height : shape.width
    let step = isVertical ? shape.width : 1
    return plane.indices.map { index in
      let place = isVertical ? index / shape.width : index % shape.width
      return kernel.weights.enumerated().reduce(0) { sum, term in
        let position = place + (term.offset - kernel.center) * dilation
        let shown = Twin.folded(position, count: count, border: border)
        let sample = shown.map { plane[index + ($0 - place) * step] } ?? outside
        return sum + Double(term.element) * sample
      }
    }
  }

  private func transformed(_ channels: [[Double]]) -> [[Double]] {
    if channels.count == 1 { return channels }
    var planes: [[Double]] = [[], [], []]
    for index in channels[0].indices {
      let (red, green, blue) = (channels[0][index], channels[1][index], channels[2][index])
      let luma = 0.299 * red + 0.587 * green + 0.114 * blue
      planes[0].append(luma)
      planes[1].append((blue - luma) / 1.772 + 128)
      planes[2].append((red - luma) / 1.402 + 128)
    }
    return planes
  }

  /// The means of blocks; the last column and row are their own partners.
  private func averaged(_ plane: [Double], _ block: (columns: Int, rows: Int)) -> [Double] {
    let rows = (shape.height + block.rows - 1) / block.rows
    let columns = (shape.width + block.columns - 1) / block.columns
    return (0..<(rows * columns)).map { index in
      var sum = 0.0
      for dy in 0..<block.rows {
        for dx in 0..<block.columns {
          let y = min(shape.height - 1, index / columns * block.rows + dy)
          let x = min(shape.width - 1, index % columns * block.columns + dx)
          sum += plane[y * shape.width + x]
        }
      }
      return sum / Double(block.rows * block.columns)
    }
  }
}
