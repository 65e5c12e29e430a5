// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Foundation
import TestSupport
import Testing

/// The composed kernels of filters, one after the other; nil if they have none.
private func kernels(_ recipe: Recipe, _ input: Shape) throws -> ComposedKernels? {
  ComposedKernels(try Explanation(recipe, over: input, hasAlpha: false).stages)
}

private func convolve(_ values: [Float], side: Int = 3) throws -> Convolve {
  Convolve(try Weights(shape: [side, side], values: values))
}

@Suite("kernels to which recipes multiply out")
struct ComposedKernelsTests {
  @Test("an impulse filtered by the engine is the composed kernel, turned")
  func impulsesGiveTheKernels() throws {
    let laplacian = try convolve([0, 1, 0, 1, -4, 1, 0, 1, 0])
    var shifted = try convolve([1, 2, 3, 4, 5, 6, 7, 8, 9])
    shifted.dilation = PerAxis(vertical: 2, horizontal: 1)
    shifted.bias = [0.5]
    let grouped = Convolve(
      try Weights(shape: [4, 1, 2, 3], values: (0..<24).map { Float($0 % 7) - 3 }), groups: 2)
    var transposed = Convolve(
      try Weights(shape: [4, 3, 3, 3], values: (0..<108).map { Float($0 % 11) - 5 }), padding: .same
    )
    transposed.direction = .transposed()
    let recipes: [([Filter], Int)] = [
      ([.blur(.gaussian(sigma: 1)), .convolve(laplacian)], 2),
      ([.convolve(shifted), .blur(.gaussian(sigma: 0.7)), .convolve(shifted)], 1),
      ([.mix(.sepia), .blur(.gaussian(sigma: 0.6)), .mix(.sepia)], 3),
      ([.convolve(grouped), .convolve(transposed)], 2),
    ]
    for (filters, channels) in recipes {
      let shape = Shape(channels: channels, height: 31, width: 33)
      let recipe = Recipe(filters.map { .init($0, options: FilterOptions(border: .zero)) })
      let composed = try #require(try kernels(recipe, shape))
      try check(composed, recipe, over: shape)
    }
  }

  /// Compares with the response to an impulse in the middle of each input channel.
  private func check(_ composed: ComposedKernels, _ recipe: Recipe, over shape: Shape) throws {
    let (row, column) = (shape.height / 2, shape.width / 2)
    let stages = try Explanation(recipe, over: shape, hasAlpha: false).stages.map(\.stage)
    for input in 0..<shape.channels {
      var samples = [Float](repeating: 0, count: shape.channels * shape.height * shape.width)
      samples[(input * shape.height + row) * shape.width + column] = 1
      let output = try Image(shape, samples: samples).applying(stages)
      for channel in 0..<output.shape.channels {
        let kernel = composed.kernels.first { $0.output == channel && $0.input == input }
        // The sums have at most 200 terms that add up to at most 500: 200 x 2^-24 x 500 is below 1e-2.
        for y in 8..<(shape.height - 8) {
          for x in 8..<(shape.width - 8) {
            // Output y reads input y + top + i, so weight i meets the impulse where i = row - y - top.
            let (i, j) = (row - y - (kernel?.top ?? 0), column - x - (kernel?.left ?? 0))
            var expected = composed.biases[channel]
            if let weights = kernel?.weights, (0..<weights.rows).contains(i),
              (0..<weights.columns).contains(j)
            {
              expected += weights[i, j]
            }
            #expect(abs(Double(output[channel, y, x]) - expected) < 1e-2)
          }
        }
      }
    }
  }

  @Test("two means of 3 x 3 multiply out to 1 2 3 2 1 both ways")
  func twoMeans() throws {
    let mean = Filter.convolve(try convolve(Array(repeating: 1, count: 9)))
    let shape = Shape(channels: 2, height: 20, width: 20)
    let composed = try #require(try kernels(Recipe([.init(mean), .init(mean)]), shape))
    #expect(composed.kernels.map(\.output) == [0, 1] && composed.kernels.map(\.input) == [0, 1])
    #expect(composed.groups.count == 1)
    let line = [1.0, 2, 3, 2, 1]
    for kernel in composed.kernels {
      #expect(kernel.top == -2 && kernel.left == -2)
      #expect(kernel.weights.values == line.flatMap { a in line.map { a * $0 } })
    }
    #expect(composed.biases == [0, 0])
  }

  @Test("what is not linear, or changes the size by a factor, has no kernel")
  func noKernel() throws {
    let shape = Shape(channels: 3, height: 20, width: 20)
    var activated = try convolve(Array(repeating: 1, count: 9))
    activated.activation = .relu
    for filter in [
      Filter.edge(Edge()), .sharpen(Sharpen(sigma: 1)), .upsample(Upsample(PerAxis(2))),
      .downsample(Downsample(PerAxis(2))), .convolve(activated),
    ] {
      #expect(try kernels(Recipe(filter), shape) == nil, "\(filter)")
    }
    #expect(try kernels(Recipe(.blur(.gaussian(sigma: 1))), shape) != nil)
  }
}

@Suite("frequency responses")
struct FrequencyResponseTests {
  /// A matrix of these rows.
  private func matrix(_ rows: [[Double]]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: rows[0].count)
    for (row, line) in rows.enumerated() {
      for (column, value) in line.enumerated() { result[row, column] = value }
    }
    return result
  }

  @Test("gains are the absolute values of the Fourier sum", arguments: 0..<30)
  func gainsAreTheDefinition(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    var kernel = Matrix(rows: generator.int(1...7), columns: generator.int(1...7))
    for row in 0..<kernel.rows {
      for column in 0..<kernel.columns { kernel[row, column] = Double(generator.float()) - 0.5 }
    }
    let (u, v) = (Double(generator.float()) / 2, Double(generator.float()) / 2)
    var (real, imaginary) = (0.0, 0.0)
    for row in 0..<kernel.rows {
      for column in 0..<kernel.columns {
        let angle = 2 * Double.pi * (u * Double(row) + v * Double(column))
        real += kernel[row, column] * cos(angle)
        imaginary -= kernel[row, column] * sin(angle)
      }
    }
    let gain = FrequencyResponse(kernel).gain(vertical: u, horizontal: v)
    #expect(abs(gain - (real * real + imaginary * imaginary).squareRoot()) < 1e-13)
  }

  @Test("known responses: a tent is cos^2, a box of 3 is (1 + 2 cos) / 3, a difference is 2 sin")
  func closedForms() {
    let tent = FrequencyResponse(matrix([[0.25, 0.5, 0.25]]))
    let box = FrequencyResponse(matrix([[1.0 / 3], [1.0 / 3], [1.0 / 3]]))
    let difference = FrequencyResponse(matrix([[-1, 0, 1]]))
    for step in 0...16 {
      let f = Double(step) / 32
      let cosine = cos(Double.pi * f)
      #expect(abs(tent.gain(.rows, at: f) - cosine * cosine) < 1e-14)
      #expect(abs(tent.gain(.columns, at: f) - 1) < 1e-14)
      #expect(abs(tent.gain(.diagonal, at: f) - cosine * cosine) < 1e-14)
      #expect(abs(box.gain(.columns, at: f) - abs(1 + 2 * cos(2 * .pi * f)) / 3) < 1e-14)
      #expect(abs(difference.gain(.rows, at: f) - 2 * sin(2 * .pi * f)) < 1e-14)
    }
  }
}
