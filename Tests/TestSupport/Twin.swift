// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The textbook definitions as loops over whole images: slow, plain, and written apart from the code they check.
public enum Twin {
  /// The position inside `0..<count` that a border mode shows at `position`, found by walking there step by step; nil
  /// for a constant.
  public static func folded(_ position: Int, count: Int, border: BorderMode) -> Int? {
    if (0..<count).contains(position) { return position }
    let step = position < 0 ? -1 : 1
    var place = position < 0 ? 0 : count - 1
    var direction = step
    for _ in 0..<(position < 0 ? -position : position - count + 1) {
      switch border {
      case .zero, .constant: return nil
      case .replicate, .trim: break
      case .wrap:
        place += step
        if place < 0 { place = count - 1 }
        if place == count { place = 0 }
      case .symmetric:
        // The edge sample is shown twice: turn round without moving.
        if (0..<count).contains(place + direction) {
          place += direction
        } else {
          direction = -direction
        }
      case .reflect:
        // The edge sample is shown once: turn round and move.
        if !(0..<count).contains(place + direction) { direction = -direction }
        if (0..<count).contains(place + direction) { place += direction }
      }
    }
    return place
  }

  /// The sample that the border mode shows at any position.
  public static func sample(
    _ image: Image, _ channel: Int, _ y: Int, _ x: Int, border: BorderMode,
    outside: [Float]? = nil
  ) -> Float {
    guard let row = folded(y, count: image.shape.height, border: border),
      let column = folded(x, count: image.shape.width, border: border)
    else { return outside?[channel] ?? (border == .zero ? 0 : constant(border)) }
    return image[channel, row, column]
  }

  private static func constant(_ border: BorderMode) -> Float {
    if case .constant(let value) = border { value } else { 0 }
  }

  /// bias + sum of weight * input[channel][row][column], in `Float` as `RunSum` adds.
  public static func convolve(
    _ image: Image, _ outputs: [Convolution.Output], vertical: Axis, horizontal: Axis,
    border: BorderMode, outside: [Float]? = nil
  ) -> Image {
    let height =
      (image.shape.height + vertical.before + vertical.after - (vertical.taps - 1)
        * vertical.dilation - 1)
      / vertical.stride + 1
    let width =
      (image.shape.width + horizontal.before + horizontal.after
        - (horizontal.taps - 1) * horizontal.dilation - 1) / horizontal.stride + 1
    var result = Image(
      Shape(channels: outputs.count, height: height, width: width), repeating: 0)
    for (channel, output) in outputs.enumerated() {
      for y in 0..<height {
        for x in 0..<width {
          var sum = RunSum(output.bias)
          for tap in output.taps where tap.weight != 0 {
            let value = sample(
              image, tap.channel,
              y * vertical.stride - vertical.before + tap.row * vertical.dilation,
              x * horizontal.stride - horizontal.before + tap.column * horizontal.dilation,
              border: border, outside: outside)
            sum.add(tap.weight * value)
          }
          result[channel, y, x] = sum.total
        }
      }
    }
    return result
  }

  /// One 2-D kernel on every channel, in double precision: sum of weight(dy, dx) * sample at (y + dy, x + dx).
  public static func correlate(
    _ image: Image, border: BorderMode, _ kernel: [(dy: Int, dx: Int, weight: Double)]
  ) -> [Double] {
    var result: [Double] = []
    for channel in 0..<image.shape.channels {
      for y in 0..<image.shape.height {
        for x in 0..<image.shape.width {
          var sum = 0.0
          for tap in kernel {
            sum +=
              tap.weight * Double(sample(image, channel, y + tap.dy, x + tap.dx, border: border))
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// The matrix of a convolution from one plane of `input` samples to one plane of outputs: `matrix[output][input]`, by
  /// the definition, with nothing outside.
  public static func unrolled(
    _ weights: [[Float]], over input: Shape, vertical: Axis, horizontal: Axis
  ) -> [[Float]] {
    let height =
      (input.height + vertical.before + vertical.after - (vertical.taps - 1) * vertical.dilation - 1)
      / vertical.stride + 1
    let width =
      (input.width + horizontal.before + horizontal.after
        - (horizontal.taps - 1) * horizontal.dilation - 1) / horizontal.stride + 1
    var matrix = Array(
      repeating: [Float](repeating: 0, count: input.height * input.width), count: height * width)
    for y in 0..<height {
      for x in 0..<width {
        for (row, line) in weights.enumerated() {
          for (column, weight) in line.enumerated() {
            let sy = y * vertical.stride - vertical.before + row * vertical.dilation
            let sx = x * horizontal.stride - horizontal.before + column * horizontal.dilation
            if (0..<input.height).contains(sy) && (0..<input.width).contains(sx) {
              matrix[y * width + x][sy * input.width + sx] += weight
            }
          }
        }
      }
    }
    return matrix
  }
}
