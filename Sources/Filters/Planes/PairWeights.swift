// SPDX-License-Identifier: Apache-2.0

/// Weights as integers of 16 bits, arranged in pairs of neighboring samples.
///
/// They are multiples of 2^-shift that sum to exactly 1, so a constant plane stays constant.
struct PairWeights: Sendable {
  /// The weights of the first sum, two for each pair.
  let even: [Int16]
  /// The weights of the second sum, for the next output; `nil` if there is one sum for each pair.
  let odd: [Int16]?
  /// The number of fraction bits, 14 to 17.
  let shift: Int
  /// The maximum effect of rounding the weights, in 8-bit levels.
  ///
  /// Both sets of weights have the same sum, so an image that differs from its mean by at most 127.5 is changed by at
  /// most 127.5 times the sum of the absolute roundings.
  let maxError: Double

  /// The most fraction bits with which sums fit in 32 bits: samples have 2^14 at most.
  private static let maxShift = 17
  /// The fraction bits with which a weight of 1 fits in 16 bits.
  private static let minShift = 14

  /// Rounds `weights`, which are not negative and sum to 1, and places the first at `start`, counted in samples.
  ///
  /// - Parameter isDouble: whether there is a second sum, whose samples are those of the first moved by one.
  init(_ weights: [Double], start: Int, pairCount: Int, isDouble: Bool) {
    var shift = Self.maxShift
    var units = Self.rounded(weights, shift: shift)
    while shift > Self.minShift, units.contains(where: { $0 > Int(Int16.max) }) {
      shift -= 1
      units = Self.rounded(weights, shift: shift)
    }
    func placed(at start: Int) -> [Int16] {
      var row = [Int16](repeating: 0, count: 2 * pairCount)
      for (index, unit) in units.enumerated() { row[start + index] = Int16(unit) }
      return row
    }
    even = placed(at: start)
    odd = isDouble ? placed(at: start + 1) : nil
    self.shift = shift
    let one = Double(1 << shift)
    maxError = 127.5 * zip(weights, units).reduce(0) { $0 + abs(Double($1.1) / one - $1.0) }
  }

  /// Returns weights in units of 2^-shift that sum to exactly 2^shift: each rounded to nearest, except where the sum
  /// requires otherwise; there, those whose roundings grow least are changed.
  ///
  /// Mirrored weights stay mirrored.
  private static func rounded(_ weights: [Double], shift: Int) -> [Int] {
    let one = Double(1 << shift)
    var units = weights.map { Int(($0 * one).rounded()) }
    var rest = (1 << shift) - units.reduce(0, +)
    let last = weights.count - 1
    let isSymmetric = weights.indices.allSatisfy { weights[$0] == weights[last - $0] }
    func places(of index: Int) -> [Int] {
      isSymmetric && index != last - index ? [index, last - index] : [index]
    }
    while rest != 0 {
      let step = rest.signum()
      // How far a weight is from its exact value in the direction of the rest.
      func room(_ index: Int) -> Double {
        Double(step) * (weights[index] * one - Double(units[index]))
      }
      let candidates = units.indices.filter { index in
        (!isSymmetric || index <= last - index) && places(of: index).count <= abs(rest)
          && units[index] + step >= 0
      }
      guard let best = candidates.max(by: { room($0) < room($1) }) else { break }
      for place in places(of: best) {
        units[place] += step
        rest -= step
      }
    }
    return units
  }
}
