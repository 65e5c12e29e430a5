// SPDX-License-Identifier: Apache-2.0

/// One axis of an enlargement by 2 or a reduction by 2 whose weights are whole numbers over a power of two.
///
/// Output `p` of period `q` is the sum over t of `phases[p].weights[t]` times input `inputs * q + phases[p].first + t`,
/// divided by `1 << shift`.
struct LevelAxis: Sendable {
  /// How the numbers of samples before and after are related.
  enum Scale: Hashable, Sendable {
    /// One input for two outputs.
    case double
    /// Two inputs for one output.
    case half
  }

  /// The weights of one of the outputs of a period.
  struct Phase: Hashable, Sendable {
    /// The first input that is read, from that of the period.
    let first: Int
    /// The weights of that input and the next ones, times `1 << shift`.
    let weights: [Int16]
  }

  /// The number of weights that the loops take.
  static let maxTaps = 4
  /// The maximum sum of absolute weights: then a sum of 8-bit levels fits in 16 bits.
  private static let maxTotal = 255
  private static let maxShift = 7

  let scale: Scale
  let phases: [Phase]
  let shift: Int
  /// The weights of both phases of a doubled axis with zeros around them: those of the first begin at input `first` from
  /// that of the period, those of the second one input later.
  let doubledTaps: (first: Int, weights: [Int16])

  /// An axis with the weights of each phase by their inputs; `nil` if they are no such whole numbers, or too many.
  init?(_ scale: Scale, _ phases: [[Int: Float]]) {
    let all = phases.joined().map { Double($0.value) }
    let shift = (0...Self.maxShift).first { shift in
      all.allSatisfy { $0 * Double(1 << shift) == ($0 * Double(1 << shift)).rounded() }
    }
    guard let shift, phases.count == (scale == .double ? 2 : 1) else { return nil }
    self.scale = scale
    self.shift = shift
    var list: [Phase] = []
    for phase in phases {
      guard let first = phase.keys.min(), let last = phase.keys.max(),
        last - first < Self.maxTaps
      else { return nil }
      let numbers = (first...last).map { Double(phase[$0] ?? 0) * Double(1 << shift) }
      guard numbers.reduce(0, +) == Double(1 << shift),
        numbers.reduce(0, { $0 + abs($1) }) <= Double(Self.maxTotal)
      else { return nil }
      list.append(Phase(first: first, weights: numbers.map { Int16($0) }))
    }
    self.phases = list
    guard scale == .double else {
      doubledTaps = (0, [])
      return
    }
    let start = min(list[0].first, list[1].first - 1)
    var weights = [Int16](repeating: 0, count: 2 * Self.maxTaps)
    for (index, phase) in list.enumerated() {
      let place = phase.first - start - index
      if place + phase.weights.count > Self.maxTaps { return nil }
      for (tap, weight) in phase.weights.enumerated() {
        weights[index * Self.maxTaps + place + tap] = weight
      }
    }
    doubledTaps = (start, weights)
  }

  /// Whether no weight is negative, so that results lie between samples.
  private var isMean: Bool { phases.allSatisfy { $0.weights.allSatisfy { $0 >= 0 } } }

  /// Whether an image can be resampled by this axis and another: means are summed in 16 bits.
  func fits(_ other: LevelAxis) -> Bool {
    if scale == .double { return true }
    return isMean && other.isMean && (1...Self.maxShift).contains(shift + other.shift)
  }

  /// Returns the number of outputs of some inputs.
  func outputCount(_ count: Int) -> Int { scale == .double ? 2 * count : (count + 1) / 2 }

  /// The inputs that outputs read.
  var map: AxisMap {
    let first = phases.map(\.first).min() ?? 0
    let last = phases.map { $0.first + $0.weights.count - 1 }.max() ?? 0
    return AxisMap(
      outputs: phases.count, inputs: scale == .half ? 2 : 1, reach: first...last)
  }

  /// Returns the phase of an output, and the first input that it reads.
  func phase(of output: Int) -> (phase: Phase, first: Int) {
    let phase = phases[output % phases.count]
    return (phase, output / phases.count * (scale == .half ? 2 : 1) + phase.first)
  }
}
