// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import ImageFiles

/// `imgconv convolve`.
struct ConvolveArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "convolve",
    abstract: "Apply any convolution, as PyTorch defines it.",
    usage: "imgconv convolve --weights WEIGHTS [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        out[o, y, x] = bias[o] + sum over c, i, j of
          w[o, c, i, j] * in[c, y * stride - top + i * dilation, likewise for x]
        The kernel is not turned (correlation, as in deep learning); --flip turns it.

      WEIGHTS
        A file: NPY of the shape (out, in/groups, height, width), with --transposed (in, out/groups, height, width); or \
      of the shape (height, width), which is applied to every channel. Or the kernel itself: "1 2 1; 2 4 2; 1 2 1".

      SIZE
        (count + padding - (d (k - 1) + 1)) / stride + 1, rounded down; \
      transposed (count - 1) stride + d (k - 1) + 1 - padding + output padding.

      \(HelpText.borders)
        --transposed with one of the last four is the transpose of the convolution with that border.

      EXAMPLES
        imgconv convolve --weights "1 2 1; 2 4 2; 1 2 1" --normalize in.png soft.png
        imgconv convolve --weights layer.npy --bias bias.npy --stride 2 --padding 1 in.png features.npy
        imgconv convolve --weights w.npy --transposed --stride 2 --output-size 480,640 in.npy out.npy
      """)

  @Option(
    help: ArgumentHelp(
      "Kernel: a .npy file, or rows for every channel.",
      valueName: "kernel"), completion: .file(extensions: ["npy"]))
  var weights: String

  @Option(
    help: ArgumentHelp(
      "Numbers, or a .npy file, to add to the output. (default: 0)",
      valueName: "b,..."), completion: .file(extensions: ["npy"]))
  var bias: String?

  @Option(
    help: ArgumentHelp("Step between outputs, in samples. (default: 1)", valueName: "sy[,sx]"))
  var stride: Pair<Int>?

  @Option(
    help: ArgumentHelp("Distance between taps, in samples. (default: 1)", valueName: "dy[,dx]"))
  var dilation: Pair<Int>?

  @Option(
    help: ArgumentHelp(
      "Samples added around the image: same, valid, or numbers. (default: same; valid if transposed)",
      valueName: "t,l,b,r"))
  var padding: Convolve.Padding?

  @Option(help: ArgumentHelp("Number of channel groups, as in PyTorch.", valueName: "g"))
  var groups = 1

  @Flag(help: "Flip the kernel: mathematical convolution.")
  var flip = false

  @Flag(help: "Divide the weights by their sum, per output channel.")
  var normalize = false

  @Flag(help: "Apply the transposed convolution.")
  var transposed = false

  @Option(
    help: ArgumentHelp(
      "Transposed: samples added at the end. (default: 0; stride - 1 with --padding same)",
      valueName: "oy,ox"))
  var outputPadding: Pair<Int>?

  @Option(
    help: ArgumentHelp(
      "Transposed: size of the result; also as WIDTHxHEIGHT.", valueName: "h,w"))
  var outputSize: OutputSize?

  @Option(help: ArgumentHelp("Function to apply to each output sample.", valueName: "function"))
  var activation = Convolve.Activation.none

  func filter(beside directory: String?) throws -> Filter {
    if !transposed && (outputPadding != nil || outputSize != nil) {
      throw ValidationError("--output-padding and --output-size go with --transposed")
    }
    if outputPadding != nil && outputSize != nil {
      throw ValidationError("--output-padding and --output-size exclude each other")
    }
    let direction: Convolve.Direction =
      if let outputSize {
        .transposedTo(height: outputSize.height, width: outputSize.width)
      } else if transposed {
        .transposed(outputPadding: outputPadding?.perAxis)
      } else {
        .forward
      }
    return .convolve(
      Convolve(
        try Self.weights(weights, beside: directory), bias: try Self.bias(bias, beside: directory),
        stride: stride?.perAxis ?? PerAxis(1), dilation: dilation?.perAxis ?? PerAxis(1),
        padding: padding, groups: groups, isFlipped: flip, isNormalized: normalize,
        direction: direction, activation: activation))
  }

  private static func weights(_ argument: String, beside directory: String?) throws -> Weights {
    if let array = try array(argument, beside: directory) {
      return try Weights(shape: array.shape, values: array.values)
    }
    guard let rows = Matrix(argument: argument)?.rows,
      rows.allSatisfy({ $0.count == rows[0].count })
    else {
      throw ValidationError(
        "--weights is '\(argument)'; it must be a .npy file or rows of numbers of one length, such as \"1 2 1; 2 4 2; 1 2 1\""
      )
    }
    return try Weights(
      shape: [rows.count, rows[0].count], values: rows.joined().map { Float($0) })
  }

  private static func bias(_ argument: String?, beside directory: String?) throws -> [Float] {
    guard let argument else { return [] }
    if let array = try array(argument, beside: directory) {
      guard array.shape.count == 1 else {
        throw ValidationError("--bias has \(array.shape.count) axes; it is a list of numbers")
      }
      return array.values
    }
    guard let rows = Matrix(argument: argument)?.rows, rows.count == 1 else {
      throw ValidationError("--bias is a .npy file or a list of numbers")
    }
    return rows[0].map { Float($0) }
  }

  /// Reads the array from a file whose name ends in `.npy`; `nil` for anything else.
  private static func array(_ argument: String, beside directory: String?) throws -> NPYArray? {
    guard argument.lowercased().hasSuffix(".npy") else { return nil }
    let isRelative = argument.utf8.first != UInt8(ascii: "/")
    let path = isRelative ? directory.map { $0 + "/" + argument } ?? argument : argument
    return try NPYArray(reading: path)
  }
}

extension Pair where Number == Int {
  /// The pair as the library's type.
  var perAxis: PerAxis<Int> { PerAxis(vertical: vertical, horizontal: horizontal) }
}
