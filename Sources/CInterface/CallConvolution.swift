// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import Filters

/// A convolution whose weights a caller passes as an array.
struct CallConvolution {
  /// The maximum number of weights.
  private static let maxWeights = 1 << 28

  /// The recipe of the convolution.
  let recipe: Recipe

  /// Reads and checks a convolution.
  ///
  /// - Throws: `IMGCONV_INVALID`; `FilterError` for numbers that do not go together.
  init(_ pointer: UnsafePointer<imgconv_convolution>?) throws {
    let given = try unsafe Gate.versioned(
      Gate.required(pointer, "convolution"), imgconv_convolution(), "convolution")
    let isTransposed = try unsafe Gate.flag(given.transposed, "transposed")
    let groups = try unsafe Self.count(given.groups, "groups", standard: 1)
    let weights = try unsafe Self.weights(given)
    let outputs = isTransposed ? weights.shape[1] * groups : weights.shape[0]
    let padding = unsafe given.padding
    let convolve = Convolve(
      weights, bias: try unsafe Self.bias(given, outputs: outputs),
      stride: try Self.pair(unsafe given.stride, "stride", standard: 1),
      dilation: try Self.pair(unsafe given.dilation, "dilation", standard: 1),
      padding: .explicit(
        top: try Self.count(padding.0, "padding"), left: try Self.count(padding.1, "padding"),
        bottom: try Self.count(padding.2, "padding"), right: try Self.count(padding.3, "padding")),
      groups: groups,
      direction: try Self.direction(unsafe given.output_padding, isTransposed: isTransposed))
    recipe = Recipe(
      .convolve(convolve), options: FilterOptions(border: try unsafe Self.border(given.border)))
  }

  private static func direction(
    _ padding: (Int64, Int64), isTransposed: Bool
  ) throws(CallError) -> Convolve.Direction {
    if isTransposed {
      return .transposed(outputPadding: try pair(padding, "output_padding", standard: 0))
    }
    if padding != (0, 0) { throw .invalid("output_padding is for transposed convolutions") }
    return .forward
  }

  private static func weights(_ given: imgconv_convolution) throws -> Weights {
    let extents = unsafe given.weights_shape
    let shape = [extents.0, extents.1, extents.2, extents.3]
    var count: Int64 = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow, product <= maxWeights else {
        throw CallError.invalid(
          "weights_shape is \(shape); it must hold 1 to \(maxWeights) weights")
      }
      count = product
    }
    let start = try unsafe Gate.required(given.weights, "weights")
    let values = unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    return try Weights(shape: shape.map { Int($0) }, values: values)
  }

  private static func bias(
    _ given: imgconv_convolution, outputs: Int
  ) throws(CallError) -> [Float] {
    guard let start = unsafe given.bias else { return [] }
    guard outputs <= maxWeights else { throw .invalid("\(outputs) output channels are too many") }
    return unsafe Array(UnsafeBufferPointer(start: start, count: outputs))
  }

  private static func border(_ text: UnsafePointer<CChar>?) throws(CallError) -> BorderMode {
    guard let text = try unsafe Texts.text(text, "border") else { return .zero }
    guard let mode = BorderMode(text: text) else {
      throw .invalid("border is '\(text)', which is not a border mode")
    }
    return mode
  }

  private static func pair(
    _ numbers: (Int64, Int64), _ name: String, standard: Int
  ) throws(CallError) -> PerAxis<Int> {
    PerAxis(
      vertical: try count(numbers.0, name, standard: standard),
      horizontal: try count(numbers.1, name, standard: standard))
  }

  /// Returns a number that fits in an `Int32`; `standard` stands for 0.
  private static func count(
    _ number: Int64, _ name: String, standard: Int = 0
  ) throws(CallError) -> Int {
    guard (0...Int64(Int32.max)).contains(number) else {
      throw .invalid("\(name) is \(number); it must be from 0 to \(Int32.max)")
    }
    return number == 0 ? standard : Int(number)
  }
}
