// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws a pointwise convolution: how the channels of one pixel are mixed.
struct ChannelPanel {
  private let convolution: Convolution

  /// The most channels that are drawn on either side.
  private static let most = 16

  /// A panel of a 1 x 1 convolution.
  init(_ convolution: Convolution) {
    self.convolution = convolution
  }

  private static let cell = 40.0

  /// Planes with one pixel through all of them, and the matrix between.
  var drawing: Drawing {
    var drawing = Drawing()
    let inputs = min(convolution.inputChannels, Self.most)
    let outputs = min(convolution.outputs.count, Self.most)
    let stack = planes(inputs)
    drawing.text(0, 14, "input: \(convolution.inputChannels) channels", size: 12)
    drawing.place(stack, 0, 34)
    let matrixX = max(stack.width, 130) + 50
    drawing.text(matrixX, 14, "weights: a row for each output channel", size: 12)
    let matrix = matrix(inputs, outputs)
    drawing.place(matrix, matrixX, 24)
    let outX = matrixX + max(matrix.width, 240) + 50
    drawing.text(outX, 14, "output: \(convolution.outputs.count) channels", size: 12)
    drawing.place(planes(outputs), outX, 34)
    if max(convolution.inputChannels, convolution.outputs.count) > Self.most {
      drawing.text(
        0, drawing.height + 18, "The figure shows the first \(Self.most) channels.", size: 12)
    }
    return drawing
  }

  /// Squares behind each other, the same pixel marked in each.
  private func planes(_ count: Int) -> Drawing {
    var drawing = Drawing()
    let side = 70.0
    let step = min(22, max(13, 110 / Double(max(1, count))))
    for index in (0..<count).reversed() {
      let offset = Double(index) * step
      drawing.rectangle(
        offset, offset, side, side, fill: Palette.sample,
        stroke: .init(color: Palette.pale, width: 1))
      drawing.rectangle(
        offset + side - 15, offset + side - 15, 11, 11, fill: Palette.output,
        stroke: .init(color: Palette.ink, width: 0.75))
      drawing.text(
        offset + side - 4, offset + 12, "\(index)", size: 10, anchor: .end, color: Palette.pale)
    }
    return drawing
  }

  private func matrix(_ inputs: Int, _ outputs: Int) -> Drawing {
    var drawing = Drawing()
    let largest = convolution.outputs.flatMap(\.taps).map { abs($0.weight) }.max() ?? 0
    let left = 46.0
    for input in 0..<inputs {
      drawing.text(
        left + (Double(input) + 0.5) * Self.cell, 12, "in \(input)", size: 10, anchor: .middle,
        color: Palette.pale)
    }
    drawing.text(
      left + (Double(inputs) + 0.5) * Self.cell + 10, 12, "bias", size: 10, anchor: .middle,
      color: Palette.pale)
    for output in 0..<outputs {
      let y = 18 + Double(output) * Self.cell
      drawing.text(
        left - 6, y + Self.cell / 2 + 4, "out \(output)", size: 10, anchor: .end,
        color: Palette.pale)
      for input in 0..<inputs {
        let weight = convolution.outputs[output].taps.filter { $0.channel == input }
          .reduce(0) { $0 + $1.weight }
        square(weight, left + Double(input) * Self.cell, y, largest: largest, into: &drawing)
      }
      drawing.text(
        left + (Double(inputs) + 0.5) * Self.cell + 10, y + Self.cell / 2 + 4,
        Palette.label(convolution.outputs[output].bias), size: 12, anchor: .middle)
    }
    return drawing
  }

  private func square(
    _ weight: Float, _ x: Double, _ y: Double, largest: Float, into drawing: inout Drawing
  ) {
    drawing.rectangle(
      x, y, Self.cell, Self.cell,
      fill: weight == 0 ? Palette.sample : Palette.fill(weight, largest: largest),
      stroke: .init(color: Palette.rule, width: 0.75))
    drawing.text(
      x + Self.cell / 2, y + Self.cell / 2 + 4, Palette.label(weight), size: 12, anchor: .middle,
      color: Palette.ink(over: weight, largest: largest))
  }
}
