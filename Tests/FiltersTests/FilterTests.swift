// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import TestSupport
import Testing

/// One column-times-row kernel as a list of 2-D taps.
private func outer(
  _ columnWeights: [Double], _ rowWeights: [Double], dilation: Int = 1
) -> [(dy: Int, dx: Int, weight: Double)] {
  columnWeights.enumerated().flatMap { row, a in
    rowWeights.enumerated().map { column, b in
      (
        dy: (row - columnWeights.count / 2) * dilation,
        dx: (column - rowWeights.count / 2) * dilation, weight: a * b
      )
    }
  }
}

private func gaussianWeights(_ sigma: Double) -> [Double] {
  let radius = Int((4 * sigma).rounded(.up))
  let values = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
  return values.map { $0 / values.reduce(0, +) }
}

/// The largest difference between an image and double-precision samples.
private func distance(_ image: Image, _ expected: [Double]) -> Double {
  precondition(image.samples.count == expected.count)
  return zip(image.samples, expected).map { abs(Double($0) - $1) }.max() ?? 0
}

private let images: [Image] = {
  var generator = SeededGenerator(seed: 7)
  return [(1, 1, 1), (1, 1, 9), (1, 7, 1), (2, 5, 6), (3, 17, 23)].map {
    generator.image(Shape(channels: $0.0, height: $0.1, width: $0.2))
  }
}()

@Test("a blur is the 2-D sum of its weights, at every border", arguments: allBorders)
func blurIsTheTwoDimensionalSum(border: BorderMode) throws {
  let cases: [(Blur, [Double], [Double])] = [
    (.gaussian(sigma: 1), gaussianWeights(1), gaussianWeights(1)),
    (
      Blur(.gaussian(vertical: 0.6, horizontal: 2)), gaussianWeights(0.6), gaussianWeights(2)
    ),
    (Blur(.box(radius: 2)), .init(repeating: 0.2, count: 5), .init(repeating: 0.2, count: 5)),
    (Blur(.binomial(radius: 1), dilation: 3), [0.25, 0.5, 0.25], [0.25, 0.5, 0.25]),
    (
      Blur(.gaussian(vertical: 1, horizontal: 1), dilation: 2), gaussianWeights(1),
      gaussianWeights(1)
    ),
  ]
  for image in images {
    for (blur, columns, rows) in cases {
      let expected = Twin.correlate(
        image, border: border, outer(columns, rows, dilation: blur.dilation))
      let result = try apply(.blur(blur), to: image, .init(border: border))
      #expect(distance(result, expected) < 1e-6)
    }
  }
}

@Test("gradients are the 2-D derivatives, at every border", arguments: allBorders)
func gradientsAreTwoDimensionalDerivatives(border: BorderMode) throws {
  let smooth: [(Edge.Operator, [Double])] = [
    (.sobel, [0.25, 0.5, 0.25]), (.scharr, [3.0 / 16, 10.0 / 16, 3.0 / 16]),
    (.prewitt, [1.0 / 3, 1.0 / 3, 1.0 / 3]),
  ]
  for image in images {
    for dilation in [1, 3] {
      for (name, weights) in smooth {
        let gx = Twin.correlate(
          image, border: border, outer(weights, [-1, 0, 1], dilation: dilation))
        let gy = Twin.correlate(
          image, border: border, outer([-1, 0, 1], weights, dilation: dilation))
        try check(name, gx, gy, image, border, dilation)
      }
      let gx = Twin.correlate(image, border: border, [(0, 0, 1), (dilation, dilation, -1)])
      let gy = Twin.correlate(image, border: border, [(0, dilation, 1), (dilation, 0, -1)])
      try check(.roberts, gx, gy, image, border, dilation)
    }
  }
}

private func check(
  _ name: Edge.Operator, _ gx: [Double], _ gy: [Double], _ image: Image, _ border: BorderMode,
  _ dilation: Int
) throws {
  func result(_ response: Edge.Response) throws -> Image {
    try apply(
      .edge(Edge(name, response: response, dilation: dilation)), to: image, .init(border: border))
  }
  #expect(distance(try result(.x), gx) < 1e-6)
  #expect(distance(try result(.y), gy) < 1e-6)
  #expect(
    distance(try result(.magnitude), zip(gx, gy).map { ($0 * $0 + $1 * $1).squareRoot() }) < 1e-6)
  let angles = try result(.angle)
  for (index, turn) in angles.samples.enumerated() where hypot(gx[index], gy[index]) > 1e-3 {
    let expected = atan2(gy[index], gx[index]) / (2 * Double.pi) + 0.5
    let difference = abs(Double(turn) - expected)
    #expect(min(difference, 1 - difference) < 1e-4)
  }
}

