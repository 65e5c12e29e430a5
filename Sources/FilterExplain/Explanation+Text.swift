// SPDX-License-Identifier: Apache-2.0

import Filters

extension Explanation {
  /// Formats the explanation as text: a block for each step, tables with a row for each stage, and
  /// the formulas with their numbers.
  ///
  /// - Parameters:
  ///   - probe: the outcome of `ReceptiveFieldProbe`, to be shown next to the receptive field.
  ///   - programBytes: the memory of the program without rings, to be added to theirs.
  package func text(
    probe: ReceptiveFieldProbe.Outcome? = nil, programBytes: Int? = nil
  ) -> String {
    var lines = ["input: \(input) (channels x height x width)"]
    var number = 1
    for step in steps {
      lines += ["", steps.count > 1 ? "step \(step.number): \(step.title)" : step.title]
      lines += step.lines(firstNumber: number).map { $0.isEmpty ? "" : "  " + $0 }
      number += step.stages.count
    }
    lines += [""] + summary(probe, programBytes)
    return lines.map { $0 + "\n" }.joined()
  }

  private func summary(
    _ probe: ReceptiveFieldProbe.Outcome?, _ programBytes: Int?
  ) -> [String] {
    var field = field.map(\.description) ?? "unknown: too many phases"
    switch probe {
    case .measured(let height, let width):
      let isSmaller = height < self.field?.height ?? 0 || width < self.field?.width ?? 0
      field += " (probe: \(height) x \(width)\(isSmaller ? ", thresholds hide changes" : ""))"
    case .tooExpensive: field += " (probe: left out, it would take too long)"
    case .impossible, nil: break
    }
    let total = stages.reduce(0) { $0 + $1.multiplyAdds }
    let process = programBytes.map { ", about \(PlainText.bytes($0 + bytesHeld)) for the process" }
    var lines = [
      "total",
      "  output           \(output)",
      "  receptive field  \(field)",
      "  multiply-adds    \(PlainText.count(total))",
      "  memory           \(PlainText.bytes(bytesHeld)) in rings of rows" + (process ?? ""),
    ]
    if steps.count > 1, let composed = kernels?.lines("kernel of all steps"), !composed.isEmpty {
      lines += [""] + composed.map { "  " + $0 }
    }
    if steps.count > 1, let costs {
      lines += [""] + costs.table("total costs").map { "  " + $0 }
    }
    return lines
  }
}

extension ReceptiveField: CustomStringConvertible {
  /// The field as text: `15 x 15, jump 4 x 4`.
  package var description: String { "\(height) x \(width), jump \(rowJump) x \(columnJump)" }
}

extension ExplainedStep {
  /// Returns the block of the step, its stages numbered from `firstNumber`.
  fileprivate func lines(firstNumber: Int) -> [String] {
    let numbered = stages.enumerated().map { (number: firstNumber + $0, stage: $1) }
    var geometry = TextTable([
      "stage", "operation", "output", "kernel", "dilation", "reach", "stride", "field", "jump",
    ])
    var cost = TextTable(
      ["stage", "reads outside", "sum of taps", "weights", "multiply-adds", "rows held", "bytes"],
      right: [3, 4, 5, 6])
    for (number, stage) in numbered {
      geometry.append(["\(number)"] + stage.geometryCells)
      cost.append(["\(number)"] + stage.costCells)
    }
    let formulas = numbered.flatMap { number, stage in
      stage.formulas(after: previous(of: number - firstNumber)).map { "\(number)  \($0)" }
    }
    return geometry.lines + [""] + cost.lines + (formulas.isEmpty ? [] : [""]) + formulas + [""]
      + ResizedAxis.lines(about: resized) + summary
  }

  /// Returns the stage before the one at `index`, or `nil` for the first.
  private func previous(of index: Int) -> ExplainedStage? { index > 0 ? stages[index - 1] : nil }

  private var summary: [String] {
    var lines = [
      "receptive field of the step: \(field?.description ?? "unknown: too many phases")",
      "gain of a constant: \(constantGains.map(PlainText.range) ?? "unknown")",
    ]
    if let composed = kernels?.lines("kernel of the step"), !composed.isEmpty {
      lines += [""] + composed
    }
    if let costs { lines += [""] + costs.table("costs of the step") }
    return lines
  }
}

extension Costs {
  /// Returns a table with a row for each form.
  fileprivate func table(_ title: String) -> [String] {
    var table = TextTable([title, "weights", "multiply-adds", "times"], right: [1, 2, 3])
    let forms =
      [
        ("as built", asBuilt), ("as one convolution", asOne), ("as one dense convolution", asDense),
      ] + (asSeparable.map { [("depthwise, then 1 x 1: other values", $0)] } ?? [])
    for (name, cost) in forms {
      let times = Double(cost.multiplyAdds) / Double(max(1, asBuilt.multiplyAdds))
      table.append([
        name, PlainText.count(cost.weights), PlainText.count(cost.multiplyAdds),
        PlainText.number(times, digits: 3),
      ])
    }
    return table.lines
  }
}
