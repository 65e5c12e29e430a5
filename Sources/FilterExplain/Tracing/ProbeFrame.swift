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
  ///
  /// A chain that makes one size of any image, as a resize to a box does, is another chain for each image.  Its frame
  /// is the image that is explained.
  init?(_ explanation: Explanation) {
    let explained = explanation.stages.map(\.stage)
    let period = (explained.map(\.rows).chained, explained.map(\.columns).chained)
    var height = 1
    var width = 1
    for _ in 0..<Self.attempts {
      let input = Shape(channels: explanation.input.channels, height: height, width: width)
      // The reads of a stage can depend on the shape, as with padding that keeps the size.
      let stages = (try? explanation.lowering(input)) ?? explained
      guard let vertical = Lane(stages.map(\.rows), margin: Self.margin),
        let horizontal = Lane(stages.map(\.columns), margin: Self.margin)
      else { return nil }
      let isSame = (
        vertical.period.hasRatio(of: period.0), horizontal.period.hasRatio(of: period.1)
      )
      let shapes = try? stages.shapes(over: input)
      let isHighEnough = shapes.map { vertical.fits($0.map(\.height)) } ?? false
      let isWideEnough = shapes.map { horizontal.fits($0.map(\.width)) } ?? false
      if let shapes, isHighEnough, isWideEnough, isSame.0, isSame.1 {
        self.init(stages, over: shapes, vertical, horizontal)
        return
      }
      if isSame != (true, true), height.isMultiple(of: period.0.inputs),
        width.isMultiple(of: period.1.inputs)
      {
        self.init(explained, over: explanation.input)
        return
      }
      if max(height, width) > Self.maxSide { return nil }
      if !isSame.0 {
        height = (height / period.0.inputs + 1) * period.0.inputs
      } else if !isHighEnough {
        height = max(vertical.least, height + vertical.period.inputs)
      }
      if !isSame.1 {
        width = (width / period.1.inputs + 1) * period.1.inputs
      } else if !isWideEnough {
        width = max(horizontal.least, width + horizontal.period.inputs)
      }
    }
    return nil
  }

  /// A frame of this input; `nil` if it is too small.
  private init?(_ stages: [any Stage], over input: Shape) {
    guard let shapes = try? stages.shapes(over: input),
      let vertical = Lane(stages.map(\.rows), margin: Self.margin),
      let horizontal = Lane(stages.map(\.columns), margin: Self.margin),
      vertical.fits(shapes.map(\.height)), horizontal.fits(shapes.map(\.width))
    else { return nil }
    self.init(stages, over: shapes, vertical, horizontal)
  }

  private init(
    _ stages: [any Stage], over shapes: [Shape], _ vertical: Lane, _ horizontal: Lane
  ) {
    input = shapes[0]
    self.stages = stages
    rows = vertical.middle
    columns = horizontal.middle
    costOfRun = Self.cost(of: stages, shapes: shapes)
  }

  /// The number of runs that even a chain without phases needs: two axes, two ends, three kinds of
  /// image, and a bisection each.
  var minRuns: Int {
    let longest = max(input.height, input.width)
    return 12 * (Int.bitWidth - longest.leadingZeroBitCount + 2)
  }

  private static func cost(of stages: [any Stage], shapes: [Shape]) -> Int? {
    // Looking at the result is work too, even if no stage does any.
    var sum = 1
    for (index, (stage, output)) in zip(stages, shapes.dropFirst()).enumerated() {
      let taps = stage.tapsForOutput(over: shapes[index], to: output)
      let (area, overflow) = output.height.multipliedReportingOverflow(by: output.width)
      let (product, overflow2) = area.multipliedReportingOverflow(by: taps + 8 * output.channels)
      let (total, overflow3) = sum.addingReportingOverflow(product)
      if overflow || overflow2 || overflow3 { return nil }
      sum = total
    }
    return sum
  }
}

extension Stage {
  /// Returns the number of multiplications for the channels of one output pixel, on average.
  fileprivate func tapsForOutput(over input: Shape, to output: Shape) -> Int {
    if case .resampling = form { return cost(over: input) / (output.height * output.width) }
    return form.convolution?.outputs.reduce(0) { $0 + $1.taps.count } ?? 0
  }
}

extension AxisMap {
  /// Returns whether there are as many outputs for as many inputs as in another map.
  fileprivate func hasRatio(of other: AxisMap) -> Bool {
    outputs * other.inputs == other.outputs * inputs
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