@Test("operators without direction are the absolute 2-D sums", arguments: allBorders)
func laplaciansAreTwoDimensionalSums(border: BorderMode) throws {
  func magnitude(_ kernel: [(dy: Int, dx: Int, weight: Double)], _ image: Image) -> [Double] {
    Twin.correlate(image, border: border, kernel).map(abs)
  }
  let sigma = 0.8
  // The second derivative as the manual defines it: (x^2 - m) g, with response sigma^2 to x^2 / 2.
  let g = gaussianWeights(sigma)
  let squares = g.indices.map { pow(Double($0 - g.count / 2), 2) }
  let m = zip(squares, g).map(*).reduce(0, +)
  let shape = zip(squares, g).map { ($0 - m) * $1 }
  let scale = sigma * sigma / (zip(squares, shape).map(*).reduce(0, +) / 2)
  let second = shape.map { $0 * scale }

  for image in images {
    for dilation in [1, 2] {
      let cross: [(dy: Int, dx: Int, weight: Double)] = [
        (0, 0, -4), (dilation, 0, 1), (-dilation, 0, 1), (0, dilation, 1), (0, -dilation, 1),
      ]
      let laplacian = try apply(
        .edge(Edge(.laplacian, dilation: dilation)), to: image, .init(border: border))
      #expect(distance(laplacian, magnitude(cross, image)) < 2e-6)

      let log = try apply(
        .edge(Edge(.log, sigma: sigma, dilation: dilation)), to: image, .init(border: border))
      let logKernel =
        outer(second, g, dilation: dilation) + outer(g, second, dilation: dilation)
      #expect(distance(log, magnitude(logKernel, image)) < 2e-6)

      let dog = try apply(
        .edge(Edge(.dog, sigma: sigma, dilation: dilation)), to: image, .init(border: border))
      let wide = gaussianWeights(1.6 * sigma)
      let dogKernel =
        outer(g, g, dilation: dilation)
        + outer(wide, wide, dilation: dilation).map { ($0.dy, $0.dx, -$0.weight) }
      #expect(distance(dog, magnitude(dogKernel, image)) < 2e-6)
    }
  }
}

@Test("a step from 0 to 1 gives 1", arguments: [Edge.Operator.sobel, .scharr, .prewitt])
func stepsGiveOne(name: Edge.Operator) throws {
  let shape = Shape(channels: 1, height: 8, width: 8)
  let step = Image(shape, samples: (0..<64).map { $0 % 8 < 4 ? 0 : 1 })
  let x = try apply(.edge(Edge(name, response: .x)), to: step)
  let y = try apply(.edge(Edge(name, response: .y)), to: step)
  let magnitude = try apply(.edge(Edge(name)), to: step)
  for row in 0..<8 {
    #expect((0..<8).map { x[0, row, $0] } == [0, 0, 0, 1, 1, 0, 0, 0])
    #expect((0..<8).map { y[0, row, $0] } == Array(repeating: 0, count: 8))
    #expect((0..<8).map { magnitude[0, row, $0] } == [0, 0, 0, 1, 1, 0, 0, 0])
  }
}

/// The weight of each named kernel at distance `x`, by its definition.
private func definition(_ kernel: ResamplingKernel, _ x: Double) -> Double {
  ResizeKernel(rawValue: kernel.rawValue).map { TwinResize.weight($0, x) } ?? .nan
}

@Test(
  "an enlargement weights the samples around half-pixel centres, at every border",
  arguments: ResamplingKernel.allCases, allBorders)
