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
  /// Whether outputs are known to be weighted sums of the samples they read, plus a constant.
  let isWeightedSum: Bool
  /// The receptive field of an output sample in the input of the whole chain; `nil` if it cannot be
  /// determined.
  package let field: ReceptiveField?
  /// The receptive field of an output sample of the previous stage.
  package let fieldBefore: ReceptiveField?
  /// The sums of the taps of each output channel, in order; a stage before an interleaving has a
  /// channel for each phase.
  package let tapSums: [Double]
  /// The number of multiplications for one output pixel: the taps that are not 0, over all output
  /// channels.
  package let weights: Int
  /// The number of multiplications over the whole image.
  package let multiplyAdds: Int
  /// The input rows that the stage holds while it runs, and their bytes; none for an interleaving
  /// that is fused with the phases before it.
  package let ring: RingSize

  /// Explains `stage` over an input of this shape.
  ///
  /// - Parameters:
  ///   - link: the stage that runs in its place; `nil` if it is fused with the stage before it.
  ///   - trace: the trace of the stages before it; updated to include this one.
  ///   - pulledRows: the number of rows that the stages before it deliver together; updated to be this one's.
  init(
    _ stage: any Stage, as link: (any Stage)?, before next: (any Stage)?, over input: Shape,
    after trace: inout FieldTrace, pulling pulledRows: inout Int
  ) throws(ShapeError) {
    let output = try stage.outputShape(for: input)
    self.output = output
    if let link {
      ring = try Streamed.ringSize(of: link, over: input, pulledRows: pulledRows)
      pulledRows = link.rowsAtOnce
    } else {
      ring = RingSize(rows: 0, bytes: 0)
    }
    self.stage = stage
    self.input = input
    kind = StageKind(stage, before: next)
    borderReach = BorderReach(stage, from: input, to: output)
    isWeightedSum = stage.isWeightedSum(over: input) == true
    fieldBefore = trace.field
    trace.follow(stage, from: input, to: output)
    field = trace.field
    let outputs = stage.form.convolution?.outputs ?? []
    tapSums = outputs.map { $0.taps.reduce(0) { $0 + Double($1.weight) } }
    multiplyAdds = stage.cost(over: input)
    weights = multiplyAdds / (output.height * output.width)
  }

  /// Returns how evenly the transposed convolution whose phases are the stage before this one covers its
  /// output; `nil` if the two are none.
  package func overlap(after previous: ExplainedStage) -> Overlap? {
    guard let phases = previous.stage.form.convolution, let interleaving = stage.form.interleaving
    else { return nil }
    return Overlap(phases: phases, interleaving)
  }

  /// The axes of a convolution; `nil` for any other stage.
  package var axes: (vertical: Axis, horizontal: Axis)? {
    stage.form.convolution.map { ($0.vertical, $0.horizontal) }
  }
}
