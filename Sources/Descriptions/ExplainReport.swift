// SPDX-License-Identifier: Apache-2.0

package import Batch
package import FilterExplain
internal import Filters

/// An explanation of a recipe, as text and as JSON.
package struct ExplainReport {
  /// The explanation.
  let explanation: Explanation
  let probe: ReceptiveFieldProbe.Outcome
  let matrices: MatrixReport?
  /// The memory of the program before it explains anything, in bytes; `nil` if it cannot be determined.
  let programBytes: Int?

  /// A report on an explanation.
  ///
  /// - Parameter programBytes: the memory of the program before it explains anything; `nil` if it is unknown.
  package init(
    _ explanation: Explanation, probe: ReceptiveFieldProbe.Outcome, matrices: MatrixReport? = nil,
    programBytes: Int? = nil
  ) {
    self.explanation = explanation
    self.probe = probe
    self.matrices = matrices
    self.programBytes = programBytes
  }

  /// The explanation as text.
  package var text: String {
    explanation.text(probe: probe, programBytes: programBytes)
      + (matrices.map { "\n" + $0.text } ?? "")
  }

  /// The explanation as JSON.
  package var json: JSON {
    var members: [(String, JSON)] = [
      ("input", shape(explanation.input)),
      ("output", shape(explanation.output)),
      ("receptiveField", field(explanation.field)),
      ("probe", measured),
      ("multiplyAdds", .number(explanation.stages.reduce(0) { $0 + $1.multiplyAdds })),
      ("bytesHeld", .number(explanation.bytesHeld)),
      ("processBytes", programBytes.map { .number($0 + explanation.bytesHeld) } ?? .null),
      ("costs", explanation.costs.map(costs) ?? .null),
      ("kernels", explanation.kernels?.json ?? .null),
      ("steps", .array(explanation.steps.map(json(of:)))),
    ]
    if let matrices { members.append(("matrices", .array(matrices.readings.map(json(of:))))) }
    return .object(members)
  }

  private var measured: JSON {
    guard case .measured(let height, let width) = probe else { return .null }
    return .object([("height", .number(height)), ("width", .number(width))])
  }

  private func json(of step: ExplainedStep) -> JSON {
    var members: [(String, JSON)] = [
      ("title", .string(step.title)),
      ("input", shape(step.input)),
      ("output", shape(step.output)),
      ("receptiveField", field(step.field)),
      ("constantGains", step.constantGains.map { .array($0.map { .real($0) }) } ?? .null),
      ("costs", step.costs.map(costs) ?? .null),
      ("kernels", step.kernels?.json ?? .null),
      (
        "stages",
        .array(
          step.stages.enumerated().map { index, stage in
            json(
              of: stage, overlap: index > 0 ? stage.overlap(after: step.stages[index - 1]) : nil)
          })
      ),
    ]
    if !step.resized.isEmpty {
      members.append(("resizedAxes", .array(step.resized.map(\.json))))
    }
    return .object(members)
  }

  private func json(of stage: ExplainedStage, overlap: Overlap?) -> JSON {
    let reach = stage.borderReach
    var members: [(String, JSON)] = [
      ("kind", .string("\(stage.kind)")),
      ("input", shape(stage.input)),
      ("output", shape(stage.output)),
      ("vertical", stage.axes.map { axis($0.vertical) } ?? .null),
      ("horizontal", stage.axes.map { axis($0.horizontal) } ?? .null),
      (
        "readsOutside",
        .object([
          ("top", .number(reach.top)), ("left", .number(reach.left)),
          ("bottom", .number(reach.bottom)), ("right", .number(reach.right)),
        ])
      ),
      ("receptiveField", field(stage.field)),
      ("tapSums", .array(stage.tapSums.map { .real($0) })),
      ("weights", .number(stage.weights)),
      ("multiplyAdds", .number(stage.multiplyAdds)),
      ("rowsHeld", .number(stage.ring.rows)),
      ("bytesHeld", .number(stage.ring.bytes)),
    ]
    if let overlap { members.append(("overlap", overlap.json)) }
    return .object(members)
  }

  private func json(of reading: MatrixReport.Reading) -> JSON {
    .object([
      ("stage", .number(reading.number)),
      ("isTransposed", .bool(reading.interleaving != nil)),
      ("image", .array(reading.input.samples.map { .real(Double($0)) })),
      ("kernels", reading.kernels.json),
      ("im2col", reading.windows.json),
      ("biases", .array(reading.biases.map { .real($0) })),
      ("unrolled", reading.unrolled.matrix.json),
      ("constant", .array(reading.unrolled.constant.map { .real($0) })),
      ("output", .array(reading.output.samples.map { .real(Double($0)) })),
      ("outputShape", shape(reading.output.shape)),
      ("transposedTimesOutput", .array(reading.returned.map { .real($0) })),
      ("difference", .real(reading.difference)),
      ("agrees", .bool(reading.agrees)),
    ])
  }

  private func shape(_ shape: Shape) -> JSON {
    .object([
      ("channels", .number(shape.channels)), ("height", .number(shape.height)),
      ("width", .number(shape.width)),
    ])
  }

  private func axis(_ axis: Axis) -> JSON {
    .object([
      ("taps", .number(axis.taps)), ("stride", .number(axis.stride)),
      ("dilation", .number(axis.dilation)), ("before", .number(axis.before)),
      ("after", .number(axis.after)), ("reach", .number(axis.reach)),
    ])
  }

  private func field(_ field: ReceptiveField?) -> JSON {
    field.map {
      .object([
        ("height", .number($0.height)), ("width", .number($0.width)),
        ("rowJump", .real($0.rowJump.value)), ("columnJump", .real($0.columnJump.value)),
      ])
    } ?? .null
  }

  private func costs(_ costs: Costs) -> JSON {
    .object([
      ("asBuilt", cost(costs.asBuilt)), ("asOneConvolution", cost(costs.asOne)),
      ("asDenseConvolution", cost(costs.asDense)),
      ("asDepthwiseSeparable", costs.asSeparable.map(cost) ?? .null),
    ])
  }

  private func cost(_ cost: Cost) -> JSON {
    .object([
      ("weights", .number(cost.weights)), ("multiplyAdds", .number(cost.multiplyAdds)),
    ])
  }
}

extension FilterExplain.Matrix {
  /// The rows as arrays.
  var json: JSON {
    .array((0..<rows).map { row in .array((0..<columns).map { .real(self[row, $0]) }) })
  }
}
