// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// A dense kernel of ones between single channels.
private func ones(_ height: Int, _ width: Int) throws -> Weights {
  try Weights(
    shape: [1, 1, height, width], values: Array(repeating: 1, count: height * width))
}

private func output(_ convolve: Convolve, over input: Shape) throws -> Shape {
  try convolve.stages(for: input, border: .zero).stages.reduce(input) {
    try $1.outputShape(for: $0)
  }
}

@Suite("the sizes of convolve")
struct ConvolveShapeTests {
  @Test("same gives ceil(n / s), and transposed n * s, for every kernel", arguments: 1...6, 1...4)
  func same(taps: Int, stride: Int) throws {
    for dilation in 1...3 {
      for count in 1...12 {
        let shape = Shape(channels: 1, height: count, width: count + 1)
        let forward = Convolve(
          try ones(taps, 7 - taps), stride: PerAxis(stride), dilation: PerAxis(dilation))
        let small = try output(forward, over: shape)
        #expect(small.height == (count + stride - 1) / stride)
        #expect(small.width == (count + stride) / stride)
        let padding = try forward.stages(for: shape, border: .zero).padding
        let reach = (taps - 1) * dilation + 1
        #expect(padding.top == (reach - 1) / 2 && padding.top + padding.bottom == reach - 1)

        var back = forward
        back.padding = .same
        back.direction = .transposed()
        let large = try output(back, over: shape)
        #expect(large.height == count * stride && large.width == (count + 1) * stride)
        back.direction = .transposedTo(height: count, width: count + 1)
        #expect(try output(back, over: small) == shape)
      }
    }
  }

  /// The sizes are counted out, one output padding after the other, and every other size near them is refused.
  @Test("a wanted size is deduced, or refused with the sizes there are", arguments: 1...4, 1...4)
  func wantedSize(stride: Int, dilation: Int) throws {
    for taps in 1...4 {
      for count in 1...4 {
        var convolve = Convolve(
          try ones(taps, 1), stride: PerAxis(vertical: stride, horizontal: 1),
          dilation: PerAxis(vertical: dilation, horizontal: 1),
          padding: .explicit(top: 1, left: 0, bottom: 0, right: 0))
        let input = Shape(channels: 1, height: count, width: 1)
        let least = (count - 1) * stride - 1 + dilation * (taps - 1) + 1
        let most = least + max(stride, dilation) - 1
        for height in 1...(most + 2) {
          convolve.direction = .transposedTo(height: height, width: 1)
          if height >= least && height <= most {
            let (_, padding) = try convolve.stages(for: input, border: .zero)
            #expect(padding.output == PerAxis(vertical: height - least, horizontal: 0))
            #expect(try output(convolve, over: input).height == height)
          } else {
            let error = #expect(throws: ShapeError.self) {
              try convolve.stages(for: input, border: .zero)
            }
            let numbers =
              most < 1
              ? "the padding cuts off 1 of the \(most + 1) samples of the transposed convolution"
              : "height \(height) is impossible: \(count) inputs with stride \(stride), "
                + "dilation \(dilation), \(taps) taps and padding 1, 0 give "
                + "\(max(least, 1)) to \(most)"
            #expect(error?.description.hasPrefix(numbers) == true, "\(error.debugDescription)")
          }
        }
      }
    }
  }

  @Test("the padding in use is told, for messages")
  func paddingIsTold() throws {
    let shape = Shape(channels: 1, height: 3, width: 3)
    var convolve = Convolve(try ones(4, 3))
    let forward = try convolve.stages(for: shape, border: .zero).padding
    #expect(forward.description == "top 1, left 1, bottom 2, right 1")
    convolve.stride = PerAxis(2)
    convolve.direction = .transposedTo(height: 8, width: 8)
    let back = try convolve.stages(for: shape, border: .zero).padding
    #expect(back.description == "top 0, left 0, bottom 0, right 0, output 0, 1")
  }

  @Test(
    "any padding on any image, one sample included, under every border mode", arguments: allBorders)
  func anyPadding(border: BorderMode) throws {
    for (height, width) in [(1, 1), (1, 4), (3, 1)] {
      var generator = SeededGenerator(seed: height)
      let input = generator.image(Shape(channels: 1, height: height, width: width))
      let padding = [13, 2, 0, 17]
      let convolve = Convolve(
        try ones(1, 1), padding: .explicit(top: 13, left: 2, bottom: 0, right: 17))
      let result = try apply(convolve.stages(for: input.shape, border: border).stages, to: input)
      let arguments = ConvolutionArguments(
        shape: [1, 1, 1, 1], weights: [1], padding: padding, border: border)
      let expected = Twin.conv2d(Planes(input), arguments)
      #expect(result.shape == expected.shape)
      #expect(result.samples.map(Double.init) == expected.values)
    }
  }
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
  func weights(shape: [Int], count: Int, message: String) {
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
  func ranges() throws {
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
  func channels() throws {
    let six = try Weights(shape: [6, 2, 1, 1], values: Array(repeating: 1, count: 12))
    try refused("4 groups cannot be made of 6 output channels") {
      $0.weights = six
      $0.groups = 4
    }
    try refused("4 groups cannot be made of 6 input channels") {
      $0.weights = six
      $0.groups = 4
      $0.direction = .transposed()
    }
    try refused("2 biases cannot be added to 6 output channels") {
      $0.weights = six
      $0.bias = [1, 2]
    }
    try refused("the filter was made for 6 channels, the image has 1") {
      $0.weights = six
      $0.groups = 3
    }
    try refused("the filter was made for 6 channels, the image has 1") {
      $0.weights = six
      $0.direction = .transposed()
    }
    let kernel = try Weights(shape: [1, 2], values: [1, 1])
    try refused("2 biases cannot be added to 1 output channel") {
      $0.weights = kernel
      $0.bias = [1, 2]
    }
    try refused("2 groups cannot be made of 1 input channel") {
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

  @Test("a sum of 0 to be divided by, exact or to the rounding of the weights")
  func sums() throws {
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
