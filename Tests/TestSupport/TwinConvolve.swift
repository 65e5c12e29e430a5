// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Planes of numbers in double precision: what the plain definitions of convolutions give.
public struct Planes: Sendable {
  /// The extent.
  public let shape: Shape
  /// The numbers, in the order of `Image.samples`.
  public var values: [Double]

  /// Planes of zeros.
  public init(_ shape: Shape) {
    self.shape = shape
    values = Array(repeating: 0, count: shape.channels * shape.height * shape.width)
  }

  /// An image's samples.
  public init(_ image: Image) {
    shape = image.shape
    values = image.samples.map(Double.init)
  }

  /// One number.
  public subscript(channel: Int, y: Int, x: Int) -> Double {
    get { values[(channel * shape.height + y) * shape.width + x] }
    set { values[(channel * shape.height + y) * shape.width + x] = newValue }
  }

  /// The absolute values.
  public var magnitudes: Planes {
    var result = self
    result.values = values.map(abs)
    return result
  }
}

/// What PyTorch's functions are called with, and the border mode, which they do not have.
public struct ConvolutionArguments: Sendable {
  /// The extents of the weights, 4 numbers.
  public var shape: [Int]
  /// The weights in C order.
  public var weights: [Double]
  /// A number for each output channel, or none.
  public var bias: [Double]
  /// Rows and columns between places.
  public var stride: (Int, Int)
  /// Rows and columns between taps.
  public var dilation: (Int, Int)
  /// Top, left, bottom, right.
  public var padding: [Int]
  /// Rows and columns added at the end of a transposed convolution.
  public var outputPadding: (Int, Int)
  /// Blocks of channels.
  public var groups: Int
  /// What lies outside.
  public var border: BorderMode

  /// Arguments, by default those of PyTorch.
  public init(
    shape: [Int], weights: [Double], bias: [Double] = [], stride: (Int, Int) = (1, 1),
    dilation: (Int, Int) = (1, 1), padding: [Int] = [0, 0, 0, 0],
    outputPadding: (Int, Int) = (0, 0), groups: Int = 1, border: BorderMode = .zero
  ) {
    self.shape = shape
    self.weights = weights
    self.bias = bias
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    self.outputPadding = outputPadding
    self.groups = groups
    self.border = border
  }

  /// The same with the absolute values of all numbers, for the scale of rounding.
  public var magnitudes: ConvolutionArguments {
    var result = self
    result.weights = weights.map(abs)
    result.bias = bias.map(abs)
    if case .constant(let value) = border { result.border = .constant(abs(value)) }
    return result
  }

  fileprivate func weight(_ a: Int, _ b: Int, _ row: Int, _ column: Int) -> Double {
    weights[((a * shape[1] + b) * shape[2] + row) * shape[3] + column]
  }
}

extension Twin {
  /// `conv2d` by its definition: every output gathers.
  public static func conv2d(_ input: Planes, _ arguments: ConvolutionArguments) -> Planes {
    let (outputs, perGroup) = (arguments.shape[0], arguments.shape[1])
    let (rows, columns) = (arguments.shape[2], arguments.shape[3])
    let padding = arguments.padding
    let tall = input.shape.height + padding[0] + padding[2]
    let wide = input.shape.width + padding[1] + padding[3]
    var result = Planes(
      Shape(
        channels: outputs,
        height: (tall - arguments.dilation.0 * (rows - 1) - 1) / arguments.stride.0 + 1,
        width: (wide - arguments.dilation.1 * (columns - 1) - 1) / arguments.stride.1 + 1))
    for o in 0..<outputs {
      let group = o / (outputs / arguments.groups)
      for y in 0..<result.shape.height {
        for x in 0..<result.shape.width {
          var sum = arguments.bias.isEmpty ? 0 : arguments.bias[o]
          for c in 0..<perGroup {
            for i in 0..<rows {
              for j in 0..<columns {
                let sy = y * arguments.stride.0 + i * arguments.dilation.0 - padding[0]
                let sx = x * arguments.stride.1 + j * arguments.dilation.1 - padding[1]
                sum +=
                  arguments.weight(o, c, i, j)
                  * number(input, group * perGroup + c, sy, sx, arguments.border)
              }
            }
          }
          result[o, y, x] = sum
        }
      }
    }
    return result
  }

  private static func number(
    _ planes: Planes, _ channel: Int, _ y: Int, _ x: Int, _ border: BorderMode
  ) -> Double {
    guard let row = folded(y, count: planes.shape.height, border: border),
      let column = folded(x, count: planes.shape.width, border: border)
    else {
      guard case .constant(let value) = border else { return 0 }
      return Double(value)
    }
    return planes[channel, row, column]
  }

  /// `conv_transpose2d` by its definition: every input spreads; what falls outside goes to the
  /// sample that the border mode shows there, if any.
  public static func convTranspose2d(
    _ input: Planes, _ arguments: ConvolutionArguments
  ) -> Planes {
    let (inputs, perGroup) = (arguments.shape[0], arguments.shape[1])
    let (rows, columns) = (arguments.shape[2], arguments.shape[3])
    let padding = arguments.padding
    var result = Planes(
      Shape(
        channels: perGroup * arguments.groups,
        height: (input.shape.height - 1) * arguments.stride.0 - padding[0] - padding[2]
          + arguments.dilation.0 * (rows - 1) + arguments.outputPadding.0 + 1,
        width: (input.shape.width - 1) * arguments.stride.1 - padding[1] - padding[3]
          + arguments.dilation.1 * (columns - 1) + arguments.outputPadding.1 + 1))
    for (index, value) in arguments.bias.enumerated() {
      for y in 0..<result.shape.height {
        for x in 0..<result.shape.width { result[index, y, x] = value }
      }
    }
    for c in 0..<inputs {
      let group = c / (inputs / arguments.groups)
      for y in 0..<input.shape.height {
        for x in 0..<input.shape.width {
          for o in 0..<perGroup {
            for i in 0..<rows {
              for j in 0..<columns {
                let dy = y * arguments.stride.0 + i * arguments.dilation.0 - padding[0]
                let dx = x * arguments.stride.1 + j * arguments.dilation.1 - padding[1]
                guard
                  let row = folded(dy, count: result.shape.height, border: arguments.border),
                  let column = folded(dx, count: result.shape.width, border: arguments.border)
                else { continue }
                result[group * perGroup + o, row, column] +=
                  arguments.weight(c, o, i, j) * input[c, y, x]
              }
            }
          }
        }
      }
    }
    return result
  }
}
