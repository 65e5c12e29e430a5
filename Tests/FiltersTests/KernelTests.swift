// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import TestSupport
import Testing

/// Sum of weight * x^power around the centre, in double precision.
private func moment(_ kernel: Kernel, _ power: Int) -> Double {
  kernel.weights.enumerated().map { index, weight in
    Double(weight) * pow(Double(index - kernel.center), Double(power))
  }.reduce(0, +)
}

/// The sum as a convolution takes it: in order, in Float.
private func floatSum(_ weights: [Float]) -> Float { weights.reduce(0, +) }

@Test(
  "a Gaussian is exp(-x^2 / 2 sigma^2), cut at 4 sigma, with sum 1 and variance sigma^2",
  arguments: [0.3, 0.5, 0.8, 1, 1.5, 2, 3.3, 5, 10, 20, 50, 200])
func gaussianHasItsFormulaAndMoments(sigma: Double) {
  let kernel = Kernel.gaussian(sigma: sigma)
  let radius = Int((4 * sigma).rounded(.up))
  #expect(kernel.weights.count == 2 * radius + 1)
  #expect(kernel.center == radius)
  #expect(floatSum(kernel.weights) == 1)
  #expect(kernel.weights == kernel.weights.reversed())
  let exact = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
  let sum = exact.reduce(0, +)
  for (weight, value) in zip(kernel.weights, exact) {
    // Less than a unit of 2^-24 away, the middle weight less than two.
    #expect(abs(Double(weight) - value / sum) < 0x1p-23)
  }
  if sigma >= 1 {
    // The cut at 4 sigma takes 0.11 % of the variance.
    #expect(abs(moment(kernel, 2) / (sigma * sigma) - 1) < 2e-3)
  }
}

@Test("sigma 0 leaves everything as it is")
func gaussianOfZero() {
  #expect(Kernel.gaussian(sigma: 0) == .identity)
}

@Test("a box has equal weights and sum 1", arguments: [0, 1, 2, 3, 7, 25, 100])
func boxHasEqualWeights(radius: Int) {
  let kernel = Kernel.box(radius: radius)
  #expect(kernel.weights.count == 2 * radius + 1)
  #expect(floatSum(kernel.weights) == 1)
  let exact = 1 / Double(2 * radius + 1)
  #expect(kernel.weights.allSatisfy { abs(Double($0) - exact) < 0x1p-23 })
  #expect(kernel.weights == kernel.weights.reversed())
  let variance = Double(radius * (radius + 1)) / 3
  #expect(abs(moment(kernel, 2) - variance) <= 1e-5 * variance)
}

@Test("binomial weights are a row of Pascal's triangle, with variance radius / 2")
func binomialIsARowOfPascalsTriangle() {
  #expect(Kernel.binomial(radius: 1).weights == [0.25, 0.5, 0.25])
  #expect(Kernel.binomial(radius: 2).weights == [1, 4, 6, 4, 1].map { $0 / 16 })
  #expect(Kernel.binomial(radius: 3).weights == [1, 6, 15, 20, 15, 6, 1].map { $0 / 64 })
  for radius in [5, 20, 100, 500] {
    let kernel = Kernel.binomial(radius: radius)
    #expect(floatSum(kernel.weights) == 1)
    #expect(abs(moment(kernel, 2) / (Double(radius) / 2) - 1) < 1e-5)
  }
}

@Test(
  "the second derivative of a Gaussian ignores constants and ramps and takes x^2 / 2 to sigma^2",
  arguments: [0.3, 0.5, 1, 2, 5, 20, 100])
func secondDerivative(sigma: Double) {
  let kernel = Kernel.gaussianSecondDerivative(sigma: sigma)
  #expect(abs(floatSum(kernel.weights)) < 1e-7)
  #expect(abs(moment(kernel, 0)) < 1e-6)
  #expect(abs(moment(kernel, 1)) < 1e-5 * sigma)
  #expect(abs(moment(kernel, 2) / 2 - sigma * sigma) < 1e-4 * sigma * sigma)
  if sigma >= 2 {
    // (x^2 - sigma^2) / sigma^2 g(x), the continuous kernel, at its centre: -g(0).
    let peak = -1 / (sigma * (2 * Double.pi).squareRoot())
    #expect(abs(Double(kernel.weights[kernel.center]) / peak - 1) < 0.01)
  }
}

@Test(
  "each phase of an enlargement sums to 1, and the phases mirror each other",
  arguments: ResamplingKernel.allCases, 1...9)
func resamplingPhases(kernel: ResamplingKernel, scale: Int) {
  let (weights, axis) = kernel.transposed(scale: scale)
  #expect(weights.count == axis.taps)
  for phase in 0..<scale {
    let taps = stride(from: phase, to: weights.count, by: scale).map { weights[$0] }
    #expect(floatSum(taps) == 1)
  }
  for (weight, mirrored) in zip(weights, weights.reversed()) {
    #expect(weight == mirrored)
  }
}

@Test("interpolating kernels reproduce a ramp, at half-pixel centers", arguments: 1...6)
func resamplingReproducesRamps(scale: Int) throws {
  for kernel in [ResamplingKernel.bilinear, .bicubic, .mitchell, .bspline] {
    let ramp = Image(
      Shape(channels: 1, height: 1, width: 20), samples: (0..<20).map { Float($0) })
    let filter = Filter.upsample(.init(PerAxis(vertical: 1, horizontal: scale), kernel: kernel))
    let result = try apply(filter, to: ramp)
    for x in (4 * scale)..<(16 * scale) {
      let position = (Float(x) + 0.5) / Float(scale) - 0.5
      #expect(abs(result[0, 0, x] - position) < 1e-5)
    }
  }
}
