// SPDX-License-Identifier: Apache-2.0

package import Filters

/// An analysis of a chain of stages without running it: shapes, receptive fields and costs.
///
/// `imgconv explain` prints it.
package struct Explanation: Sendable {
  /// The maximum number of channels of the input: far beyond any image, and explained within seconds.
  package static let maxChannels = 4096
  /// The maximum height and width of an input that a program explains for others: rows are counted one by one.
  package static let maxSide = 1 << 24

  /// A named group of stages: one filter of a recipe.
  package struct Step: Sendable {
    /// The name of the step.
    package let title: String
    /// The stages, first to last.
    package let stages: [any Stage]
    /// The axes that the step resizes, rows first.
    package let resized: [ResizedAxis]

    /// Creates a step from its name and stages.
    package init(_ title: String, _ stages: [any Stage], resized: [ResizedAxis] = []) {
      self.title = title
      self.stages = stages
      self.resized = resized
    }
  }

  /// The shape of the input.
  package let input: Shape
  /// The explanation of each step.
  package let steps: [ExplainedStep]
  /// Returns the stages of this chain for an input of another shape.
  let lowering: @Sendable (Shape) throws -> [any Stage]

  /// Explains `steps`, fused in one chain, over an input of this shape.
  ///
  /// - Throws: `ShapeError` if a stage has no output for the shape that the stages before it
  ///   produce.
  package init(_ steps: [Step], over input: Shape) throws(ShapeError) {
    var shape = input
    var trace = FieldTrace(channels: input.channels)
    var pulledRows = 1
    var explained: [ExplainedStep] = []
    for step in steps {
      let next = try ExplainedStep(
        step, number: explained.count + 1, over: shape, after: &trace, pulling: &pulledRows)
      shape = next.output
      explained.append(next)
    }
    self.input = input
    self.steps = explained
    lowering = { _ in steps.flatMap(\.stages) }
  }

  /// Copies an explanation whose chain is lowered again for an input of another shape.
  init(
    _ explanation: Explanation, lowering: @escaping @Sendable (Shape) throws -> [any Stage]
  ) {
    input = explanation.input
    steps = explanation.steps
    self.lowering = lowering
  }

  /// The stages of all steps.
  package var stages: [ExplainedStage] { steps.flatMap(\.stages) }

  /// The shape of the last output.
  package var output: Shape { steps.last?.output ?? input }

  /// The receptive field of an output sample of the whole chain; `nil` if it cannot be determined.
  package var field: ReceptiveField? {
    guard let last = stages.last else { return Trace(channels: input.channels).field }
    return last.field
  }

  /// The cost of all convolutions, and of one in place of each run of them between point maps;
  /// `nil` if it cannot be determined.
  package var costs: Costs? { Costs(stages) }

  /// The kernels to which the whole chain multiplies out; `nil` if it is not linear and shift-invariant.
  package var kernels: ComposedKernels? {
    steps.count == 1 ? steps[0].kernels : ComposedKernels(stages)
  }

  /// The number of bytes that the rings of all stages hold while the chain runs.
  package var bytesHeld: Int { stages.reduce(0) { $0 + $1.ring.bytes } }
}
