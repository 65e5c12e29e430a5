// SPDX-License-Identifier: Apache-2.0

/// What is to be said of one step of a chain.
public struct ExplainedStep: Sendable {
  /// What it is called.
  public let title: String
  /// Its place, counted from 1.
  public let number: Int
  /// The extent of its input.
  public let input: Shape
  /// Its stages, first to last.
  public let stages: [ExplainedStage]
  /// What an output sample sees of the step's own input; nil if nobody can tell.
  public let field: ReceptiveField?
  /// What the step makes of a constant 1 minus what it makes of a constant 0, for each output
  /// channel and phase; nil if nobody can tell.
  ///
  /// Of weighted sums this is the gain at frequency 0: a filter that keeps the mean brightness has
  /// 1, a derivative 0.
  public let constantGains: [Double]?
  /// What the step's convolutions cost, and what one convolution in their place would.
  public let costs: Costs?

  init(
    _ step: Explanation.Step, number: Int, over input: Shape, after trace: inout Trace?
  ) throws(ShapeError) {
    var shape = input
    var stages: [ExplainedStage] = []
    let links = Links(step.stages)
    for (index, stage) in step.stages.enumerated() {
      let next = index + 1 < step.stages.count ? step.stages[index + 1] : nil
      let explained = try ExplainedStage(
        stage, as: links.link(at: index), before: next, over: shape, after: &trace)
      stages.append(explained)
      shape = explained.output
    }
    title = step.title
    self.number = number
    self.input = input
    self.stages = stages
    let own = stages.reduce(Optional(Trace(channels: input.channels))) { trace, stage in
      stage.traced.flatMap { trace?.following($0, from: stage.input, to: stage.output) }
    }
    field = own?.field
    // Whoever could follow the reads can follow the sums: it is the same work.
    constantGains = own.map { _ in Self.gains(of: stages, channels: input.channels) }
    costs = Costs(stages)
  }

  /// The extent of its output.
  public var output: Shape { stages.last?.output ?? input }

  /// The bytes that its rings hold.
  public var bytesHeld: Int { stages.reduce(0) { $0 + $1.ring.bytes } }

  private static func gains(of stages: [ExplainedStage], channels: Int) -> [Double] {
    var one = ConstantResponse(1, channels: channels)
    var zero = ConstantResponse(0, channels: channels)
    for stage in stages {
      guard let traced = stage.traced else { continue }
      one.follow(traced, from: stage.input, to: stage.output)
      zero.follow(traced, from: stage.input, to: stage.output)
    }
    return zip(one.values.values, zero.values.values).map { $0 - $1 }
  }
}

extension ExplainedStage {
  /// The stage as one that can be followed.
  var traced: (any TracedStage)? { stage as? any TracedStage }
}
