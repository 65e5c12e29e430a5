// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing

/// A dense kernel of ones between single channels.
private func ones(_ height: Int, _ width: Int) throws -> Weights {
  try Weights(
    shape: [1, 1, height, width], values: Array(repeating: 1, count: height * width))
}

@Suite("what convolve refuses")
struct ConvolveRefusalTests {
  @Test(
    "weights that are none",
    arguments: [
      ([3], 3, "weights have 2 or 4 axes of at least 1, not the shape (3)"),
      ([], 1, "weights have 2 or 4 axes of at least 1, not the shape ()"),
      ([1, 2, 3], 6, "weights have 2 or 4 axes of at least 1, not the shape (1, 2, 3)"),
      ([2, 0, 3, 3], 0, "weights have 2 or 4 axes of at least 1, not the shape (2, 0, 3, 3)"),
      ([2, -1], 2, "weights have 2 or 4 axes of at least 1, not the shape (2, -1)"),
      ([3, 3], 8, "weights of the shape (3, 3) are not 8 numbers"),
      (
        [Int.max, 2, 2, 2], 8,
        "weights of the shape (9223372036854775807, 2, 2, 2) are not 8 numbers"
      ),
    ])
  func malformedWeightsAreRefused(shape: [Int], count: Int, message: String) {
    let error = #expect(throws: FilterError.self) {
      try Weights(shape: shape, values: Array(repeating: 1, count: count))
    }
    #expect(error?.description == message)
  }

  @Test("numbers that are none")
  func notFinite() throws {
    let infinite = #expect(throws: FilterError.self) {
      try Weights(shape: [1, 2], values: [0, .infinity])
    }
    #expect(infinite?.description == "weight 1 is inf; it must be a finite number")
    let none = #expect(throws: FilterError.self) { try Weights(shape: [1, 1], values: [.nan]) }
    #expect(none?.description == "weight 0 is nan; it must be a finite number")
    try refused("bias 2 is -inf; it must be a finite number") { $0.bias = [0, 0, -.infinity] }
    try refused("slope 0 is nan; it must be a finite number") {
      $0.activation = .leaky(slope: .nan)
    }
  }

  @Test("numbers outside their range")
  func numbersOutsideTheirRangeAreRefused() throws {
    try refused("stride is 0; it must be from 1 to 10000") { $0.stride.horizontal = 0 }
    try refused("stride is 65; it must be from 1 to 64") {
      $0.direction = .transposed()
      $0.stride.vertical = 65
    }
    try refused("dilation is -1; it must be from 1 to 10000") { $0.dilation.vertical = -1 }
    try refused("padding is -1; it must be from 0 to 1000000") {
      $0.padding = .explicit(top: 0, left: 0, bottom: -1, right: 0)
    }
    try refused("output padding is 2; it must be from 0 to 1") {
      $0.stride.horizontal = 2
      $0.direction = .transposed(outputPadding: PerAxis(vertical: 0, horizontal: 2))
    }
    try refused("output padding is 1; it must be from 0 to 0") {
      $0.direction = .transposed(outputPadding: PerAxis(vertical: 1, horizontal: 0))
    }
    try refused("output height is 0; it must be from 1 to 2147483647") {
      $0.direction = .transposedTo(height: 0, width: 3)
    }
    try refused("the reach of the kernel is 1010001; it must be from 1 to 1000000") {
      $0.weights = try ones(1, 102)
      $0.dilation.horizontal = 10_000
    }
    try refused("groups is 0; it must be from 1 to 2147483647") { $0.groups = 0 }
  }

  @Test("groups, biases and channels that do not fit")
  func mismatchedChannelsAreRefused() throws {
    let six = try Weights(shape: [6, 2, 1, 1], values: Array(repeating: 1, count: 12))
    try refused("6 output channels cannot be divided into 4 groups") {
      $0.weights = six
      $0.groups = 4
    }
    try refused("6 input channels cannot be divided into 4 groups") {
      $0.weights = six
      $0.groups = 4
      $0.direction = .transposed()
    }
    try refused("2 biases cannot be added to 6 output channels") {
      $0.weights = six
      $0.bias = [1, 2]
    }
    try refused("weights of shape (6, 2, 1, 1) take 6 channels, the image has 1") {
      $0.weights = six
      $0.groups = 3
    }
    try refused("weights of shape (6, 2, 1, 1) take 6 channels, the image has 1") {
      $0.weights = six
      $0.direction = .transposed()
    }
    let kernel = try Weights(shape: [1, 2], values: [1, 1])
    try refused("2 biases cannot be added to 1 output channel") {
      $0.weights = kernel
      $0.bias = [1, 2]
    }
    try refused("1 input channel cannot be divided into 2 groups") {
      $0.weights = kernel
      $0.groups = 2
    }
  }

  @Test("kernels and paddings that leave no output")
  func noOutput() throws {
    try refused(
      "the kernel spans 9 samples, the padded image only 8; "
        + "use a smaller kernel, sigma, radius or dilation, or more padding"
    ) {
      $0.weights = try ones(5, 1)
      $0.dilation.vertical = 2
      $0.padding = .explicit(top: 1, left: 0, bottom: 3, right: 0)
    }
    try refused(
      "the padding cuts off 9 of the 6 samples of the transposed convolution; use less padding"
    ) {
      $0.weights = try ones(1, 3)
      $0.padding = .explicit(top: 0, left: 4, bottom: 0, right: 5)
      $0.direction = .transposed()
    }
    try refused("a border of the constant 0.5 has no transpose; use zero", border: .constant(0.5)) {
      $0.direction = .transposed()
    }
  }

  @Test("an output that nothing can count")
  func tooLarge() throws {
    let convolve = Convolve(
      try ones(1, 1), stride: PerAxis(vertical: 64, horizontal: 1), direction: .transposed())
    #expect(throws: ShapeError.tooLarge(count: 40_000_000, scale: 64)) {
      try convolve.stages(for: Shape(channels: 1, height: 40_000_000, width: 1), border: .zero)
    }
  }

  @Test("more rows under a kernel than are counted")
  func rowsTimesChannels() throws {
    let convolve = Convolve(
      try Weights(shape: [2, 1], values: [1, 1]),
      dilation: PerAxis(vertical: 10_000, horizontal: 1))
    let error = #expect(throws: FilterError.self) {
      try convolve.stages(for: Shape(channels: 500_000, height: 1, width: 1), border: .zero)
    }
    #expect(error?.description == "the reach of the kernel is 10001; it must be from 1 to 8589")
  }

  @Test("a sum of 0 to be divided by, exact or to the rounding of the weights")
  func sumsOfZeroAreRefused() throws {
    try refused(
      "the weights of output channel 1 sum to 0, so they cannot be divided by their sum"
    ) {
      $0.weights = try Weights(shape: [2, 1, 1, 2], values: [1, 2, -1, 1])
      $0.isNormalized = true
    }
    let tenths: [Float] = [0.1, 0.2, -0.3]
    let sum = tenths.reduce(0.0) { $0 + Double($1) }
    #expect(sum != 0)
    try refused(
      "the weights of output channel 0 sum to \(sum), so they cannot be divided by their sum"
    ) {
      $0.weights = try Weights(shape: [1, 3], values: tenths)
      $0.isNormalized = true
    }
    // Both inputs of the one output of a group.
    try refused(
      "the weights of output channel 1 sum to 0, so they cannot be divided by their sum"
    ) {
      $0.weights = try Weights(shape: [4, 1, 1, 1], values: [1, 2, 3, -3])
      $0.groups = 2
      $0.direction = .transposed()
      $0.isNormalized = true
    }
    try refused(
      "the weights of output channel 0 sum to \(Double(Float(0x1p-140))), "
        + "so they cannot be divided by their sum"
    ) {
      $0.weights = try Weights(shape: [1, 3], values: [1, -1, 0x1p-140])
      $0.isNormalized = true
    }
  }

  /// One dense weight over an image of 4 x 4, changed by `change`, throws an error with this text.
  private func refused(
    _ message: String, border: BorderMode = .zero, _ change: (inout Convolve) throws -> Void
  ) throws {
    var convolve = Convolve(try ones(1, 1))
    try change(&convolve)
    let input = Shape(channels: 1, height: 4, width: 4)
    let error = #expect(throws: (any Error).self) {
      try convolve.stages(for: input, border: border)
    }
    #expect(error.map { String(describing: $0) } == message)
  }
}
