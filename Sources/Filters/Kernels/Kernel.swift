// SPDX-License-Identifier: Apache-2.0

/// A table of weights along one axis.
public struct Kernel: Hashable, Sendable {
  /// The weights, applied in order without flipping (cross-correlation).
  public let weights: [Float]
  /// The index of the weight at the output sample itself.
  public let center: Int

  /// A kernel of at least one weight.
  ///
  /// - Precondition: `center` is an index of `weights`.
  public init(_ weights: [Float], center: Int) {
    precondition(weights.indices.contains(center), "the center is one of the weights")
    self.weights = weights
    self.center = center
  }

  /// The kernel that leaves samples unchanged.
  public static let identity = Kernel([1], center: 0)

  /// A kernel of odd length around its middle weight, rounded so that its sum is exactly `sum`.
  init(centered weights: [Double], sum: Double) {
    self.init(Self.rounded(weights, sum: sum), center: weights.count / 2)
  }

  /// Returns weights divided by their sum and rounded by `rounded(_:sum:)`, so that they sum to exactly 1.
  static func normalized(_ weights: [Double]) -> [Float] {
    let sum = weights.reduce(0, +)
    return rounded(weights.map { $0 / sum }, sum: 1)
  }

  /// Returns the weights of a reduction, divided by their sum, so that they sum to exactly 1.
  ///
  /// Up to 64 weights are rounded by `normalized(_:)`.  More are small, and there the rounding of each would add up, so
  /// they are multiples of a unit as fine as the largest of them allows; their sum is exactly 1, but partial sums in
  /// `Float` are not exact.
  static func reducing(_ weights: [Double]) -> [Float] {
    let sum = weights.reduce(0, +)
    let exact = weights.map { $0 / sum }
    guard weights.count(where: { $0 != 0 }) > 64, let largest = exact.map({ abs($0) }).max() else {
      return rounded(exact, sum: 1)
    }
    // Two units more, for the remainder that the largest weight takes.
    return rounded(exact, sum: 1, unit: 0x1p-24 * powerOfTwo(atLeast: largest * (1 + 0x1p-20)))
  }

  /// Returns the least power of two, up to 1, that is at least `x`, which is at most 1.
  private static func powerOfTwo(atLeast x: Double) -> Double {
    var power = 1.0
    while power / 2 >= x { power /= 2 }
    return power
  }

  /// Returns weights rounded to `Float` so that they sum to exactly `target` in `Float`, in any order.
  ///
  /// All weights become multiples of one unit, 2^-24 if their absolute values sum to at most 1, twice that up to 2, and
  /// so on.  A `Float` holds every multiple up to that sum, so each partial sum is exact.  From either end to the
  /// largest weight, the running total is rounded rather than each weight, so rounding errors do not accumulate; the
  /// largest weight takes the remainder.  Each weight is then less than 1 unit away from its exact value, the largest
  /// less than 2, and mirrored weights stay mirrored.
  static func rounded(_ weights: [Double], sum target: Double) -> [Float] {
    let total = weights.map { abs($0) }.reduce(0, +)
    var maxSum = 1.0
    while total > maxSum * (1 + 1e-9) { maxSum *= 2 }
    return rounded(weights, sum: target, unit: maxSum * 0x1p-24)
  }

  /// Returns weights rounded to multiples of `unit` that sum to exactly `target`.
  private static func rounded(
    _ weights: [Double], sum target: Double, unit: Double
  ) -> [Float] {
    // The largest weight; among equal ones, the one nearest the middle.
    func rank(_ index: Int) -> (Double, Int) {
      (abs(weights[index]), -abs(2 * index - (weights.count - 1)))
    }
    let peak = weights.indices.max { rank($0) < rank($1) } ?? 0
    var units = [Double](repeating: 0, count: weights.count)
    var rest = target / unit
    for side in [Array(0..<peak), (peak + 1..<weights.count).reversed()] {
      var exact = 0.0
      var rounded = 0.0
      for index in side {
        exact += weights[index] / unit
        units[index] = exact.rounded() - rounded
        rounded += units[index]
      }
      rest -= rounded
    }
    units[peak] = rest
    return units.map { Float($0 * unit) }
  }
}
