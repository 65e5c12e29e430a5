// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The filters of `PixelFilter` by their definitions, in exact numbers: the plain twin.
///
/// Every weight is a whole number over a power of two, so `Double` has all sums exactly.
public struct TwinPixels {
  /// The extent of the image.
  public let shape: Shape
  /// Sample `[channel, y, x]` is element `(y * width + x) * channels + channel`.
  public var levels: [UInt8]

  /// An image of these levels.
  public init(_ shape: Shape, levels: [UInt8]) {
    self.shape = shape
    self.levels = levels
  }

  /// Noise in which every other sample is black or white, so that results reach beyond the range.
  public static func noise(
    _ shape: Shape, using generator: inout SeededGenerator
  ) -> TwinPixels {
    TwinPixels(
      shape,
      levels: (0..<(shape.channels * shape.height * shape.width)).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator)
          : Bool.random(using: &generator) ? 255 : 0
      })
  }

  /// The level at a position, possibly outside; a constant outside stands for the nearest level.
  public func level(_ channel: Int, _ y: Int, _ x: Int, _ border: BorderMode) -> Double {
    guard let row = border.index(y, count: shape.height),
      let column = border.index(x, count: shape.width)
    else { return (Double(border.constant ?? 0) * 255).rounded() }
    return Double(levels[(row * shape.width + column) * shape.channels + channel])
  }

  private func map(
    to result: Shape, _ sample: (_ channel: Int, _ y: Int, _ x: Int) -> Double
  ) -> [Double] {
    (0..<result.height).flatMap { y in
      (0..<result.width).flatMap { x in (0..<result.channels).map { sample($0, y, x) } }
    }
  }

  /// Enlarges by 2: output i lies at the input coordinate (i + 1/2) / 2 - 1/2.
  public func doubled(_ kernel: (Double) -> Double, _ border: BorderMode) -> [Double] {
    let result = Shape(
      channels: shape.channels, height: 2 * shape.height, width: 2 * shape.width)
    return map(to: result) { channel, y, x in
      let (row, column) = (Double(y) / 2 - 0.25, Double(x) / 2 - 0.25)
      var sum = 0.0
      for i in (y / 2 - 3)...(y / 2 + 3) where kernel(Double(i) - row) != 0 {
        for j in (x / 2 - 3)...(x / 2 + 3) where kernel(Double(j) - column) != 0 {
          sum +=
            kernel(Double(i) - row) * kernel(Double(j) - column) * level(channel, i, j, border)
        }
      }
      return sum
    }
  }

  /// Reduces by 2: the kernel is as wide as two inputs, and its weights sum to 1.
  public func halved(_ kernel: (Double) -> Double, _ border: BorderMode) -> [Double] {
    let result = Shape(
      channels: shape.channels, height: (shape.height + 1) / 2, width: (shape.width + 1) / 2)
    return map(to: result) { channel, y, x in
      var sum = 0.0
      for i in (2 * y - 4)...(2 * y + 5) {
        for j in (2 * x - 4)...(2 * x + 5) {
          let (down, across) = (Double(i - 2 * y) - 0.5, Double(j - 2 * x) - 0.5)
          let weight = kernel(down / 2) / 2 * kernel(across / 2) / 2
          if weight != 0 { sum += weight * level(channel, i, j, border) }
        }
      }
      return sum
    }
  }

  /// The magnitude of Sobel's gradient, scaled so that a step from 0 to 255 gives 255.
  public func sobel(_ border: BorderMode) -> [Double] {
    let smooth = [1.0, 2, 1]
    return map(to: shape) { channel, y, x in
      var (across, down) = (0.0, 0.0)
      for i in -1...1 {
        for j in -1...1 {
          let level = level(channel, y + i, x + j, border)
          across += smooth[i + 1] / 4 * Double(j) * level
          down += Double(i) * smooth[j + 1] / 4 * level
        }
      }
      return (across * across + down * down).squareRoot()
    }
  }

  /// The products of the pixels and a matrix.
  public func mixed(_ matrix: [[Double]]) -> [Double] {
    map(to: Shape(channels: matrix.count, height: shape.height, width: shape.width)) { o, y, x in
      (0..<shape.channels).reduce(0) {
        $0 + matrix[o][$1] * level($1, y, x, .replicate)
      }
    }
  }

  /// Exact results as levels: clamped, rounded to nearest, ties to even.
  public static func levels(_ exact: [Double]) -> [UInt8] {
    exact.map { UInt8(min(max($0, 0), 255).rounded(.toNearestOrEven)) }
  }

  /// The triangle.
  public static func triangle(_ x: Double) -> Double { max(0, 1 - abs(x)) }

  /// The box of the nearest sample.
  public static func box(_ x: Double) -> Double { abs(x) < 0.5 ? 1 : 0 }

  /// Keys' cubic with a = -1/2.
  public static func cubic(_ x: Double) -> Double {
    let d = abs(x)
    if d < 1 { return 1.5 * d * d * d - 2.5 * d * d + 1 }
    return d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0
  }
}
