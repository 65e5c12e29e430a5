// SPDX-License-Identifier: Apache-2.0

import Filters

/// The number of weights of a filter and of its multiplications over a whole image.
package struct Cost: Hashable, Sendable {
  /// The number of weights to be stored; weights of different output channels or phases count
  /// separately, even if they are equal.
  package let weights: Int
  /// The number of multiplications, each followed by an addition, over all output samples.
  package let multiplyAdds: Int

  /// Creates a cost from its two counts.
  package init(weights: Int, multiplyAdds: Int) {
    self.weights = weights
    self.multiplyAdds = multiplyAdds
  }

  /// Returns the cost of two filters, one after the other.
  static func + (a: Cost, b: Cost) -> Cost {
    Cost(weights: a.weights + b.weights, multiplyAdds: a.multiplyAdds + b.multiplyAdds)
  }
}

/// The cost of the convolutions of a step as they are built, and in other forms with the same
/// result.
///
/// The convolutions between two point maps are one linear filter, which one convolution could
/// compute.  Its kernel spans, for each output channel and phase, the box of input samples that an
/// output sample depends on.  Two consecutive 3 x 3 kernels span 5 x 5: 18 weights do what 25 do in
/// one.  If a step has several such runs of convolutions, their costs are summed.
package struct Costs: Hashable, Sendable {
  /// The cost of the taps as they are, stage by stage.
  package let asBuilt: Cost
  /// The cost of one 2-D convolution that reads only the input channels that each output channel
  /// depends on.
  package let asOne: Cost
  /// The cost of one dense 2-D convolution, in which every output channel reads every input
  /// channel.
  package let asDense: Cost
  /// The cost of a depthwise convolution followed by a pointwise one in place of the only convolution, a dense
  /// one; `nil` if there is another.
  ///
  /// Its result is another: it has fewer weights to choose.
  package let asSeparable: Cost?

  /// Sums the costs of a step; `nil` if it has no convolution or the costs cannot be determined.
  init?(_ stages: [ExplainedStage]) {
    let runs = stages.split { stage in
      if case .pointMap = stage.kind { true } else { false }
    }.filter { $0.contains { $0.axes != nil } }
    var sum: (built: Cost, one: Cost, dense: Cost)?
    for run in runs {
      guard let costs = Self.costs(of: Array(run)) else { return nil }
      sum =
        sum.map { ($0.built + costs.built, $0.one + costs.one, $0.dense + costs.dense) } ?? costs
    }
    guard let sum else { return nil }
    asBuilt = sum.built
    asOne = sum.one
    asDense = sum.dense
    asSeparable = Self.separable(stages)
  }

  /// With C input channels, N output channels and a kernel of h x w: h w C + C N weights for h w C N.
  private static func separable(_ stages: [ExplainedStage]) -> Cost? {
    let convolutions = stages.filter { $0.axes != nil }
    guard convolutions.count == 1, let stage = convolutions.first,
      let kernel = stage.stage.form.convolution, case .convolution(let kind) = stage.kind,
      kind.connection == .dense, kind.extent == .area, kind.phases == nil,
      kernel.inputChannels > 1
    else { return nil }
    let weights =
      kernel.vertical.taps * kernel.horizontal.taps * kernel.inputChannels
      + kernel.inputChannels * kernel.outputs.count
    return Cost(
      weights: weights, multiplyAdds: weights * stage.output.height * stage.output.width)
  }

  private static func costs(
    of run: [ExplainedStage]
  ) -> (built: Cost, one: Cost, dense: Cost)? {
    guard let first = run.first, let last = run.last else { return nil }
    let built = run.reduce(Cost(weights: 0, multiplyAdds: 0)) {
      $0 + Cost(weights: $1.weights, multiplyAdds: $1.multiplyAdds)
    }
    let whole = run.reduce(Optional(Trace(channels: first.input.channels))) { trace, stage in
      trace?.following(stage.stage, from: stage.input, to: stage.output)
    }
    guard let whole else { return nil }
    let one = whole.cost(over: last.output) { $0.channels.count * $0.area }
    let dense = whole.cost(over: last.output) { first.input.channels * $0.area }
    return (built, one, dense)
  }
}

extension Trace {
  /// Returns this trace extended by one stage; `nil` if that is too much work, or if the stage's
  /// dependencies are not known.
  func following(_ stage: any Stage, from input: Shape, to output: Shape) -> Trace? {
    var trace = self
    return trace.follow(stage, from: input, to: output) ? trace : nil
  }

  /// Returns the cost over an output of this shape, given the weights of one output sample.
  fileprivate func cost(over output: Shape, weights: (InputBox) -> Int) -> Cost {
    var sum = Cost(weights: 0, multiplyAdds: 0)
    let (rows, columns) = (reached.rows.outputs, reached.columns.outputs)
    for channel in 0..<reached.channels {
      for y in 0..<rows {
        for x in 0..<columns {
          guard let box = reached[channel, y, x] else { continue }
          // The number of output samples of this phase.
          let samples =
            ((output.height - y + rows - 1) / rows) * ((output.width - x + columns - 1) / columns)
          sum = sum + Cost(weights: weights(box), multiplyAdds: weights(box) * samples)
        }
      }
    }
    return sum
  }
}
