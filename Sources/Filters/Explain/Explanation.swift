// SPDX-License-Identifier: Apache-2.0

/// What a chain of stages does to shapes, what its outputs see, and what it costs: known without
/// running it.
///
/// `imgconv explain` prints it.
public struct Explanation: Sendable {
  /// Some stages under a name: a filter of a recipe.
  public struct Step: Sendable {
    /// What it is called.
    public let title: String
    /// Its stages, first to last.
    public let stages: [any Stage]

    /// Stages under a name.
    public init(_ title: String, _ stages: [any Stage]) {
      self.title = title
      self.stages = stages
    }
  }

  /// The extent of the input.
  public let input: Shape
  /// What is to be said of each step.
  public let steps: [ExplainedStep]
  /// The stages of the same chain over an input of another shape.
  let lowering: @Sendable (Shape) throws -> [any Stage]

  /// Explains `steps`, fused in one chain, over an input of this shape.
  ///
  /// - Throws: `ShapeError` if a stage has no output for what the stages before it make of the
  ///   shape.
  public init(_ steps: [Step], over input: Shape) throws(ShapeError) {
    var shape = input
    var trace: Trace? = Trace(channels: input.channels)
    var explained: [ExplainedStep] = []
    for step in steps {
      let next = try ExplainedStep(step, number: explained.count + 1, over: shape, after: &trace)
      shape = next.output
      explained.append(next)
    }
    self.input = input
    self.steps = explained
    lowering = { _ in steps.flatMap(\.stages) }
  }

  /// The same explanation of a chain that is lowered anew for an input of another shape.
  init(
    _ explanation: Explanation, lowering: @escaping @Sendable (Shape) throws -> [any Stage]
  ) {
    input = explanation.input
    steps = explanation.steps
    self.lowering = lowering
  }

  /// The stages of all steps.
  public var stages: [ExplainedStage] { steps.flatMap(\.stages) }

  /// The extent of the last output.
  public var output: Shape { steps.last?.output ?? input }

  /// What an output sample of the whole chain sees; nil if nobody can tell.
  public var field: ReceptiveField? {
    guard let last = stages.last else { return Trace(channels: input.channels).field }
    return last.field
  }

  /// What all convolutions cost, and what one in place of each run of them between point maps would;
  /// nil if nobody can tell.
  public var costs: Costs? { Costs(stages) }

  /// The bytes that the rings of all stages hold, while the chain runs.
  public var bytesHeld: Int { stages.reduce(0) { $0 + $1.ring.bytes } }
}
