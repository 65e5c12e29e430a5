// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Convolutions computed by PyTorch in float64, stored in `Tests/Vectors/torch-*`.
///
/// `Tests/Vectors/make_torch_vectors.py` writes the files and describes their form.
public enum TorchVectors {
  /// What PyTorch computed.
  public enum Operation: String, Sendable, CaseIterable {
    /// `conv2d` over an image extended by `pad`.
    case forward = "conv2d"
    /// `conv_transpose2d`.
    case transposed = "conv_transpose2d"
    /// The gradient of `forward`.
    case adjoint = "conv2d_adjoint"
  }

  /// One call.
  public struct Case: Sendable, CustomStringConvertible {
    /// The line of the index, without its name.
    public let description: String
    /// What was called.
    public let operation: Operation
    /// The input image.
    public let input: Image
    /// Weights and all else, with the padding as numbers also where the line says `same`.
    public let arguments: ConvolutionArguments
    /// Whether the padding was given as `same`.
    public let isSame: Bool
    /// The size that was asked for, in place of an output padding.
    public let outputSize: (height: Int, width: Int)?
    /// PyTorch's result.
    public let expected: Planes
  }

  /// Reads all cases.
  ///
  /// - Throws: `StoredVectors.Malformed`, or Foundation's error if a file cannot be read.
  public static func cases() throws -> [Case] {
    try StoredVectors.cases(of: "torch-", parse)
  }

  private static func parse(_ line: String, inputs: [Float], results: [Double]) -> Case? {
    guard let (words, parameters) = StoredVectors.words(line), words.count > 2,
      let operation = Operation(rawValue: words[1]),
      let (shape, samples) = StoredVectors.block(parameters["input"], of: inputs),
      let (resultShape, result) = StoredVectors.block(parameters["expected"], of: results),
      let arguments = arguments(parameters, inputs)
    else { return nil }
    var expected = Planes(resultShape)
    expected.values = result
    return Case(
      description: line, operation: operation, input: Image(shape, samples: samples),
      arguments: arguments, isSame: parameters["padding"] == "same",
      outputSize: pair(parameters["output_size"]), expected: expected)
  }

  private static func arguments(
    _ parameters: [String: String], _ inputs: [Float]
  ) -> ConvolutionArguments? {
    guard let (shape, weights) = StoredVectors.array(parameters["weights"], of: inputs),
      let stride = pair(parameters["stride"]), let dilation = pair(parameters["dilation"]),
      let groups = parameters["groups"].flatMap({ Int($0) }), shape.count == 4,
      let border = StoredVectors.border(parameters["border"] ?? "")
    else { return nil }
    var padding = (parameters["padding"] ?? "").split(separator: ",").compactMap { Int($0) }
    if padding.isEmpty {
      // PyTorch's manual: the total of dilation * (kernel - 1), half of it before, the odd sample
      // after.
      let totals = [dilation.0 * (shape[2] - 1), dilation.1 * (shape[3] - 1)]
      padding = totals.map { $0 / 2 } + totals.map { $0 - $0 / 2 }
    }
    let bias = StoredVectors.array(parameters["bias"], of: inputs)?.numbers ?? []
    return ConvolutionArguments(
      shape: shape, weights: weights.map(Double.init), bias: bias.map(Double.init),
      stride: stride, dilation: dilation, padding: padding,
      outputPadding: pair(parameters["output_padding"]) ?? (0, 0), groups: groups, border: border)
  }

  /// The numbers of `ROWSxCOLUMNS`.
  private static func pair(_ text: String?) -> (Int, Int)? {
    let numbers = (text ?? "").split(separator: "x").compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
}
