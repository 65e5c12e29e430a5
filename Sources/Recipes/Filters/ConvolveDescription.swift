// SPDX-License-Identifier: Apache-2.0

package import Filters
internal import ImageFiles

/// The filter `convolve`: its parameters and its help.
package enum ConvolveDescription: FilterDescription {
  package static let name = Convolve.name
  package static let abstract = "Apply any convolution, as PyTorch defines it."
  package static let usage =
    "imgconv convolve --weights WEIGHTS [options] INPUT... OUTPUT"
  package static let discussion = """
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

    \(BorderDiagram.text)
      --transposed with one of the last four is the transpose of the convolution with that border.

    EXAMPLES
      imgconv convolve --weights "1 2 1; 2 4 2; 1 2 1" --normalize in.png soft.png
      imgconv convolve --weights layer.npy --bias bias.npy --stride 2 --padding 1 in.png features.npy
      imgconv convolve --weights w.npy --transposed --stride 2 --output-size 480,640 in.npy out.npy
    """

  package static let weights = Parameter<String>(
    "weights", "kernel", .required,
    form: "a .npy file or rows of numbers, such as \"1 2 1; 2 4 2; 1 2 1\"",
    file: .input(extension: "npy"), help: "Kernel: a .npy file, or rows for every channel.")
  package static let bias = Parameter<String>(
    "bias", "b,...", .described("0"), unit: .samples,
    form: "numbers with commas between, such as 0,0.1,0", file: .input(extension: "npy"),
    help: "Numbers, or a .npy file, to add to the output.")
  package static let stride = Parameter<PerAxis<Int>>(
    "stride", "sy[,sx]", .described("1"), unit: .pixels,
    help: "Step between outputs, in samples.")
  package static let dilation = Parameter<PerAxis<Int>>(
    "dilation", "dy[,dx]", .described("1"), range: 1...Double(Filter.maxDilation), unit: .pixels,
    help: "Distance between taps, in samples.")
  package static let padding = Parameter<Convolve.Padding>(
    "padding", "t,l,b,r", .described("same; valid if transposed"),
    range: 0...Double(Convolve.maxPadding), unit: .pixels,
    help: "Samples added around the image: same, valid, or numbers.")
  package static let groups = Parameter<Int>(
    "groups", "g", .value(1), help: "Number of channel groups, as in PyTorch.")
  package static let flip = Parameter<Bool>(
    "flip", help: "Flip the kernel: mathematical convolution.")
  package static let normalize = Parameter<Bool>(
    "normalize", help: "Divide the weights by their sum, per output channel.")
  package static let transposed = Parameter<Bool>(
    "transposed", help: "Apply the transposed convolution.")
  package static let outputPadding = Parameter<PerAxis<Int>>(
    "output-padding", "oy,ox", .described("0; stride - 1 with --padding same"), unit: .pixels,
    help: "Transposed: samples added at the end.")
  package static let outputSize = Parameter<OutputSize>(
    "output-size", "h,w", .none, unit: .pixels,
    help: "Transposed: size of the result; also as WIDTHxHEIGHT.")
  package static let activation = Parameter<Convolve.Activation>(
    "activation", "function", .value(.none),
    help: "Function to apply to each output sample.")

  package static let parameters: [any DeclaredParameter] = [
    weights, bias, stride, dilation, padding, groups, flip, normalize, transposed, outputPadding,
    outputSize, activation,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws -> any FilterDefinition {
    let direction = try direction(values)
    return Convolve(
      try weights(values[weights], in: context),
      bias: try values.given(bias).map { try bias($0, in: context) } ?? [],
      stride: values.given(stride) ?? PerAxis(1),
      dilation: values.given(dilation) ?? PerAxis(1), padding: values.given(padding),
      groups: values[groups], isFlipped: values[flip], isNormalized: values[normalize],
      direction: direction, activation: values[activation])
  }

  private static func direction(
    _ values: ParameterValues
  ) throws(ParameterError) -> Convolve.Direction {
    let padding = values.given(outputPadding)
    let size = values.given(outputSize)
    if !values[transposed] && (padding != nil || size != nil) {
      throw ParameterError(
        ["output-padding", "output-size", "transposed"],
        "{output-padding} and {output-size} go with {transposed}")
    }
    if padding != nil && size != nil {
      throw ParameterError(
        ["output-padding", "output-size"],
        "{output-padding} and {output-size} exclude each other")
    }
    if let size { return .transposedTo(height: size.height, width: size.width) }
    return values[transposed] ? .transposed(outputPadding: padding) : .forward
  }

  private static func weights(_ text: String, in context: RecipeContext) throws -> Weights {
    if let array = try array(text, in: context) {
      return try Weights(shape: array.shape, values: array.values)
    }
    guard let rows = NumberRows(text: text)?.rows,
      rows.allSatisfy({ $0.count == rows[0].count })
    else {
      throw ParameterError(
        ["weights"],
        "{weights} is '{}'; it must be a .npy file or rows of numbers of one length, such as \"1 2 1; 2 4 2; 1 2 1\"",
        value: text
      )
    }
    return try Weights(
      shape: [rows.count, rows[0].count], values: rows.joined().map { Float($0) })
  }

  private static func bias(_ text: String, in context: RecipeContext) throws -> [Float] {
    if let array = try array(text, in: context) {
      guard array.shape.count == 1 else {
        throw ParameterError(
          ["bias"], "{bias} has \(array.shape.count) axes; it is a list of numbers")
      }
      return array.values
    }
    guard let rows = NumberRows(text: text)?.rows, rows.count == 1 else {
      throw ParameterError(["bias"], "{bias} is a .npy file or a list of numbers")
    }
    return rows[0].map { Float($0) }
  }

  /// Reads the array from a file whose name ends in `.npy`; `nil` for anything else.
  private static func array(_ text: String, in context: RecipeContext) throws -> NPYArray? {
    guard text.lowercased().hasSuffix(".npy") else { return nil }
    return try NPYArray(reading: context.path(of: text))
  }
}
