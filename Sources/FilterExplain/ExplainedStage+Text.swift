// SPDX-License-Identifier: Apache-2.0

import Filters

extension ExplainedStage {
  /// The cells of the shape table: kind, output, kernel, dilation, reach, stride, field, jump.
  var geometryCells: [String] {
    var cells = ["\(kind)", "\(output)"]
    if let (vertical, horizontal) = axes {
      func both(_ number: (Axis) -> Int) -> String { "\(number(vertical)) x \(number(horizontal))" }
      let isDilated = (vertical.dilation, horizontal.dilation) != (1, 1)
      let isStrided = (vertical.stride, horizontal.stride) != (1, 1)
      cells += [
        both(\.taps), isDilated ? both(\.dilation) : "-", isDilated ? both(\.reach) : "-",
        isStrided ? both(\.stride) : "-",
      ]
    } else {
      cells += ["-", "-", "-", "-"]
    }
    return cells + [
      field.map { "\($0.height) x \($0.width)" } ?? "-",
      field.map { "\($0.rowJump) x \($0.columnJump)" } ?? "-",
    ]
  }

  /// The cells of the cost table: border, sums, weights, multiply-adds, rows, bytes.
  var costCells: [String] {
    let isWeighted = axes != nil
    return [
      borderReach.isEmpty ? "-" : "\(borderReach)",
      isWeighted ? PlainText.range(tapSums) : "-",
      isWeighted ? PlainText.count(weights) : "-",
      isWeighted ? PlainText.count(multiplyAdds) : "-",
      "\(ring.rows)", PlainText.count(ring.bytes),
    ]
  }

  /// Returns the formulas of the output's height and width with their numbers, and of the reach of
  /// a dilated kernel.
  ///
  /// - Parameter previous: the stage before, which makes an interleaving the second half of a
  ///   transposed convolution.
  func formulas(after previous: ExplainedStage?) -> [String] {
    if let (vertical, horizontal) = axes {
      return Self.formulas("height", vertical, input.height, output.height)
        + Self.formulas("width", horizontal, input.width, output.width)
        + growth("rows", stage.rows, \.height, \.rowJump)
        + growth("columns", stage.columns, \.width, \.columnJump)
    }
    guard let interleaving = stage.form.interleaving else { return [] }
    let (factors, cut) = (interleaving.factors, interleaving.cut)
    let transposed = previous?.stage.form.convolution.map {
      TransposedForm(phases: $0, interleaving)
    }
    return
      Self.enlarged(
        "height", by: factors.vertical, cut: cut.vertical, input.height, output.height,
        previous?.input.height, transposed?.vertical)
      + Self.enlarged(
        "width", by: factors.horizontal, cut: cut.horizontal, input.width, output.width,
        previous?.input.width, transposed?.horizontal)
      + (previous.flatMap { overlap(after: $0) }?.sentences ?? [])
  }

  private static func formulas(
    _ name: String, _ axis: Axis, _ input: Int, _ output: Int
  ) -> [String] {
    guard axis != .identity else { return [] }
    var lines: [String] = []
    if axis.dilation > 1 {
      lines.append(
        "\(name) of the kernel: \(axis.taps) + (\(axis.taps) - 1) x (\(axis.dilation) - 1) "
          + "= \(axis.reach)")
    }
    let padded = "(\(input)\(signed(axis.before))\(signed(axis.after)) - \(axis.reach))"
    lines.append("\(name): \(padded) / \(axis.stride) + 1 = \(output)")
    return lines
  }

  /// Returns the growth of the receptive field by the formula for stages without phases, where it
  /// holds.
  private func growth(
    _ name: String, _ map: AxisMap, _ extent: (ReceptiveField) -> Int,
    _ jump: (ReceptiveField) -> Ratio
  ) -> [String] {
    let reach = map.reach.count
    guard let field, let before = fieldBefore, reach > 1 else { return [] }
    let step = jump(before)
    guard (extent(field) - extent(before)) * step.denominator == (reach - 1) * step.numerator
    else { return [] }
    return [
      "\(name) in the receptive field: \(extent(before)) + (\(reach) - 1) x \(step) "
        + "= \(extent(field))"
    ]
  }

  private static func enlarged(
    _ name: String, by scale: Int, cut: Int, _ input: Int, _ output: Int, _ first: Int?,
    _ form: TransposedForm.Lane?
  ) -> [String] {
    guard scale > 1 else { return [] }
    var lines = ["\(name): \(input) x \(scale)\(cut > 0 ? " - \(cut)" : "") = \(output)"]
    if let first, let form {
      let after = (first - 1) * scale + form.reach - form.before - output
      lines.append(
        "\(name) as a transposed convolution: (\(first) - 1) x \(scale) + \(form.reach)"
          + "\(signed(-form.before))\(signed(-after)) = \(output)")
    }
    return lines
  }

  /// Formats a signed term: ` + 3` or ` - 3`.
  private static func signed(_ number: Int) -> String {
    number < 0 ? " - \(-number)" : " + \(number)"
  }
}
