// SPDX-License-Identifier: Apache-2.0

/// A table of weights along one axis.
public struct Kernel: Hashable, Sendable {
  /// The weights, applied in order without turning them around (correlation).
  public let weights: [Float]
  /// The index of the weight that stands on the output sample itself.
  public let center: Int

  /// A kernel of at least one weight.
  ///
  /// - Precondition: `center` is an index of `weights`.
  public init(_ weights: [Float], center: Int) {
    precondition(weights.indices.contains(center), "the centre is one of the weights")
    self.weights = weights
    self.center = center
  }

  /// The kernel that leaves everything as it is.
  public static let identity = Kernel([1], center: 0)

  /// A kernel of odd length around its middle weight, rounded so that its sum is exactly `sum`.
  init(centered weights: [Double], sum: Double) {
    self.init(Self.rounded(weights, sum: sum), center: weights.count / 2)
  }

  /// Weights divided by their sum and rounded to `Float` so that they sum to exactly 1 in `Float`, in order.
  ///
  /// The sum of a constant image's samples under the kernel is then the constant itself, up to the rounding of the
  /// products.
  static func normalized(_ weights: [Double]) -> [Float] {
    let sum = weights.reduce(0, +)
    return rounded(weights.map { $0 / sum }, sum: 1)
  }

  /// Weights rounded to `Float` so that their sum, taken in order in `Float`, is exactly `sum`.
  ///
  /// The difference that rounding makes goes into the largest weight, where it matters least.  One correction is
  /// nearly always enough; where it overshoots by the last bit, the next weight in size takes the rest.
  static func rounded(_ weights: [Double], sum target: Double) -> [Float] {
    var rounded = weights.map { Float($0) }
    let bySize = weights.indices.sorted { abs(weights[$0]) > abs(weights[$1]) }
    for index in bySize + bySize {
      let error = rounded.reduce(0, +) - Float(target)
      if error == 0 { break }
      rounded[index] -= error
    }
    return rounded
  }
}
