// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// The product of a row of weights and a column of windows as the row loops sum it: in `Float`,
/// from the bias on.
private func floatProduct(_ stage: Convolution, _ windows: Matrix) -> [Float] {
  let weights = stage.weightsMatrix
  return (0..<weights.rows).flatMap { row in
    (0..<windows.columns).map { column in
      var sum = stage.outputs[row].bias
      for inner in 0..<weights.columns where weights[row, inner] != 0 {
        sum = sum + Float(weights[row, inner]) * Float(windows[inner, column])
      }
      return sum
    }
  }
}

@Suite("the three readings of a convolution")
struct ReadingsTests {
  @Test("streamed, weights times im2col, and the unrolled matrix give the same", arguments: 0..<120)
  func readingsAgree(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let one = RandomConvolve(isTransposed: false, border: allBorders[seed % 6], using: &generator)
    let stage = try #require(
      try one.convolve.stages(for: one.input.shape, border: one.border).stages.first
        as? Convolution)
    let streamed = try apply([stage], to: one.input)
    let windows = try stage.im2col(one.input)
    let unrolled = try stage.unrolledMatrix(for: one.input.shape)
    let bounds = one.twin().bounds.values

    let area = streamed.shape.height * streamed.shape.width
    let products = stage.weightsMatrix.multiplied(by: windows).values.enumerated().map {
      $1 + Double(stage.outputs[$0 / area].bias)
    }
    try #require(products.count == streamed.samples.count)
    for (index, value) in unrolled.applied(to: one.input.samples).enumerated() {
      #expect(abs(value - Double(streamed.samples[index])) <= bounds[index] * 1.001)
      // Both in double precision: 2^-53 instead of 2^-24.
      #expect(abs(value - products[index]) <= bounds[index] * 2 * 0x1p-29)
    }
    // With one input channel to an output the order of the sums is that of the stage.
    if one.arguments.shape[1] == 1 { #expect(floatProduct(stage, windows) == streamed.samples) }
  }

  @Test("a matrix for the eye: a kernel of three over four samples, zeros outside")
  func unrolledByHand() throws {
    let weights = try Weights(shape: [1, 3], values: [1, 2, 3])
    let shape = Shape(channels: 1, height: 1, width: 4)
    let forward = Convolve(weights)
    let rows: [[Double]] = [[2, 3, 0, 0], [1, 2, 3, 0], [0, 1, 2, 3], [0, 0, 1, 2]]
    #expect(
      try forward.unrolledMatrix(for: shape, border: .zero).matrix.values == rows.flatMap(\.self))
    let folded: [[Double]] = [[3, 3, 0, 0], [1, 2, 3, 0], [0, 1, 2, 3], [0, 0, 1, 5]]
    let replicated = try forward.unrolledMatrix(for: shape, border: .replicate)
    #expect(replicated.matrix.values == folded.flatMap(\.self))
    #expect(replicated.constant == [0, 0, 0, 0])
    let constant = try forward.unrolledMatrix(for: shape, border: .constant(10))
    #expect(constant.matrix.values == rows.flatMap(\.self))
    #expect(constant.constant == [10, 0, 0, 30])

    let transposed = Convolve(weights, padding: .same, direction: .transposed())
    let back = try transposed.unrolledMatrix(for: shape, border: .replicate)
    #expect(back.matrix == replicated.matrix.transposed)
  }

  @Test("im2col of two channels stands in the order of PyTorch's unfold")
  func im2colByHand() throws {
    let weights = try Weights(shape: [1, 2, 2, 1], values: [1, 2, 3, 4])
    let image = Image(Shape(channels: 2, height: 2, width: 2), samples: [1, 2, 3, 4, 5, 6, 7, 8])
    let stage = try #require(
      try Convolve(weights, padding: .valid).stages(for: image.shape, border: .zero).stages.first
        as? Convolution)
    let windows = try stage.im2col(image)
    #expect(windows.rows == 4 && windows.columns == 2)
    #expect(windows.values == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(stage.weightsMatrix.values == [1, 2, 3, 4])
    #expect(stage.weightsMatrix.multiplied(by: windows).values == [50, 60])
  }

  @Test("a convolution without an output has no matrix")
  func noOutputNoMatrix() throws {
    let stage = Convolution(
      inputChannels: 1, outputs: [.init([])], vertical: Axis(taps: 3))
    let small = Shape(channels: 1, height: 2, width: 2)
    #expect(throws: ShapeError.kernelTooLarge(reach: 3, available: 2)) {
      try stage.unrolledMatrix(for: small)
    }
    #expect(throws: ShapeError.kernelTooLarge(reach: 3, available: 2)) {
      try stage.im2col(Image(small, repeating: 0))
    }
  }
}
