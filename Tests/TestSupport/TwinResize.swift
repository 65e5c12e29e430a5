// SPDX-License-Identifier: Apache-2.0

public import Filters
private import Foundation

/// The plain definition of `resize`, in `Double`: every weight from a formula, every sum a loop.
///
/// It shares no code with the library: positions are `Double`s, weights are not rounded, and a row of the
/// matrix is one output sample.
public enum TwinResize {
  /// Returns the weight of each named kernel at distance `x`, by its definition.
  public static func weight(_ kernel: ResizeKernel, _ x: Double) -> Double {
    let x = abs(x)
    func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
    switch kernel {
    case .area, .nearest: return x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .hamming: return x < 1 ? sinc(x) * (0.54 + 0.46 * cos(.pi * x)) : 0
    case .lanczos2: return x < 2 ? sinc(x) * sinc(x / 2) : 0
    case .lanczos3: return x < 3 ? sinc(x) * sinc(x / 3) : 0
    case .bicubic:
      if x < 1 { return 1.5 * x * x * x - 2.5 * x * x + 1 }
      return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0
    case .mitchell:
      if x < 1 { return 7.0 / 6 * x * x * x - 2 * x * x + 8.0 / 9 }
      return x < 2 ? -7.0 / 18 * x * x * x + 2 * x * x - 10.0 / 3 * x + 16.0 / 9 : 0
    case .bspline:
      if x < 1 { return 0.5 * x * x * x - x * x + 2.0 / 3 }
      return x < 2 ? pow(2 - x, 3) / 6 : 0
    case .magic2013:
      if x < 0.5 { return 17.0 / 16 - 7.0 / 4 * x * x }
      if x < 1.5 { return (1 - x) * (7.0 / 4 - x) }
      return x < 2.5 ? -pow(x - 2.5, 2) / 8 : 0
    case .magic2021:
      if x < 0.5 { return 577.0 / 576 - 239.0 / 144 * x * x }
      if x < 1.5 { return (140 * x * x - 379 * x + 239) / 144 }
      if x < 2.5 { return -(24 * x * x - 113 * x + 130) / 144 }
      if x < 3.5 { return (4 * x * x - 27 * x + 45) / 144 }
      return x < 4.5 ? -pow(2 * x - 9, 2) / 1152 : 0
    }
  }

  /// Returns the matrix of one axis: a row of `input` weights for each of `output` samples.
  ///
  /// A constant border adds a weight for the constant at the end of each row.
  public static func matrix(
    _ input: Int, to output: Int, _ kernel: ResizeKernel, _ border: BorderMode
  ) -> [[Double]] {
    (0..<output).map { o in
      var row = [Double](repeating: 0, count: input + 1)
      if input == output {
        row[o] = 1
        return row
      }
      let all = terms(input, to: output, kernel, o)
      let kept = border == .trim ? all.filter { (0..<input).contains($0.position) } : all
      let sum = kept.reduce(0) { $0 + $1.weight }
      for term in kept {
        row[place(of: term.position, count: input, border) ?? input] += term.weight / sum
      }
      return row
    }
  }

  /// Returns the samples that an output is a mean of.
  private static func terms(
    _ input: Int, to output: Int, _ kernel: ResizeKernel, _ o: Int
  ) -> [(position: Int, weight: Double)] {
    let ratio = Double(input) / Double(output)
    switch kernel {
    case .nearest: return [((2 * o + 1) * input / (2 * output), 1)]
    case .area:
      let (low, high) = (Double(o) * ratio, Double(o + 1) * ratio)
      return (Int(low) - 1...Int(high) + 1).compactMap { position in
        let overlap = min(high, Double(position + 1)) - max(low, Double(position))
        return overlap > 1e-9 ? (position, overlap) : nil
      }
    default:
      let center = (Double(o) + 0.5) * ratio - 0.5
      let stretch = max(1, ratio)
      let reach = Int(5 * stretch) + 1
      return (Int(center) - reach...Int(center) + reach).compactMap { position in
        let weight = weight(kernel, (Double(position) - center) / stretch)
        return weight == 0 ? nil : (position, weight)
      }
    }
  }

  /// Returns the sample shown at a position, by stepping back into the image; `nil` for a constant.
  private static func place(of position: Int, count: Int, _ border: BorderMode) -> Int? {
    var position = position
    while position < 0 || position >= count {
      let isBefore = position < 0
      switch border {
      case .zero, .constant: return nil
      case .replicate, .trim: position = isBefore ? 0 : count - 1
      case .symmetric: position = isBefore ? -1 - position : 2 * count - 1 - position
      case .reflect:
        if count == 1 { return 0 }
        position = isBefore ? -position : 2 * (count - 1) - position
      case .wrap: position += isBefore ? count : -count
      }
    }
    return position
  }

  /// Returns an image resized by the two matrices, `[channel][row][column]`.
  public static func resized(
    _ image: Image, height: Int, width: Int, _ kernel: ResizeKernel, _ border: BorderMode
  ) -> [[[Double]]] {
    let rows = matrix(image.shape.height, to: height, kernel, border)
    let columns = matrix(image.shape.width, to: width, kernel, border)
    let constant = Double(border.constant ?? 0)
    return (0..<image.shape.channels).map { channel in
      let wide = (0..<image.shape.height).map { y in
        columns.map { weights in
          (0..<image.shape.width).reduce(weights[image.shape.width] * constant) {
            $0 + weights[$1] * Double(image[channel, y, $1])
          }
        }
      }
      return rows.map { weights in
        (0..<width).map { x in
          (0..<image.shape.height).reduce(weights[image.shape.height] * constant) {
            $0 + weights[$1] * wide[$1][x]
          }
        }
      }
    }
  }
}
