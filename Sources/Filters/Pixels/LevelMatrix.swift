// SPDX-License-Identifier: Apache-2.0

/// A product of RGB levels with a matrix of 1 or 3 rows.
struct LevelMatrix: Sendable {
  /// The weights of red, green and blue, output by output.
  let weights: [Float]
  /// What is added to each output, in levels.
  let biases: [Float]
  /// Whether results can lie outside 0...255.
  let clamps: Bool

  /// The largest magnitude of a result, in units of 255: results must fit in integers.
  private static let maxTotal: Float = 1_000_000

  /// The product that a convolution of single pixels is; `nil` if it is another one.
  init?(_ convolution: Convolution) {
    guard convolution.inputChannels == 3, [1, 3].contains(convolution.outputs.count),
      convolution.vertical == .identity, convolution.horizontal == .identity
    else { return nil }
    var weights: [Float] = []
    var biases: [Float] = []
    var clamps = false
    for output in convolution.outputs {
      var row: [Float] = [0, 0, 0]
      for tap in output.taps { row[tap.channel] += tap.weight }
      let bias = Float(Double(output.bias) * 255)
      let (least, most) = row.reduce((bias, bias)) { range, weight in
        (range.0 + 255 * min(weight, 0), range.1 + 255 * max(weight, 0))
      }
      // Infinities and NaN are not smaller.
      guard max(abs(least), abs(most)) < Self.maxTotal * 255 else { return nil }
      clamps = clamps || least < -0.5 || most > 255.5
      weights += row
      biases.append(bias)
    }
    (self.weights, self.biases, self.clamps) = (weights, biases, clamps)
  }
}
