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
  func samePaddingGivesTheSameSize(taps: Int, stride: Int) throws {
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

  /// The sizes are counted out, one output padding after the other, and every other size near them
  /// is refused.
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