func upsampleIsTheWeightedMean(kernel: ResamplingKernel, border: BorderMode) throws {
  for image in images {
    for (rows, columns) in [(2, 2), (1, 3), (4, 1), (3, 5)] {
      let result = try apply(
        .upsample(Upsample(PerAxis(vertical: rows, horizontal: columns), kernel: kernel)),
        to: image,
        .init(border: border))
      let shape = Shape(
        channels: image.shape.channels, height: image.shape.height * rows,
        width: image.shape.width * columns)
      #expect(result.shape == shape)
      var expected: [Double] = []
      for channel in 0..<shape.channels {
        for y in 0..<shape.height {
          for x in 0..<shape.width {
            let v = (Double(y) + 0.5) / Double(rows) - 0.5
            let u = (Double(x) + 0.5) / Double(columns) - 0.5
            var sum = 0.0
            var total = 0.0
            for sy in Int(v.rounded(.down)) - 3...Int(v.rounded(.down)) + 4 {
              for sx in Int(u.rounded(.down)) - 3...Int(u.rounded(.down)) + 4 {
                let weight = definition(kernel, v - Double(sy)) * definition(kernel, u - Double(sx))
                sum += weight * Double(Twin.sample(image, channel, sy, sx, border: border))
                total += weight
              }
            }
            expected.append(sum / total)
          }
        }
      }
      #expect(distance(result, expected) < 1e-6)
    }
  }
}

@Test("an impulse becomes the kernel")
func impulseResponses() throws {
  var impulse = Image(Shape(channels: 1, height: 41, width: 41), repeating: 0)
  impulse[0, 20, 20] = 1
  let sigma = 2.0
  let kernel = Kernel.gaussian(sigma: sigma)
  let blurred = try apply(.blur(.gaussian(sigma: sigma)), to: impulse)
  for y in -8...8 {
    for x in -8...8 {
      #expect(blurred[0, 20 + y, 20 + x] == kernel.weights[8 + y] * kernel.weights[8 + x])
    }
  }
  // Upsampling is a transposed convolution: an impulse is the kernel stamped down.
  let (weights, axis) = ResamplingKernel.bicubic.transposed(scale: 3)
  let enlarged = try apply(.upsample(Upsample(PerAxis(3))), to: impulse)
  for row in weights.indices {
    for column in weights.indices {
      #expect(
        enlarged[0, 60 - axis.before + row, 60 - axis.before + column]
          == weights[row] * weights[column])
    }
  }
}

/// Every filter with weights that sum to 1.
private let smoothing: [Filter] =
  [
    .blur(.gaussian(sigma: 2)), .blur(.gaussian(sigma: 0.7)), .blur(.gaussian(sigma: 20)),
    .blur(Blur(.box(radius: 3))), .blur(Blur(.binomial(radius: 4), dilation: 2)),
  ]
  + ResamplingKernel.allCases.flatMap { kernel in
    (1...8).map { .upsample(Upsample(PerAxis($0), kernel: kernel)) }
  }

@Test(
  "a constant image stays constant, in every integer depth and at every border",
  arguments: smoothing)
func constantsStayConstant(filter: Filter) throws {
  for border in [BorderMode.replicate, .symmetric, .reflect, .wrap] {
    for level in [0, 1, 77, 128, 254, 255] {
      let value = Float(level) / 255
      let result = try apply(
        filter, to: Image(Shape(channels: 1, height: 5, width: 7), repeating: value),
        .init(border: border))
      // A power of two comes through exactly; others keep within a 16-bit sample's rounding.
      #expect(result.samples.allSatisfy { abs($0 - value) * 65535 < 0.1 })
    }
    for value in [Float(1), 0.5, 0.25, 2] {
      let result = try apply(
        filter, to: Image(Shape(channels: 1, height: 5, width: 7), repeating: value),
        .init(border: border))
      #expect(result.samples.allSatisfy { $0 == value })
    }
  }
  let constant = try apply(
    filter, to: Image(Shape(channels: 1, height: 5, width: 7), repeating: 0.5),
    .init(border: .constant(0.5)))
  #expect(constant.samples.allSatisfy { $0 == 0.5 })
}

@Test("a filter over a constant image gives no edge")
func constantsHaveNoEdges() throws {
  for name in Edge.Operator.allCases {
    let result = try apply(
      .edge(Edge(name)), to: Image(Shape(channels: 2, height: 6, width: 9), repeating: 0.7))
    #expect(result.samples.allSatisfy { abs($0) * 65535 < 0.1 })
  }
}

@Test("dilation of an enlargement spreads the taps of each phase over the input")
func dilatedUpsample() throws {
  var generator = SeededGenerator(seed: 3)
  let image = generator.image(Shape(channels: 1, height: 1, width: 24))
  let result = try apply(
    .upsample(Upsample(PerAxis(vertical: 1, horizontal: 2), kernel: .bilinear, dilation: 3)),
    to: image)
  for q in 3..<21 {
    // Phase 0 stands a quarter before sample q: 3/4 of it and 1/4 of the one before, three samples away.
    #expect(abs(result[0, 0, 2 * q] - (0.75 * image[0, 0, q] + 0.25 * image[0, 0, q - 3])) < 1e-6)
    #expect(
      abs(result[0, 0, 2 * q + 1] - (0.75 * image[0, 0, q] + 0.25 * image[0, 0, q + 3])) < 1e-6)
  }
}

