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
    drawing.text(0, 18, title, size: 18, isBold: true)
    drawing.text(
      0, 38, "\(explanation.input) (channels x height x width) to \(explanation.output)", size: 13,
      color: Palette.pale)
    var y = 56.0
    var panels = stagePanels
    if panels.count > Self.maxPanels {
      let left = panels.count - Self.maxPanels
      panels.removeLast(left)
      panels.append(
        Panel(heading: "and \(left) convolutions more, not drawn", blocks: [], notes: []))
    }
    if let chain = ChainPanel(explanation) {
      panels.append(
        Panel(
          heading: "all together: one output sample and what it sees", blocks: chain.blocks,
          notes: chain.notes))
    }
    for panel in panels + [
      Panel(heading: "legend", blocks: [Legend(explanation).drawing], notes: [])
    ] {
      let part = panel.drawing(width: Self.width)
      drawing.place(part, 0, y)
      y += part.height + 22
    }
    return drawing.document(title: title, margin: 20)
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

  /// A panel for each convolution; phases and their interleaving share one.
  private func stagePanels(of indices: Range<Int>) -> [Panel] {
    let stages = explanation.stages
    return indices.compactMap { index in
      guard let convolution = stages[index].stage.form.convolution else { return nil }
      if index + 1 < stages.count,
        let interleaving = stages[index + 1].stage.form.interleaving
      {
        return panel(of: convolution, interleaving, at: index)
      }
      return panel(of: convolution, at: index)
    }
  }

  private func panel(of convolution: Convolution, at index: Int) -> Panel {
    let stage = explanation.stages[index]
    let heading = "stage \(index + 1): \(stage.kind), \(stage.input) to \(stage.output)"
    let notes =
      stage.formulas(after: nil) + ["sum of taps: \(PlainText.range(stage.tapSums))"]
      + functions(from: index + 1)
    let isPoint = convolution.vertical.taps == 1 && convolution.horizontal.taps == 1
    if isPoint && stage.input.channels > 1 {
      return Panel(heading: heading, blocks: [ChannelPanel(convolution).drawing], notes: notes)
    }
    let panel = ConvolutionPanel(stage, convolution)
    return Panel(heading: heading, blocks: panel.blocks, notes: panel.notes + notes)
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

/// A heading, drawings side by side, and lines of text below.
struct Panel {
  let heading: String
  let blocks: [Drawing]
  let notes: [String]

  /// The panel, its blocks in lines no longer than `width` where that is possible.
  func drawing(width: Double) -> Drawing {
    var drawing = Drawing()
    drawing.line(0, 0, width, 0, .init(color: Palette.rule, width: 1))
    drawing.text(0, 22, heading, size: 14, isBold: true)
    var x = 0.0
    var y = 34.0
    var lineHeight = 0.0
    for block in blocks {
      if x > 0 && x + block.width > width {
        x = 0
        y += lineHeight + 16
        lineHeight = 0
      }
      drawing.place(block, x, y)
      x += block.width + 28
      lineHeight = max(lineHeight, block.height)
    }
    // Beside the last block if there is room, else below.
    let longest = notes.map { Drawing.width(of: $0, size: 13) }.max() ?? 0
    let isBeside = x > 0 && x + longest <= width
    if !isBeside { y += lineHeight }
    for (line, note) in notes.enumerated() {
      drawing.text(
        isBeside ? x : 0, y + (isBeside ? 66 : 18) + Double(line) * 19, note, size: 12)
    }
    return drawing
  }
}
