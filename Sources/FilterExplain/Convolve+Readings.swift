// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Convolve {
  /// Returns the convolution over images of this shape as one matrix.
  ///
  /// The matrix of a transposed convolution is built as the transpose of the matrix of
  /// `adjoint(for:border:)`, not from the stages, so it shows independently what they compute.
  ///
  /// - Throws: as `stages(for:border:outside:)`.
  package func unrolledMatrix(
    for input: Shape, border: BorderMode, outside: [Float]? = nil
  ) throws -> Convolution.Unrolled {
    let (stages, padding) = try stages(for: input, border: border, outside: outside)
    guard isTransposed else {
      return try convolution(
        channels: input.channels, padding: padding, border: border, outside: outside
      ).unrolledMatrix(for: input)
    }
    var output = input
    for stage in stages { output = try stage.outputShape(for: output) }
    let forward = try adjoint(for: input, border: border)
    let full = try forward.outputShape(for: output)
    let matrix = try forward.unrolledMatrix(for: output).matrix
    // Drop the positions after the last input, which a large output padding makes room for.
    let kept = (0..<matrix.rows).filter { row in
      row / full.width % full.height < input.height && row % full.width < input.width
    }
    let area = output.height * output.width
    let bias = biases(over: input.channels)
    return Convolution.Unrolled(
      matrix: matrix.selecting(rows: kept).transposed,
      constant: (0..<(output.channels * area)).map { Double(bias[$0 / area]) })
  }

  /// Returns the convolution whose matrix is the transpose of this transposed convolution's: equal
  /// weights, stride, dilation and padding, without bias.
  ///
  /// It maps images of this convolution's output shape to images of its input shape.
  ///
  /// - Throws: as `stages(for:border:outside:)`.
  /// - Precondition: `isTransposed`.
  package func adjoint(for input: Shape, border: BorderMode) throws -> Convolution {
    precondition(isTransposed, "the adjoint of a convolution is this convolution transposed")
    let (_, padding) = try stages(for: input, border: border)
    var forward = self
    forward.direction = .forward
    forward.bias = []
    forward.padding = .explicit(
      top: padding.top, left: padding.left, bottom: padding.bottom, right: padding.right)
    forward.isNormalized = false
    if isNormalized {
      forward.weights = try Weights(shape: weights.shape, values: normalizedValues())
    }
    return try forward.convolution(
      channels: outputChannels(over: input.channels), padding: padding, border: border)
  }
}
