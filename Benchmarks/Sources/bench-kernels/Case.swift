// SPDX-License-Identifier: Apache-2.0

import Clock
import Filters

/// A filter to be timed, and what it is given.
struct Case {
  /// What the samples are before and after.
  enum Samples {
    /// 8-bit pixels, channels interleaved: converted to planes and back.
    case pixels
    /// Planes of floats, as a network has them between its layers: not converted.
    case planes
  }

  let name: String
  let filter: Filter
  let shape: Shape
  var samples = Samples.pixels

  /// The options of a conversion to 8 bits: wide Gaussians may be off by 0.05 levels.
  static let options = FilterOptions(tolerance: 0.05 / 255)

  /// All cases; the names are those that `peers.py` knows.
  static func all() throws -> [Case] {
    let large = Shape(channels: 3, height: 1000, width: 4000)
    let small = Shape(channels: 3, height: 500, width: 2000)
    let three = try Convolve(weights(3, 3))
    let dilated = try Convolve(weights(3, 3), dilation: PerAxis(8))
    let dense = try Convolve(weights(16, 16, 3, 3))
    let matrix = Mix(matrix: [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]])
    return [
      Case(name: "gaussian-2", filter: .blur(.gaussian(sigma: 2)), shape: large),
      Case(name: "gaussian-5", filter: .blur(.gaussian(sigma: 5)), shape: large),
      Case(name: "gaussian-20", filter: .blur(.gaussian(sigma: 20)), shape: large),
      Case(name: "sobel", filter: .edge(Edge(.sobel)), shape: large),
      Case(name: "general-3x3", filter: .convolve(three), shape: large),
      Case(name: "general-5x5", filter: .convolve(Convolve(try weights(5, 5))), shape: large),
      Case(name: "dilated-3x3-8", filter: .convolve(dilated), shape: large),
      Case(name: "matrix", filter: .mix(matrix), shape: large),
      Case(
        name: "bicubic-up-2", filter: .upsample(Upsample(PerAxis(2), kernel: .bicubic)),
        shape: small),
      Case(
        name: "bilinear-down-2",
        filter: .downsample(Downsample(PerAxis(2), kernel: .bilinear)), shape: large),
      Case(
        name: "area-down-2",
        filter: .downsample(Downsample(PerAxis(2), kernel: .nearest)), shape: large),
      Case(
        name: "lanczos3-1333",
        filter: .resize(Resize(.box(width: 1333, height: 1000), fit: .stretch)),
        shape: Shape(channels: 3, height: 3000, width: 4000)),
      Case(
        name: "dense-16-16", filter: .convolve(dense),
        shape: Shape(channels: 16, height: 250, width: 1000), samples: .planes),
    ]
  }

  /// Weights without a pattern that a separable kernel would have, and none of them 0.
  private static func weights(_ extents: Int...) throws -> Weights {
    let count = extents.reduce(1, *)
    let values = (0..<count).map { Float(($0 * 74 + 22) % 58 - 19) / Float(8 * count) }
    return try Weights(shape: extents, values: values)
  }
}

extension Case {
  /// Multiply-adds for each output sample, over all stages.
  func multiplyAdds() throws -> Double {
    var shape = shape
    var sum = 0
    for stage in try filter.lowered(for: shape, hasAlpha: false, options: Case.options).stages {
      sum += stage.cost(over: shape)
      shape = try stage.outputShape(for: shape)
    }
    return Double(sum) / Double(shape.channels * shape.height * shape.width)
  }

  /// Bytes that must be read and written for each output sample, were all between them free.
  func bytes() throws -> Double {
    let output = try filter.lowered(for: shape, hasAlpha: false, options: Case.options).stages
      .reduce(shape) {
        try $1.outputShape(for: $0)
      }
    let ratio = Double(shape.sampleCount) / Double(output.sampleCount)
    return switch samples {
    case .pixels: ratio + 1
    // The result stays in the one row that it was written to.
    case .planes: 4 * ratio
    }
  }
}

extension Shape {
  /// Samples in all channels.
  var sampleCount: Int { channels * height * width }
}
