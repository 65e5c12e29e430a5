// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws a convolution: for each kernel the input samples under one output sample.
struct ConvolutionPanel {
  private let stage: ExplainedStage
  private let convolution: Convolution
  private let vertical: AxisScene
  private let horizontal: AxisScene
  private let largest: Float
  private let map: ChannelMap

  /// The largest side of a cell if several grids are drawn.
  private static let smallCell = 26.0
  /// The most kernels that are drawn.
  private static let maxKernels = 4
  /// The most input channels that are drawn for one kernel.
  private static let maxChannels = 4

  /// Output channels that have the same weights, each over input channels of its own.
  private struct Kernel {
    /// The output channels.
    var outputs: [Int]
    /// The input channels of each.
    var inputs: [[Int]]
    /// The taps of the first.
    let taps: [Convolution.Tap]
  }

  /// A panel of a stage that is a convolution.
  init(_ stage: ExplainedStage, _ convolution: Convolution) {
    self.stage = stage
    self.convolution = convolution
    let isTall = convolution.vertical.before > 0
    vertical = AxisScene(
      convolution.vertical, inputCount: stage.input.height, outputCount: stage.output.height,
      hangsOver: true)
    horizontal = AxisScene(
      convolution.horizontal, inputCount: stage.input.width, outputCount: stage.output.width,
      hangsOver: !isTall)
    largest = convolution.outputs.flatMap(\.taps).map { abs($0.weight) }.max() ?? 0
    map = ChannelMap(convolution)
  }

  /// The connections of the channels if there are several, and one block for each kernel.
  var blocks: [Drawing] {
    let kernels = kernels
    var blocks = ChannelMap.isUseful(for: convolution) ? [map.drawing] : []
    let isOne = kernels.count == 1 && kernels[0].inputs[0].count <= 1
    let cell = SampleGrid.cell(for: max(vertical.shown.count, horizontal.shown.count))
    blocks += kernels.prefix(Self.maxKernels).map {
      block($0, cell: isOne ? cell : min(cell, Self.smallCell))
    }
    if kernels.count > Self.maxKernels {
      var note = Drawing()
      note.text(
        0, 14, "and \(kernels.count - Self.maxKernels) more kernels, not drawn", size: 12,
        color: Palette.pale)
      blocks.append(note)
    }
    return blocks
  }

  /// What is to be said below.
  var notes: [String] {
    let cut = [("rows", vertical), ("columns", horizontal)].filter { $0.1.isCut }.map {
      name, scene in
      "The figure shows the middle \(scene.shown.count) of the kernel's "
        + "\(scene.window.count) \(name)."
    }
    return cut + parts
  }

  /// Which part of the input and of the output is drawn.
  private var parts: [String] {
    AxisScene.sentence([
      ("input", vertical.inputPart, horizontal.inputPart),
      ("output", vertical.outputPart, horizontal.outputPart),
    ])
  }

  /// Groups of outputs whose taps differ only in the channels.
  private var kernels: [Kernel] {
    var result: [Kernel] = []
    var known: [[Convolution.Tap]: Int] = [:]
    for (index, output) in convolution.outputs.enumerated() {
      let taps = output.taps.filter { $0.weight != 0 }
      let channels = Array(Set(taps.map(\.channel))).sorted()
      let first = channels.first ?? 0
      let signature = taps.map {
        Convolution.Tap(
          channel: $0.channel - first, row: $0.row, column: $0.column, weight: $0.weight)
      }
      if let place = known[signature] {
        result[place].outputs.append(index)
        result[place].inputs.append(channels)
      } else {
        known[signature] = result.count
        result.append(Kernel(outputs: [index], inputs: [channels], taps: taps))
      }
    }
    return result
  }

  private func block(_ kernel: Kernel, cell: Double) -> Drawing {
    var drawing = Drawing()
    var x = 0.0
    let channels = kernel.inputs[0].isEmpty ? [0] : kernel.inputs[0]
    let input = SampleGrid(
      rows: vertical.shown, columns: horizontal.shown, height: stage.input.height,
      width: stage.input.width, cell: cell)
    drawing.text(0, 14, title(kernel), size: 12, color: color(kernel), isBold: true)
    for (index, channel) in channels.prefix(Self.maxChannels).enumerated() {
      if index > 0 {
        drawing.text(x + 2, 24 + (SampleGrid.top + input.bottom) / 2, "+", size: 20)
        x += 12
      }
      drawing.place(grid(input, kernel.taps.filter { $0.channel == channel }), x, 24)
      if stage.input.channels > 1 {
        drawing.text(
          x + SampleGrid.margin, 24 + input.bottom + 14, Self.caption(kernel, index), size: 11,
          color: Palette.pale)
      }
      x += input.right + 12
    }
    if channels.count > Self.maxChannels {
      let text = "+ \(channels.count - Self.maxChannels) more channels"
      drawing.text(x, 24 + (SampleGrid.top + input.bottom) / 2, text, size: 12)
      x += TextWidth.pixels(text, size: 12) + 12
    }
    drawOutput(beside: input, endingAt: x - 12, into: &drawing)
    return drawing
  }

