// SPDX-License-Identifier: Apache-2.0

import Filters

/// The receptive field of a chain, stage by stage: by `Trace`, and axis by axis once that is too much work.
struct FieldTrace {
  /// A stage with the shapes before and after it.
  private struct Step {
    let stage: any Stage
    let input: Shape
    let output: Shape
  }

  private var steps: [Step] = []
  private var whole: Trace?
  private var lanes: (rows: LaneTrace, columns: LaneTrace)?

  /// Creates the trace of an empty chain over this many channels.
  init(channels: Int) { whole = Trace(channels: channels) }

  /// Adds one stage.
  mutating func follow(_ stage: any Stage, from input: Shape, to output: Shape) {
    let step = Step(stage: stage, input: input, output: output)
    steps.append(step)
    if let trace = whole {
      whole = trace.following(stage, from: input, to: output)
      if whole == nil { lanes = Self.lanes(after: steps) }
    } else {
      lanes = lanes.flatMap { Self.lanes($0, after: step) }
    }
  }

  /// The receptive field; `nil` if it cannot be determined.
  var field: ReceptiveField? {
    whole?.field
      ?? lanes.map { rows, columns in
        ReceptiveField(
          height: rows.extent, width: columns.extent,
          rowJump: Ratio(rows.map.inputs, rows.map.outputs),
          columnJump: Ratio(columns.map.inputs, columns.map.outputs))
      }
  }

  /// Whether each phase of both axes was followed.
  var isWhole: Bool { whole != nil }

  private static func lanes(after steps: [Step]) -> (rows: LaneTrace, columns: LaneTrace)? {
    var lanes: (rows: LaneTrace, columns: LaneTrace)? = (.init(.vertical), .init(.horizontal))
    for step in steps { lanes = lanes.flatMap { Self.lanes($0, after: step) } }
    return lanes
  }

  private static func lanes(
    _ lanes: (rows: LaneTrace, columns: LaneTrace), after step: Step
  ) -> (rows: LaneTrace, columns: LaneTrace)? {
    guard let rows = lanes.rows.following(step.stage, from: step.input, to: step.output),
      let columns = lanes.columns.following(step.stage, from: step.input, to: step.output)
    else { return nil }
    return (rows, columns)
  }
}
