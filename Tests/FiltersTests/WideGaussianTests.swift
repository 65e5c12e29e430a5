// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Foundation
import TestSupport
import Testing

@Suite("Wide Gaussians: reduced, blurred, enlarged")
struct WideGaussianTests {
  /// What product and issue allow, in samples of 0...1.
  private static let tolerance = 0.05 / 255

  /// exp(-x^2 / 2 sigma^2) for x in -ceil(4 sigma)...ceil(4 sigma), divided by its sum.
  private func gaussian(_ sigma: Double) -> [Double] {
    let radius = Int((4 * sigma).rounded(.up))
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// How many stages a blur has: two by its own weights.
  private func stages(
    _ blur: Blur, channels: Int = 1, hasAlpha: Bool = false, _ options: FilterOptions = .init()
  ) throws -> Int {
    try Filter.blur(blur).lowered(
      for: Shape(channels: channels, height: 90, width: 100), hasAlpha: hasAlpha, options: options
    ).stages.count
  }

  /// The whole matrix of the blur along rows is looked at: each image row holds one sample of 1.
  ///
  /// The worst image for an output has ones where the difference from the Gaussian is positive, or
  /// where it is negative.
  @Test(
    "no image whatever is further off than allowed",
    arguments: [4.5, 5, 6, 6.7, 8, 11.3, 16, 20, 33, 50], [1, 1 / 12.92])
  func noImageExceedsTheBound(sigma: Double, share: Double) throws {
    let options = FilterOptions(border: .zero, tolerance: Self.tolerance * share)
    let weights = gaussian(sigma)
    let radius = weights.count / 2
    // Outputs of a whole period in the middle, and all inputs that they read.
    let count = 2 * (radius + 100) + 16
    var samples = [Float](repeating: 0, count: count * count)
    for place in 0..<count { samples[place * count + place] = 1 }
    let image = Image(Shape(channels: 1, height: count, width: count), samples: samples)
    let blur = Blur(.gaussian(vertical: 0, horizontal: sigma))
    let result = try apply(.blur(blur), to: image, options)
    if share == 1 { #expect(try stages(blur, options) > 2) }
    for output in radius + 100..<radius + 116 {
      var (positive, negative) = (0.0, 0.0)
      for input in 0..<count {
        let place = input - output + radius
        let exact = weights.indices.contains(place) ? weights[place] : 0
        let difference = Double(result[0, input, output]) - exact
        positive += max(0, difference)
        negative -= min(0, difference)
      }
      #expect(max(positive, negative) <= Self.tolerance * share / 2 + 1e-6)
    }
  }

  @Test(
    "every border, on images of every size",
    arguments: [
      BorderMode.zero, .constant(0.25), .replicate, .symmetric, .reflect, .wrap,
    ])
  func everyBorderOnEverySize(border: BorderMode) throws {
    var generator = SeededGenerator(seed: 7)
    for (height, width) in [(1, 1), (1, 90), (70, 1), (5, 33), (47, 60)] {
      for (vertical, horizontal) in [(8.0, 8.0), (30, 6.5), (2, 21), (12, 0), (0, 9)] {
        let image = Image(
          Shape(channels: 1, height: height, width: width),
          samples: (0..<height * width).map { _ in Float(generator.int(0...1)) })
        let blur = Blur(.gaussian(vertical: vertical, horizontal: horizontal))
        let result = try apply(
          .blur(blur), to: image, .init(border: border, tolerance: Self.tolerance))
        let exact = twin(image, vertical, horizontal, border)
        for (sample, expected) in zip(result.samples, exact) {
          #expect(abs(Double(sample) - expected) <= Self.tolerance)
        }
      }
    }
  }

  /// The definition in double precision: a sum over columns, then over rows.
  private func twin(
    _ image: Image, _ vertical: Double, _ horizontal: Double, _ border: BorderMode
  ) -> [Double] {
    let (height, width) = (image.shape.height, image.shape.width)
    let outside = border.constant.map(Double.init) ?? 0
    func sum(_ sigma: Double, _ count: Int, at place: Int, _ sample: (Int) -> Double) -> Double {
      let weights = sigma > 0 ? gaussian(sigma) : [1]
      return weights.indices.reduce(0) { total, index in
        let position = place + index - weights.count / 2
        let inside = Twin.folded(position, count: count, border: border)
        return total + weights[index] * (inside.map(sample) ?? outside)
      }
    }
    let columns = (0..<height).map { y in
      (0..<width).map { x in
        sum(vertical, height, at: y) { Double(image[0, $0, x]) }
      }
    }
    return columns.flatMap { row in
      (0..<width).map { x in sum(horizontal, width, at: x) { row[$0] } }
    }
  }

  @Test("a Gaussian that is narrow, dilated, wanted exactly or beside alpha has its full kernel")
  func fullKernels() throws {
    let wide = FilterOptions(tolerance: Self.tolerance)
    #expect(try stages(.gaussian(sigma: 20), wide) > 2)
    #expect(try stages(.gaussian(sigma: 4.4), wide) == 2)
    #expect(try stages(.gaussian(sigma: 5), wide) > 2)
    #expect(try stages(Blur(.gaussian(vertical: 20, horizontal: 20), dilation: 2), wide) == 2)
    #expect(try stages(.gaussian(sigma: 20)) == 2)
    #expect(try stages(.gaussian(sigma: 20), FilterOptions(tolerance: 0)) == 2)
    for (alpha, isFull) in [(AlphaMode.keep, true), (.premultiply, true), (.independent, false)] {
      let options = FilterOptions(alpha: alpha, tolerance: Self.tolerance)
      #expect(
        try (stages(.gaussian(sigma: 20), channels: 4, hasAlpha: true, options) <= 4) == isFull)
    }
  }

  @Test("the tighter the tolerance, the closer the chain, up to the full kernel")
  func tighterTolerancesAreCloser() throws {
    func step(_ sigma: Double, _ tolerance: Double) throws -> Int {
      let blur = Blur(.gaussian(vertical: sigma, horizontal: 0))
      let lowered = try Filter.blur(blur).lowered(
        for: Shape(channels: 1, height: 90, width: 100), hasAlpha: false,
        options: .init(tolerance: tolerance))
      return try #require(lowered.stages.first as? Convolution).vertical.stride
    }
    #expect(try step(20, 4e-3) > step(20, 4e-4) && step(20, 4e-4) > step(20, 5e-5))
    // The cut at 4 sigma is a jump that no chain has.
    #expect(try step(20, 1e-5) == 1 && step(200, 0.05 / 65535) == 1)
    #expect(try step(1000, 0.05 / 65535) > 1)
  }

  @Test("memory and cost do not grow with sigma")
  func costDoesNotGrowWithSigma() throws {
    func explained(_ sigma: Double, tolerance: Double = 0.05 / 255) throws -> (
      bytes: Int, products: Double
    ) {
      let explanation = try Explanation(
        Recipe(.blur(.gaussian(sigma: sigma)), options: FilterOptions(tolerance: tolerance)),
        over: Shape(channels: 3, height: 3000, width: 4000), hasAlpha: false)
      return (
        explanation.bytesHeld,
        Double(explanation.stages.reduce(0) { $0 + $1.multiplyAdds }) / (3 * 3000 * 4000)
      )
    }
    let (own, wide, widest) = (
      try explained(20, tolerance: 0), try explained(20), try explained(200)
    )
    #expect(own.products > 300 && wide.products < 20 && widest.products < 20)
    #expect(wide.bytes < own.bytes && widest.bytes < 2 * own.bytes)
  }
}