  /// The samples of one channel with the taps that read them.
  private func grid(_ grid: SampleGrid, _ taps: [Convolution.Tap]) -> Drawing {
    var drawing = Drawing()
    grid.draw(grid.numbers(border: stage.stage.border), into: &drawing)
    if taps.count < grid.rows.count * grid.columns.count { drawing.mark(.unread) }
    for tap in taps {
      grid.drawWeight(
        tap.weight, vertical.window.lowerBound + tap.row * convolution.vertical.dilation,
        horizontal.window.lowerBound + tap.column * convolution.horizontal.dilation,
        largest: largest, into: &drawing)
    }
    drawing.mark(.output)
    if let step = nextStep {
      drawing.mark(.next)
      grid.frame(
        vertical.window.moved(step.vertical * convolution.vertical.stride),
        horizontal.window.moved(step.horizontal * convolution.horizontal.stride), Palette.phases[1],
        into: &drawing, width: 2, dash: "5 3")
    }
    grid.frame(vertical.window, horizontal.window, Palette.output, into: &drawing)
    return drawing
  }

  /// Which output is shown as the next, where neighbors are more than one input sample apart.
  private var nextStep: PerAxis<Int>? {
    let kind = (convolution.horizontal.stride > 1, convolution.vertical.stride > 1)
    let step = kind.0 ? PerAxis(vertical: 0, horizontal: 1) : PerAxis(vertical: 1, horizontal: 0)
    guard kind.0 || kind.1, vertical.outputs.contains(vertical.output + step.vertical),
      horizontal.outputs.contains(horizontal.output + step.horizontal)
    else { return nil }
    return step
  }

  private func drawOutput(
    beside input: SampleGrid, endingAt right: Double, into drawing: inout Drawing
  ) {
    let output = SampleGrid(
      rows: vertical.outputs, columns: horizontal.outputs, height: stage.output.height,
      width: stage.output.width, cell: input.cell)
    let window = vertical.window.clamped(to: vertical.shown)
    let middle = 24 + (input.y(window.lowerBound) + input.y(window.upperBound)) / 2
    let x = right + 46 - SampleGrid.margin + 12
    let top = max(24, middle - output.y(vertical.output) - output.cell / 2)
    var grid = Drawing()
    output.draw(.init(row: { _ in nil }, column: { _ in nil }), into: &grid)
    output.fillCell(vertical.output, horizontal.output, Palette.output, into: &grid)
    if let step = nextStep {
      let (row, column) = (vertical.output + step.vertical, horizontal.output + step.horizontal)
      output.frame(
        row..<(row + 1), column..<(column + 1), Palette.phases[1], into: &grid, width: 2,
        dash: "5 3")
    }
    drawing.place(grid, x, top)
    drawing.text(
      x + SampleGrid.margin, top + output.bottom + 14,
      "output, row \(vertical.output), column \(horizontal.output)", size: 11,
      color: Palette.pale)
    // From the corners of the kernel's window to those of the sample.
    let edge =
      right - input.right + input.x(horizontal.window.clamped(to: horizontal.shown).upperBound)
    let line = Drawing.Stroke(color: Palette.output, width: 1, dash: "2 3")
    let cellX = x + output.x(horizontal.output)
    let cellY = top + output.y(vertical.output)
    drawing.line(edge, 24 + input.y(window.lowerBound), cellX, cellY, line)
    drawing.line(edge, 24 + input.y(window.upperBound), cellX, cellY + output.cell, line)
  }

  private func color(_ kernel: Kernel) -> String {
    map.groupCount > 1 && kernel.outputs.count == 1
      ? Palette.phase(map.group(of: kernel.outputs[0])) : Palette.ink
  }

  /// Which output channels a kernel makes of which input channels, and in which group.
  private func title(_ kernel: Kernel) -> String {
    let outputs = Self.list(kernel.outputs)
    let isOne = kernel.outputs.count == 1
    let inputs =
      kernel.inputs.allSatisfy { $0.count == 1 }
      ? kernel.inputs.flatMap(\.self)
      : isOne ? kernel.inputs[0] : nil
    let from =
      inputs.map { "input channel\($0.count == 1 ? "" : "s") \(Self.list($0))" }
      ?? "\(kernel.inputs[0].count) input channels each"
    let isGrouped = map.groupCount > 1 && kernel.inputs[0].count > 1 && isOne
    let group = isGrouped ? "group \(map.group(of: kernel.outputs[0])): " : ""
    return "\(group)output channel\(isOne ? "" : "s") \(outputs) from \(from)"
  }

  /// The input channel that one grid of a kernel shows, of the first output and of the last.
  private static func caption(_ kernel: Kernel, _ index: Int) -> String {
    let channels = kernel.inputs.compactMap { $0.indices.contains(index) ? $0[index] : nil }
    return "input channel\(channels.count == 1 ? "" : "s") \(list(channels))"
  }

  /// `0, 1, 2`, or `0, 1, 2, ... 11`.
  private static func list(_ numbers: [Int]) -> String {
    guard numbers.count > 4, let last = numbers.last else {
      return numbers.map { "\($0)" }.joined(separator: ", ")
    }
    return numbers.prefix(3).map { "\($0)" }.joined(separator: ", ") + ", ... \(last)"
  }
}

extension Range where Bound == Int {
  /// The positions, moved by `distance`.
  func moved(_ distance: Int) -> Range { (lowerBound + distance)..<(upperBound + distance) }
}
