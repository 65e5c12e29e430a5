// SPDX-License-Identifier: Apache-2.0

package import Filters

/// Measures a receptive field by experiment: changes input samples and observes which outputs move.
///
/// It runs the streamed chain on small random images and observes the outputs in the middle, one
/// for each channel and phase.  For each it finds the first and the last input row, and column,
/// that moves it.  Replacing the first k rows moves an output once k passes the first row it
/// depends on, so k is found by bisection.
///
/// Three kinds of images are used.  On a dark one, 0 except for the replaced rows, no sum hides a
/// small weight by rounding; bright rows put everything above thresholds, faint ones below.  The
/// third is random.  Where a function hides every change, the measured field is too small, never
/// too large.
package struct ReceptiveFieldProbe: Sendable {
  /// The outcome of a probe.
  package enum Outcome: Hashable, Sendable {
    /// The largest numbers of rows and columns, from the first to the last, that moved one output.
    case measured(height: Int, width: Int)
    /// Nothing was run because it would take more multiplications than allowed.
    case tooExpensive(multiplyAdds: Int)
    /// Nothing was run because the reads of a stage are not known, or no image shows the middle of
    /// an output.
    case impossible
  }

  /// The default maximum number of multiplications of a probe, which take about a second.
  package static let usualBudget = 2_000_000_000

  /// Measures the receptive field of a chain, within a budget of multiplications.
  package static func measure(
    _ explanation: Explanation, budget: Int = usualBudget
  ) -> Outcome {
    guard let frame = ProbeFrame(explanation) else { return .impossible }
    guard let cost = frame.costOfRun, cost <= budget / frame.minRuns else {
      return .tooExpensive(multiplyAdds: (frame.costOfRun ?? .max / 1000) * frame.minRuns)
    }
    var experiment = ProbeExperiment(frame, runsAllowed: budget / cost)
    guard let height = experiment.extent(.vertical), let width = experiment.extent(.horizontal)
    else { return .tooExpensive(multiplyAdds: budget) }
    return .measured(height: height, width: width)
  }
}

/// An input large enough that its middle outputs depend on nothing outside, in any stage.
struct ProbeFrame {
  /// The shape of the input.
  let input: Shape
  /// The chain over that input.
  let stages: [any Stage]
  /// The output rows to observe: one period.
  let rows: Range<Int>
  /// The output columns to observe: one period.
  let columns: Range<Int>
  /// The number of multiplications of one run, plus some for each sample; `nil` on overflow.
  let costOfRun: Int?

  /// The margin of input samples around what the outputs are assumed to depend on.
  private static let margin = 2
  /// The maximum number of times that the input is enlarged.
  private static let attempts = 300

  /// Finds the smallest frame; `nil` if there is none.
  init?(_ explanation: Explanation) {
    var height = 1
    var width = 1
    for _ in 0..<Self.attempts {
      let input = Shape(channels: explanation.input.channels, height: height, width: width)
      // The reads of a stage can depend on the shape, as with padding that keeps the size.
      let stages = (try? explanation.lowering(input)) ?? explanation.stages.map(\.stage)
      let traced = stages.compactMap { $0 as? any TracedStage }
      guard traced.count == stages.count,
        let vertical = Lane(traced.map(\.verticalReads), margin: Self.margin),
        let horizontal = Lane(traced.map(\.horizontalReads), margin: Self.margin)
      else { return nil }
      let shapes = Self.shapes(of: stages, over: input)
      let isHighEnough = shapes.map { vertical.fits($0.map(\.height)) } ?? false
      let isWideEnough = shapes.map { horizontal.fits($0.map(\.width)) } ?? false
      if let shapes, isHighEnough, isWideEnough {
        self.input = input
        self.stages = stages
        rows = vertical.middle
        columns = horizontal.middle
        costOfRun = Self.cost(of: stages, shapes: shapes)
        return
      }
      if !isHighEnough { height = max(vertical.least, height + vertical.period.inputs) }
      if !isWideEnough { width = max(horizontal.least, width + horizontal.period.inputs) }
    }
    return nil
  }

  /// The number of runs that even a chain without phases needs: two axes, two ends, three kinds of
  /// image, and a bisection each.
  var minRuns: Int {
    let longest = max(input.height, input.width)
    return 12 * (Int.bitWidth - longest.leadingZeroBitCount + 2)
  }

  /// Returns the shape of the input and of each stage's output.
  private static func shapes(of stages: [any Stage], over input: Shape) -> [Shape]? {
    var shapes = [input]
    for stage in stages {
      guard let last = shapes.last, let next = try? stage.outputShape(for: last) else {
        return nil
      }
      shapes.append(next)
    }
    return shapes
  }

  private static func cost(of stages: [any Stage], shapes: [Shape]) -> Int? {
    var sum = 0
    for (stage, output) in zip(stages, shapes.dropFirst()) {
      let taps = (stage as? Convolution)?.outputs.reduce(0) { $0 + $1.taps.count } ?? 0
      let (area, overflow) = output.height.multipliedReportingOverflow(by: output.width)
      let (product, overflow2) = area.multipliedReportingOverflow(by: taps + 8 * output.channels)
      let (total, overflow3) = sum.addingReportingOverflow(product)
      if overflow || overflow2 || overflow3 { return nil }
      sum = total
    }
    return sum
  }
}

/// One axis of a frame: the outputs to observe, and the positions they read in each stage.
private struct Lane {
  let period: Period
  let middle: Range<Int>
  /// The last position read from the input and from each stage's output.
  private let last: [Int]
  /// The minimum extent of the input.
  var least: Int { last[0] + 1 }

  init?(_ reads: [AxisReads], margin: Int) {
    period = reads.reduce(.identity) { $0.followed(by: $1) }
    for index in 0..<100_000 {
      let outputs = (period.outputs * index)...(period.outputs * (index + 1) - 1)
      var ranges = [outputs]
      for axis in reads.reversed() { ranges.insert(axis.inputs(of: ranges[0]), at: 0) }
      if ranges[0].lowerBound >= margin && ranges.allSatisfy({ $0.lowerBound >= 0 }) {
        middle = Range(outputs)
        last = [ranges[0].upperBound + margin] + ranges.dropFirst().map(\.upperBound)
        return
      }
    }
    return nil
  }

  /// Returns whether these extents of the input and of each stage's output cover all reads.
  func fits(_ counts: [Int]) -> Bool { zip(last, counts).allSatisfy { $0 < $1 } }
}
