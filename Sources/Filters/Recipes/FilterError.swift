// SPDX-License-Identifier: Apache-2.0

/// An invalid filter parameter, which prevents lowering the filter to stages.
public enum FilterError: Error, Hashable, Sendable {
  /// A number outside its range.
  case outOfRange(parameter: String, value: Double, allowed: ClosedRange<Double>)
  /// A matrix whose rows are empty or of different lengths, that does not have one bias per row, or that has a number
  /// that is not finite.
  case matrix
  /// A matrix whose number of columns does not match the image's number of colors.
  case columns(Int, colors: Int)
  /// Alpha that must be kept in an image whose size changes.
  case alphaOfOtherSize
  /// A list with more gains than the levels and the residual.
  case gains(Int, levels: Int)
  /// Noise that was measured for other levels or channels, or not at all.
  case noise
  /// A response that an operator does not have: operators with a direction have components, the others have one signed
  /// value.
  case response(Edge.Response, of: Edge.Operator)
  /// A list with neither one threshold for all levels nor one for each.
  case thresholds(Int, levels: Int)
  /// Four-axis weights whose number of input channels does not match the image.
  case weightsChannels(shape: [Int], groups: Int, isTransposed: Bool, image: Int)
  /// `SampleMap.signed` for a result that is never negative.
  case signedMapOfMagnitude
  /// Weights of a shape that is not 2 or 4 numbers, each at least 1.
  case weightsShape([Int])
  /// A number of weights that does not match their shape.
  case weightsCount(Int, shape: [Int])
  /// A number that is infinite or NaN: its name, and its index among the numbers of that name.
  case notFinite(String, index: Int, value: Float)
  /// Groups that do not divide the channels of the input or the output evenly.
  ///
  /// One kernel for every channel takes 1 group, or as many as there are channels.
  case groups(Int, channels: Int, isInput: Bool)
  /// A number of biases that does not match the number of output channels.
  case biases(Int, outputs: Int)
  /// Weights of an output channel that cannot be normalized because their sum is 0 within rounding.
  case sum(Double, output: Int)
  /// A rectangle that does not lie in an image of this size.
  case rectangle(Crop, imageWidth: Int, imageHeight: Int)
  /// A transposed convolution with a constant border other than 0, which has no transpose.
  case constantBorder(Float)
  /// A border mode that cuts off weights, for a filter that needs samples outside the image.
  case trimmedBorder(filter: String)
  /// A background with neither one sample for all colors nor one for each.
  case backgroundCount(Int, colors: Int)
}

extension FilterError {
  /// The name of the parameter at fault, as in a recipe; `nil` if there is no such parameter.
  public var parameter: String? {
    switch self {
    case .outOfRange("output padding", _, _): "output-padding"
    case .outOfRange("output height", _, _), .outOfRange("output width", _, _): "output-size"
    case .outOfRange("the reach of the kernel", _, _): "dilation"
    case .outOfRange("crop x", _, _), .outOfRange("crop y", _, _): "box"
    case .outOfRange("crop width", _, _), .outOfRange("crop height", _, _): "size"
    case .outOfRange(let parameter, _, _): parameter
    case .matrix, .columns: "matrix"
    case .alphaOfOtherSize: "alpha"
    case .gains: "gain"
    case .noise: nil
    case .thresholds: "denoise"
    case .response: "response"
    case .signedMapOfMagnitude: nil
    case .weightsChannels, .weightsShape, .weightsCount, .sum: "weights"
    case .notFinite("slope", _, _): "activation"
    case .notFinite("weight", _, _): "weights"
    case .notFinite(let name, _, _): name
    case .groups: "groups"
    case .biases: "bias"
    case .rectangle(let crop, _, _):
      if case .at = crop.placement { "box" } else { "size" }
    case .constantBorder, .trimmedBorder: "border"
    case .backgroundCount: "background"
    }
  }
}

