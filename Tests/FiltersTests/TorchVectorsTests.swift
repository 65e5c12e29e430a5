// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("PyTorch's vectors")
struct TorchVectorsTests {
  @Test("cover every kind of convolution and image")
  func torchVectorsCoverEveryKind() throws {
    let cases = try TorchVectors.cases()
    func count(_ isCounted: (TorchVectors.Case) -> Bool) -> Int { cases.count(where: isCounted) }
    #expect(count { $0.operation == .forward } >= 160)
    #expect(count { $0.operation == .transposed } >= 160)
    #expect(count { $0.operation == .adjoint } >= 40)
    for operation in [TorchVectors.Operation.forward, .transposed] {
      func count(_ isCounted: (TorchVectors.Case) -> Bool) -> Int {
        cases.count { $0.operation == operation && isCounted($0) }
      }
      #expect(count { $0.arguments.groups > 1 } >= 20)
      #expect(count { isMultiplied($0) } >= 15)
      #expect(count { $0.arguments.padding[0] != $0.arguments.padding[2] } >= 20)
      #expect(count { $0.arguments.stride.0 != $0.arguments.stride.1 } >= 20)
      #expect(count { $0.arguments.dilation.0 > 1 && $0.arguments.shape[2] > 1 } >= 20)
      #expect(
        count { $0.arguments.bias.isEmpty } >= 20 && count { !$0.arguments.bias.isEmpty } >= 20)
      #expect(count { $0.input.shape.height == 1 && $0.input.shape.width == 1 } >= 10)
      #expect(count { $0.input.shape.height == 1 && $0.input.shape.width > 1 } >= 10)
      #expect(count { $0.input.shape.height > 1 && $0.input.shape.width == 1 } >= 10)
      #expect(count { $0.arguments.shape[2].isMultiple(of: 2) } >= 20)
      #expect(count { $0.arguments.shape[2] == 1 && $0.arguments.shape[3] > 1 } >= 10)
    }
    #expect(count { $0.isSame } >= 10)
    for border in [BorderMode.zero, .constant(0.25), .replicate, .reflect, .wrap] {
      #expect(count { $0.operation == .forward && $0.arguments.border == border } >= 20)
    }
    #expect(count { $0.arguments.outputPadding.0 > 0 } >= 20)
    #expect(count { $0.operation == .transposed && $0.outputSize != nil } >= 20)
  }

  /// One channel a group in, several out.
  private func isMultiplied(_ one: TorchVectors.Case) -> Bool {
    let (first, second) = (one.arguments.shape[0], one.arguments.shape[1])
    let perGroup = first / one.arguments.groups
    guard one.arguments.groups > 1 else { return false }
    return one.operation == .forward ? second == 1 && perGroup > 1 : perGroup == 1 && second > 1
  }

  /// Relative to the largest sample of a result: 1e-5 is 168 roundings to 24 bits, and the longest
  /// sum here has 75 terms and a bias, folds aside.
  ///
  /// The second bound is for each sample apart, relative to the sum of the absolute values of its
  /// own terms, which is what rounding is relative to: a result near 0 may be the difference of
  /// large terms.
  @Test("equal convolve within 1e-5, streamed", arguments: try TorchVectors.cases())
  func streamedEquals(_ one: TorchVectors.Case) throws {
    let (stages, padding) = try convolve(one).stages(
      for: one.input.shape, border: one.arguments.border)
    let source = try stages.reduce(one.input.source()) { try Streamed($1, over: $0) }
    let result = try Image(collecting: source)
    try #require(result.shape == one.expected.shape)
    #expect(
      [padding.top, padding.left, padding.bottom, padding.right] == one.arguments.padding)
    let errors = zip(result.samples, one.expected.values).map { abs(Double($0) - $1) }
    let largest = try #require(one.expected.magnitudes.values.max())
    #expect(try #require(errors.max()) <= 1e-5 * largest)
    let scales = twin(one, Planes(one.input).magnitudes, one.arguments.magnitudes)
    for (error, scale) in zip(errors, scales.values) { #expect(error <= 1e-5 * scale) }
  }

  /// Bit for bit: inputs, weights and biases are multiples of 2^-23 up to 1, so that their products
  /// are multiples of 2^-46 and sums of up to 128 of them need no more than 53 bits, whatever their
  /// order.
  @Test("equal the plain definition exactly", arguments: try TorchVectors.cases())
  func twinEquals(_ one: TorchVectors.Case) throws {
    let result = twin(one, Planes(one.input), one.arguments)
    try #require(result.shape == one.expected.shape)
    #expect(result.values == one.expected.values)
  }

  private func twin(
    _ one: TorchVectors.Case, _ input: Planes, _ arguments: ConvolutionArguments
  ) -> Planes {
    guard one.operation != .forward else { return Twin.conv2d(input, arguments) }
    var arguments = arguments
    if let size = one.outputSize {
      // The smallest size by the definition, and what is missing.
      arguments.outputPadding = (0, 0)
      let least = size.height - 1 - (one.input.shape.height - 1) * arguments.stride.0
      let narrow = size.width - 1 - (one.input.shape.width - 1) * arguments.stride.1
      let padding = arguments.padding
      arguments.outputPadding = (
        least + padding[0] + padding[2] - (arguments.shape[2] - 1) * arguments.dilation.0,
        narrow + padding[1] + padding[3] - (arguments.shape[3] - 1) * arguments.dilation.1
      )
    }
    return Twin.convTranspose2d(input, arguments)
  }

  private func convolve(_ one: TorchVectors.Case) throws -> Convolve {
    let arguments = one.arguments
    let padding = arguments.padding
    let direction: Convolve.Direction
    switch (one.operation, one.outputSize) {
    case (.forward, _): direction = .forward
    case (_, .some(let size)):
      direction = .transposedTo(height: size.height, width: size.width)
    case (_, nil):
      direction = .transposed(
        outputPadding: PerAxis(
          vertical: arguments.outputPadding.0, horizontal: arguments.outputPadding.1))
    }
    return Convolve(
      try Weights(shape: arguments.shape, values: arguments.weights.map { Float($0) }),
      bias: arguments.bias.map { Float($0) },
      stride: PerAxis(vertical: arguments.stride.0, horizontal: arguments.stride.1),
      dilation: PerAxis(vertical: arguments.dilation.0, horizontal: arguments.dilation.1),
      padding: one.isSame
        ? .same
        : .explicit(top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]),
      groups: arguments.groups, direction: direction)
  }
}
