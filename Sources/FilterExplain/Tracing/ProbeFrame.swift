// SPDX-License-Identifier: Apache-2.0

import Filters

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
  /// The maximum side of the input.
  private static let maxSide = 1 << 14

  /// Finds the smallest frame; `nil` if there is none.
  init?(_ explanation: Explanation) {
    var height = 1
    var width = 1
    for _ in 0..<Self.attempts {
      let input = Shape(channels: explanation.input.channels, height: height, width: width)
      // The reads of a stage can depend on the shape, as with padding that keeps the size.
      let stages = (try? explanation.lowering(input)) ?? explanation.stages.map(\.stage)
      guard let vertical = Lane(stages.map(\.rows), margin: Self.margin),
        let horizontal = Lane(stages.map(\.columns), margin: Self.margin)
      else { return nil }
      let shapes = try? stages.shapes(over: input)
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
      if max(height, width) > Self.maxSide { return nil }
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

  private static func cost(of stages: [any Stage], shapes: [Shape]) -> Int? {
    var sum = 0
    for (stage, output) in zip(stages, shapes.dropFirst()) {
      let taps = stage.form.convolution?.outputs.reduce(0) { $0 + $1.taps.count } ?? 0
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
  let period: AxisMap
  let middle: Range<Int>
  /// The last position read from the input and from each stage's output.
  private let last: [Int]
  /// The minimum extent of the input.
  var least: Int { last[0] + 1 }

  init?(_ maps: [AxisMap], margin: Int) {
    period = maps.chained
    for index in 0..<100_000 {
      let outputs = (period.outputs * index)..<(period.outputs * (index + 1))
      var ranges = [outputs]
      for map in maps.reversed() { ranges.insert(map.inputs(of: ranges[0]), at: 0) }
      if ranges[0].lowerBound >= margin && ranges.allSatisfy({ $0.lowerBound >= 0 }) {
        middle = outputs
        last = [ranges[0].upperBound - 1 + margin] + ranges.dropFirst().map { $0.upperBound - 1 }
        return
      }
    }
    return nil
  }

  /// Returns whether these extents of the input and of each stage's output cover all reads.
  func fits(_ counts: [Int]) -> Bool { zip(last, counts).allSatisfy { $0 < $1 } }
}
