// SPDX-License-Identifier: Apache-2.0

import Filters

/// A picture of a chain as SVG: which input samples feed one output sample, with which weights.
///
/// It has a panel for each convolution: the samples under the kernel, the weights, holes of the
/// dilation, samples outside the image, the steps of the stride.  A transposed convolution shows
/// the zeros that are not multiplied and the taps of each phase.  Several convolutions in a row
/// have one panel more, in which the receptive field grows.  A resize has a panel of its phases and of
/// its response to waves.
package struct Figure: Sendable {
  /// The most panels of stages.
  package static let maxPanels = 8

  private let explanation: Explanation
  private let title: String

  /// A figure of what `explanation` explains.
  ///
  /// - Parameter title: stands above it; the command, for example.
  package init(_ explanation: Explanation, title: String) {
    self.explanation = explanation
    self.title = title
  }

  /// The widest that blocks are set side by side.
  private static let width = 1040.0

  /// The image as an SVG document.
  package var svg: String {
    var drawing = Drawing()
    let below = drawing.paragraph(0, 18, title, size: 16, within: Self.width, isBold: true)
    drawing.text(
      0, below - 6, "\(explanation.input) (channels x height x width) to \(explanation.output)",
      size: 13, color: Palette.pale)
    var y = below + 12
    var panels = stagePanels
    if panels.count > Self.maxPanels {
      let left = panels.count - Self.maxPanels
      panels.removeLast(left)
      panels.append(
        Panel(heading: "and \(left) more convolutions, not drawn", blocks: [], notes: []))
    }
    if let chain = ChainPanel(explanation) {
      panels.append(
        Panel(
          heading: "all together: one output sample and what it sees", blocks: chain.blocks,
          notes: chain.notes))
    }
    if let panel = responsePanel { panels.append(panel) }
    for panel in panels { place(panel, at: &y, into: &drawing) }
    if !drawing.marks.isEmpty {
      let legend = Legend(drawing.marks).drawing(within: Self.width)
      place(Panel(heading: "legend", blocks: [legend], notes: []), at: &y, into: &drawing)
    }
    return drawing.document(title: title, margin: 20)
  }

  /// The frequency responses of the kernels to which the chain multiplies out; nil if it does not, or if they
  /// are many or 1 x 1.
  private var responsePanel: Panel? {
    guard let groups = explanation.kernels?.groups.filter({ $0.weights.values.count > 1 }),
      (1...ComposedKernels.maxGroups).contains(groups.count)
    else { return nil }
    let blocks = groups.map { group in
      let first = group.kernels[0]
      let channels =
        groups.count > 1 ? ", from channel \(first.input) to \(first.output)" : ""
      return ResponseCurve(group.weights, title: "kernel of \(group.sizeText)\(channels)").drawing
    }
    return Panel(
      heading: "frequency response: the gain of waves, from long ones to the finest",
      blocks: blocks, notes: [])
  }

  private func place(_ panel: Panel, at y: inout Double, into drawing: inout Drawing) {
    let part = panel.drawing(width: Self.width)
    drawing.place(part, 0, y)
    y += part.height + 22
  }

  /// A panel for each convolution, before them those of resized axes.
  private var stagePanels: [Panel] {
    var first = 0
    return explanation.steps.flatMap { step in
      defer { first += step.stages.count }
      return ResizePanel.panels(of: step.resized)
        + stagePanels(of: first..<(first + step.stages.count))
    }
  }

  /// A panel for each convolution; phases and their interleaving share one, and so do convolutions that
  /// follow each other and do the same.
  private func stagePanels(of indices: Range<Int>) -> [Panel] {
    let stages = explanation.stages
    return indices.compactMap { index in
      guard let convolution = stages[index].stage.form.convolution else { return nil }
      if index + 1 < stages.count,
        let interleaving = stages[index + 1].stage.form.interleaving
      {
        return panel(of: convolution, interleaving, at: index)
      }
      guard index == 0 || !repeats(index) else { return nil }
      return panel(of: convolution, at: index)
    }
  }

  /// Whether a stage does what the stage before it does, to an image of the same shape.
  private func repeats(_ index: Int) -> Bool {
    let (stage, previous) = (explanation.stages[index], explanation.stages[index - 1])
    guard let one = stage.stage.form.convolution, let other = previous.stage.form.convolution,
      explanation.stages.indices.contains(index + 1)
        ? explanation.stages[index + 1].stage.form.interleaving == nil : true
    else { return false }
    return stage.input == previous.input && one.equals(other)
  }

  private func panel(of convolution: Convolution, at index: Int) -> Panel {
    let stage = explanation.stages[index]
    let last = explanation.stages.indices.dropFirst(index + 1).prefix(while: repeats).last ?? index
    let name =
      last == index
      ? "stage \(index + 1)"
      : "stages \(index + 1) \(last == index + 1 ? "and" : "to") \(last + 1), each the same"
    let heading = "\(name): \(stage.kind), \(stage.input) to \(stage.output)"
    let notes =
      formulas(of: index...last) + ["sum of taps: \(PlainText.range(stage.tapSums))"]
      + separableNote(at: index) + functions(from: last + 1)
    if convolution.isPointwise && stage.input.channels > 1 {
      let panel = ChannelPanel(convolution)
      return Panel(
        heading: heading, blocks: panel.blocks, notes: panel.notes(over: stage.input) + notes)
    }
    let panel = ConvolutionPanel(stage, convolution)
    return Panel(heading: heading, blocks: panel.blocks, notes: panel.notes + notes)
  }

  /// The formulas of a stage; of several that do the same, those of the first and how the field grows.
  private func formulas(of indices: ClosedRange<Int>) -> [String] {
    let stages = explanation.stages[indices]
    let fields = stages.compactMap(\.field).map { "\($0.height) x \($0.width)" }
    let formulas = explanation.stages[indices.lowerBound].formulas(after: nil)
    guard stages.count > 1, fields.count == stages.count else { return formulas }
    return formulas + ["receptive field after each: \(fields.joined(separator: ", "))"]
  }

  /// What a depthwise convolution and the pointwise one after it save.
  private func separableNote(at index: Int) -> [String] {
    guard index > 0,
      let costs = SeparableCost(explanation.stages[index - 1], explanation.stages[index])
    else { return [] }
    return [
      "Stages \(index) and \(index + 1) are a depthwise separable convolution: "
        + "\(PlainText.count(costs.separable)) weights; a dense one of this size has "
        + "\(PlainText.count(costs.dense))."
    ]
  }

  private func panel(
    of phases: Convolution, _ interleaving: DepthToSpace, at index: Int
  ) -> Panel {
    let stage = explanation.stages[index]
    let next = explanation.stages[index + 1]
    let panel = TransposedPanel(stage, phases, interleaving, output: next.output)
    return Panel(
      heading: "stages \(index + 1) and \(index + 2): transposed convolution, stride "
        + "\(interleaving.factors.sizeText), \(stage.input) to \(next.output)",
      blocks: panel.blocks,
      notes: panel.notes
        + next.formulas(after: stage).filter { $0.contains("as a transposed convolution") }
        + functions(from: index + 2))
  }

  /// What is done before the next convolution, a line each.
  private func functions(from index: Int) -> [String] {
    explanation.stages.dropFirst(index).prefix { $0.axes == nil }.map {
      "then \($0.kind), to \($0.output)"
    }
  }
}