@Test("parameters without meaning are refused with the range")
func impossibleParametersAreRefused() {
  let refused: [Filter] = [
    .blur(.gaussian(sigma: -1)), .blur(.gaussian(sigma: .nan)), .blur(.gaussian(sigma: .infinity)),
    .blur(.gaussian(sigma: 1001)), .blur(Blur(.box(radius: -1))),
    .blur(Blur(.binomial(radius: 501))), .blur(Blur(.box(radius: 1), dilation: 0)),
    .edge(Edge(.laplacian, response: .x)), .edge(Edge(.log, response: .angle)),
    .edge(Edge(.dog, sigma: 0)), .edge(Edge(.sobel, dilation: 0)),
    .upsample(Upsample(PerAxis(vertical: 0, horizontal: 1))),
    .upsample(Upsample(PerAxis(vertical: 65, horizontal: 1))),
    .upsample(Upsample(PerAxis(2), dilation: 0)),
    .sharpen(Sharpen(sigma: -1)), .sharpen(Sharpen(amount: .nan)), .sharpen(Sharpen(threshold: 2)),
    .downsample(Downsample(PerAxis(vertical: 0, horizontal: 2))),
    .downsample(Downsample(PerAxis(vertical: 2, horizontal: 65))),
  ]
  for filter in refused {
    let error = #expect(throws: FilterError.self) {
      try filter.lowered(for: Shape(channels: 1, height: 9, width: 9), hasAlpha: false)
    }
    #expect(error?.description.isEmpty == false)
  }
  #expect(
    FilterError.outOfRange(parameter: "sigma", value: -1, allowed: 0...1000).description
      == "sigma is -1; it must be from 0 to 1000")
}

@Test(
  "value is the signed result whose magnitude is shown otherwise",
  arguments: [
    Edge.Operator.laplacian, .log, .dog,
  ])
func signedValue(operator: Edge.Operator) throws {
  var generator = SeededGenerator(seed: 8)
  let image = generator.image(Shape(channels: 2, height: 14, width: 17))
  let value = try apply(.edge(Edge(`operator`, response: .value)), to: image)
  let magnitude = try apply(.edge(Edge(`operator`)), to: image)
  #expect(value.samples.map(abs) == magnitude.samples)
  #expect(value.samples.contains { $0 < 0 } && value.samples.contains { $0 > 0 })
  // The middle of a single bright sample: a Laplacian is negative there, a difference of Gaussians positive.
  var point = Image(Shape(channels: 1, height: 25, width: 25), repeating: 0)
  point[0, 12, 12] = 1
  let middle = try apply(.edge(Edge(`operator`, response: .value)), to: point)[0, 12, 12]
  #expect(`operator` == .dog ? middle > 0 : middle < 0)
  if `operator` == .laplacian { #expect(middle == -4) }
}

@Test(
  "operators with a direction have no value, the others no components; messages say what there is")
func responsesFitTheOperator() {
  for (edge, words) in [
    (Edge(.sobel, response: .value), "use x, y, magnitude or angle"),
    (Edge(.roberts, response: .value), "use x, y, magnitude or angle"),
    (Edge(.laplacian, response: .x), "use value for the signed result"),
    (Edge(.dog, response: .angle), "use value for the signed result"),
  ] {
    let error = #expect(throws: FilterError.self) { try Filter.edge(edge).validate() }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words))
  }
}

@Test("magnitudes and angles are known never to be negative, also smoothed")
func neverNegative() {
  let smooth = Filter.blur(.gaussian(sigma: 1))
  for (filters, expected) in [
    ([Filter.edge(Edge())], true), ([.edge(Edge(.log))], true),
    ([.edge(Edge(response: .angle)), smooth, .mix(.gray)], true),
    ([.edge(Edge(response: .x))], false), ([.edge(Edge(.log, response: .value))], false),
    ([.edge(Edge()), .mix(.invert)], false), ([.edge(Edge()), .sharpen(Sharpen())], false),
    ([smooth], false),
  ] {
    #expect(Recipe(filters.map { Recipe.Step($0) }).isNeverNegative == expected, "\(filters)")
  }
}
