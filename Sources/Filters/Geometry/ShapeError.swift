// SPDX-License-Identifier: Apache-2.0

/// A mismatch between a stage and the shape of its input.
///
/// Each case carries the numbers that conflict.
public enum ShapeError: Error, Hashable, Sendable {
  /// A kernel spans more samples than the padded axis has.
  case kernelTooLarge(reach: Int, available: Int)
  /// A stage made for `expected` channels was given `actual`.
  case channels(expected: Int, actual: Int)
  /// The number of channels is not a multiple of the block that the stage works on.
  case notDivisible(channels: Int, by: Int)
  /// The output would have more samples on an axis than fit in an `Int32`.
  case tooLarge(count: Int, scale: Int)
  /// A side of a resized image, before or after, has more than `maximum` samples.
  case side(Int, maximum: Int)
  /// The padding of a transposed convolution crops all samples of an axis.
  case cropTooLarge(cropped: Int, available: Int)
  /// A size along `axis`, "height" or "width", that the transposed convolution `along` cannot give
  /// over `inputs` samples.
  case outputSize(
    Int, axis: String, inputs: Int, along: TransposedAxis, possible: ClosedRange<Int>)
  /// A stage made for `expected` rows or columns was given `actual`.
  case extent(expected: Int, actual: Int)
  /// Margins that leave an axis of `count` samples with none, or with more than fit in an `Int32`; negative ones are cut
  /// off.
  case margins(count: Int, before: Int, after: Int)
  /// Two images that must match have different shapes.
  case different(Shape, Shape)
}

extension ShapeError: CustomStringConvertible {
  /// A one-sentence message for the user, without a period.
  public var description: String {
    switch self {
    case .kernelTooLarge(let reach, let available):
      "the kernel spans \(reach) samples, the padded image only \(available); "
        + "use a smaller kernel, sigma, radius or dilation, or more padding"
    case .channels(let expected, let actual):
      "the filter was made for \(expected) channels, the image has \(actual)"
    case .notDivisible(let channels, let block):
      "\(channels) channels cannot be cut into blocks of \(block)"
    case .tooLarge(let count, let scale):
      "\(count) samples enlarged \(scale) times are more than 2147483647; "
        + "use a smaller scale or stride"
    case .side(let count, let maximum):
      "a side of \(count) pixels cannot be resized or made; the maximum is \(maximum)"
    case .cropTooLarge(let cropped, let available):
      "the padding cuts off \(cropped) of the \(available) samples of the transposed convolution; "
        + "use less padding"
    case .outputSize(let size, let axis, let inputs, let along, let possible):
      "\(axis) \(size) is impossible: \(inputs) inputs with stride \(along.stride), "
        + "dilation \(along.dilation), \(along.taps) taps and padding \(along.before), "
        + "\(along.after) give \(possible.lowerBound) to \(possible.upperBound)"
    case .extent(let expected, let actual):
      "the stage was made for \(expected) rows or columns, the image has \(actual)"
    case .margins(let count, let before, let after):
      "\(count) samples with margins of \(before) and \(after) are not from 1 to 2147483647"
    case .different(let first, let second):
      "the images have different shapes, \(first) and \(second)"
    }
  }
}
