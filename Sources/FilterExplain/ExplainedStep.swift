// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The explanation of one step of a chain.
package struct ExplainedStep: Sendable {
  /// The name of the step.
  package let title: String
  /// The position of the step, counted from 1.
  package let number: Int
  /// The shape of the input.
  package let input: Shape
  /// The stages, first to last.
  package let stages: [ExplainedStage]
  /// The axes that the step resizes, rows first.
  package let resized: [ResizedAxis]
  /// The receptive field of an output sample in the step's own input; `nil` if it cannot be
  /// determined.
  package let field: ReceptiveField?
  /// The step's response to a constant 1 minus its response to a constant 0, for each output
  /// channel and phase; `nil` if it cannot be determined.
  ///
  /// For weighted sums this is the gain at frequency 0: 1 for a filter that keeps the mean
  /// brightness, 0 for a derivative.
  package let constantGains: [Double]?
  /// The cost of the step's convolutions, and of one convolution in their place.
  package let costs: Costs?
  /// The kernels to which the step multiplies out; `nil` if it is not linear and shift-invariant.
  package let kernels: ComposedKernels?

  init(
    _ step: Explanation.Step, number: Int, over input: Shape, after trace: inout FieldTrace,
    pulling pulledRows: inout Int
  ) throws(ShapeError) {
    var shape = input
    var stages: [ExplainedStage] = []
    let links = FusedStages(step.stages)
    for (index, stage) in step.stages.enumerated() {
      let next = index + 1 < step.stages.count ? step.stages[index + 1] : nil
      let explained = try ExplainedStage(
        stage, as: links.link(at: index), before: next, over: shape, after: &trace,
        pulling: &pulledRows)
      stages.append(explained)
      shape = explained.output
    }
    title = step.title
    self.number = number
    self.input = input
    self.stages = stages
    resized = step.resized
    var own = FieldTrace(channels: input.channels)
    for stage in stages { own.follow(stage.stage, from: stage.input, to: stage.output) }
    field = own.field
    // If the reads could be traced, so can the sums: both take the same amount of work.
    constantGains =
      own.isWhole
      ? Self.gains(of: stages, channels: input.channels)
      : Self.statedGains(of: stages, channels: input.channels)
    costs = Costs(stages)
    kernels = ComposedKernels(stages)
  }

  /// The shape of the output.
  package var output: Shape { stages.last?.output ?? input }

  /// The number of bytes that the step's rings hold.
  package var bytesHeld: Int { stages.reduce(0) { $0 + $1.ring.bytes } }

  /// Returns the gains of each channel as the stages state them, where there are too many phases to sum; `nil` if there
  /// is a convolution or a margin.
  private static func statedGains(of stages: [ExplainedStage], channels: Int) -> [Double]? {
    guard stages.allSatisfy({ $0.kind.isResampling || $0.axes == nil && $0.borderReach.isEmpty })
    else { return nil }
    func response(_ value: Float) -> [Float] {
      stages.reduce(Array(repeating: value, count: channels)) {
        $1.stage.response(toConstant: $0)
      }
    }
    return zip(response(1), response(0)).map { Double($0) - Double($1) }
  }

  private static func gains(of stages: [ExplainedStage], channels: Int) -> [Double] {
    var one = ConstantResponse(1, channels: channels)
    var zero = ConstantResponse(0, channels: channels)
    for stage in stages {
      one.follow(stage.stage, from: stage.input, to: stage.output)
      zero.follow(stage.stage, from: stage.input, to: stage.output)
    }
    return zip(one.values.values, zero.values.values).map { $0 - $1 }
  }
}