extension FilterError: CustomStringConvertible {
  /// A one-sentence message for the user, without a period.
  public var description: String {
    switch self {
    case .outOfRange(let parameter, let value, let allowed):
      "\(parameter) is \(Self.plain(value)); "
        + "it must be from \(Self.plain(allowed.lowerBound)) to \(Self.plain(allowed.upperBound))"
    case .matrix:
      "the matrix needs rows of one length and a bias for each, all of them numbers"
    case .columns(let columns, let colors):
      "the matrix has \(columns) columns, the image has \(colors) colors"
    case .alphaOfOtherSize:
      "alpha cannot be kept because the convolution moves samples or changes the image size"
    case .gains(let gains, let levels):
      "there are \(gains) gains for \(levels) levels; "
        + "give one for each level, and one more for the residual if it is to change"
    case .noise:
      "the noise of each level and channel has to be measured before"
    case .response(let response, let `operator`) where `operator`.hasDirection:
      "\(`operator`.rawValue) has two derivatives, so it has no response \(response.rawValue); "
        + "use x, y, magnitude or angle"
    case .response(let response, let `operator`):
      "\(`operator`.rawValue) has no direction, so it has no response \(response.rawValue); "
        + "use value for the signed result, or magnitude"
    case .thresholds(let thresholds, let levels):
      "there are \(thresholds) thresholds for \(levels) levels; "
        + "give one for all levels or one for each"
    case .weightsChannels(let shape, let groups, let isTransposed, let image):
      "weights of shape \(Self.plain(shape)) take "
        + Self.counted(isTransposed ? shape[0] : shape[1] * groups, "channel")
        + ", the image has \(image)"
    case .signedMapOfMagnitude:
      "a magnitude or an angle is never negative, so the map signed would use half of the range; "
        + "use clamp or normalize, or a signed response: x, y or value"
    case .weightsShape(let shape):
      "weights have 2 or 4 axes of at least 1, not the shape \(Self.plain(shape))"
    case .weightsCount(let count, let shape):
      "weights of the shape \(Self.plain(shape)) are not \(count) numbers"
    case .notFinite(let name, let index, let value):
      "\(name) \(index) is \(value); it must be a finite number"
    case .groups(let groups, let channels, let isInput):
      Self.counted(channels, isInput ? "input channel" : "output channel")
        + " cannot be divided into " + Self.counted(groups, "group")
    case .biases(let count, let outputs):
      "\(count == 1 ? "1 bias" : "\(count) biases") cannot be added to "
        + Self.counted(outputs, "output channel")
    case .sum(let sum, let output):
      "the weights of output channel \(output) sum to \(Self.plain(sum)), "
        + "so they cannot be divided by their sum"
    case .rectangle(let crop, let width, let height):
      "the rectangle \(crop) reaches outside the image of \(width) x \(height)"
    case .constantBorder(let value):
      "a border of the constant \(value) has no transpose; use zero"
    case .trimmedBorder(let filter):
      "the border mode trim is for resize; \(filter) needs samples outside the image"
    case .backgroundCount(let count, let colors):
      "\(Self.counted(count, "background sample")) cannot fill "
        + "\(Self.counted(colors, "color")); give one for all or one for each"
    }
  }

  /// Formats a number, with no decimal point if it is whole.
  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// Formats a count with its noun: `1 group`, `2 groups`.
  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Formats a shape: `(8, 3, 5, 5)`.
  private static func plain(_ shape: [Int]) -> String {
    "(\(shape.map(String.init).joined(separator: ", ")))"
  }

  /// Checks that all numbers are finite.
  ///
  /// - Throws: `FilterError.notFinite` for the first that is not.
  static func requireFinite(_ values: [Float], _ name: String) throws(FilterError) {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw FilterError.notFinite(name, index: index, value: values[index])
    }
  }

  /// Checks that a number is in its range; NaN is outside every range.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public static func check(
    _ parameter: String, _ value: Double, _ allowed: ClosedRange<Double>
  ) throws(FilterError) {
    guard allowed.contains(value) else {
      throw FilterError.outOfRange(parameter: parameter, value: value, allowed: allowed)
    }
  }
}
