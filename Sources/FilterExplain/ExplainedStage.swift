// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The explanation of one stage of a chain.
package struct ExplainedStage: Sendable {
  /// The stage itself.
  package let stage: any Stage
  /// The kind of the stage.
  package let kind: StageKind
  /// The shape of the input.
  package let input: Shape
  /// The shape of the output.
  package let output: Shape
  /// The rows and columns that the stage reads outside its input.
  package let borderReach: BorderReach
  /// The receptive field of an output sample in the input of the whole chain; `nil` if it cannot be
  /// determined.
  package let field: ReceptiveField?
  /// The receptive field of an output sample of the previous stage.
  package let fieldBefore: ReceptiveField?
  /// The sums of the taps of each output channel, in order; a stage before an interleaving has a
  /// channel for each phase.
  package let tapSums: [Double]
  /// The number of taps that are not 0, over all output channels.
  package let weights: Int
  /// The number of multiplications over the whole image: the taps of each output channel times its
  /// samples.
  package let multiplyAdds: Int
  /// The input rows that the stage holds while it runs, and their bytes; none for an interleaving
  /// that is fused with the phases before it.
  package let ring: RingSize

  /// Explains `stage` over an input of this shape.
  ///
  /// - Parameters:
  ///   - link: the stage that runs in its place; `nil` if it is fused with the stage before it.
  ///   - trace: the trace of the stages before it; updated to include this one.
  init(
    _ stage: any Stage, as link: (any Stage)?, before next: (any Stage)?, over input: Shape,
    after trace: inout Trace?
  ) throws(ShapeError) {
    let output = try stage.outputShape(for: input)
    self.output = output
    if let link {
      ring = try Streamed.ringSize(of: link, over: input)
    } else {
      ring = RingSize(rows: 0, bytes: 0)
    }
    self.stage = stage
    self.input = input
    kind = StageKind(stage, before: next)
    let traced = stage as? any TracedStage
    borderReach = traced.map { BorderReach($0, from: input, to: output) } ?? .none
    let followed = traced.flatMap { trace?.following($0, from: input, to: output) }
    fieldBefore = trace?.field
    trace = followed
    field = trace?.field
    let outputs = (stage as? Convolution)?.outputs ?? []
    tapSums = outputs.map { $0.taps.reduce(0) { $0 + Double($1.weight) } }
    weights = outputs.reduce(0) { sum, output in
      sum + output.taps.count { $0.weight != 0 }
    }
    multiplyAdds = weights * output.height * output.width
  }

  /// The axes of a convolution; `nil` for any other stage.
  package var axes: (vertical: Axis, horizontal: Axis)? {
    (stage as? Convolution).map { ($0.vertical, $0.horizontal) }
  }
}

/// The number of rows and columns that a stage reads outside its input; taps of weight 0 do not
/// count.
package struct BorderReach: Hashable, Sendable {
  /// The rows above the first.
  package let top: Int
  /// The columns before the first.
  package let left: Int
  /// The rows below the last.
  package let bottom: Int
  /// The columns after the last.
  package let right: Int

  /// A reach of nothing outside the input.
  static let none = BorderReach(top: 0, left: 0, bottom: 0, right: 0)

  /// Whether nothing outside the input is read.
  package var isEmpty: Bool { self == .none }

  private init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// Determines the reach of a stage over an input of this shape.
  init(_ stage: any TracedStage, from input: Shape, to output: Shape) {
    let rows = stage.verticalReads.inputs(of: 0...(output.height - 1))
    let columns = stage.horizontalReads.inputs(of: 0...(output.width - 1))
    self.init(
      top: max(0, -rows.lowerBound), left: max(0, -columns.lowerBound),
      bottom: max(0, rows.upperBound - (input.height - 1)),
      right: max(0, columns.upperBound - (input.width - 1)))
  }
}
