// SPDX-License-Identifier: Apache-2.0

/// The weights of a convolution as an array in C order, shaped as in PyTorch.
///
/// Four axes are (out, in / groups, height, width) for a convolution, and (in, out / groups,
/// height, width) for a transposed one.  Two axes are one kernel (height, width) for every channel.
public struct Weights: Hashable, Sendable {
  /// The extents, 2 or 4 numbers, each at least 1.
  public let shape: [Int]
  /// The weights, all of them finite; as many as the product of `shape`.
  public let values: [Float]

  /// Weights of a shape.
  ///
  /// - Throws: `FilterError.weightsShape`, `.weightsCount` or `.notFinite`.
  public init(shape: [Int], values: [Float]) throws(FilterError) {
    guard shape.count == 2 || shape.count == 4, shape.allSatisfy({ $0 >= 1 }) else {
      throw FilterError.weightsShape(shape)
    }
    // A product that overflows saturates, and then does not equal the count.
    let expected = shape.reduce(1) { product, extent in
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      return overflow ? Int.max : next
    }
    guard values.count == expected else {
      throw FilterError.weightsCount(values.count, shape: shape)
    }
    try FilterError.requireFinite(values, "weight")
    self.shape = shape
    self.values = values
  }

  /// Whether this is one kernel for every channel.
  public var isDepthwise: Bool { shape.count == 2 }
  /// The number of taps along a column.
  public var height: Int { shape[shape.count - 2] }
  /// The number of taps along a row.
  public var width: Int { shape[shape.count - 1] }

  /// The extents of the first two axes, 1 and 1 for one kernel.
  var leading: (first: Int, second: Int) { isDepthwise ? (1, 1) : (shape[0], shape[1]) }
}
