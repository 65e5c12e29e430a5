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

  /// The side of a square of the matrix.
  private var cell: Double { convolution.inputChannels > 10 ? 30 : 40 }

  /// The planes of the input with one pixel through all of them, the connections, the matrix, the planes
  /// of the output.
  var blocks: [Drawing] {
    let inputs = min(convolution.inputChannels, Self.most)
    let outputs = min(convolution.outputs.count, Self.most)
    let map = ChannelMap.isUseful(for: convolution) ? [ChannelMap(convolution).drawing] : []
    return [titled("input: \(Self.count(convolution.inputChannels))", planes(inputs), 34)] + map
      + [titled("weights: a row for each output channel", matrix(inputs, outputs), 24)]
      + [titled("output: \(Self.count(convolution.outputs.count))", planes(outputs), 34)]
  }

  /// What is to be said below, for an image of this shape.
  func notes(over input: Shape) -> [String] {
    let weights = convolution.outputs.reduce(0) { $0 + $1.taps.count { $0.weight != 0 } }
    var notes = [
      "1 x 1: each weight is the same at all \(input.height) x \(input.width) positions, and each kernel "
        + "makes one output channel: \(PlainText.count(weights)) "
        + "weight\(weights == 1 ? "" : "s") for \(Self.count(convolution.outputs.count))."
    ]
    if convolution.permutation != nil {
      notes.append("Each output channel is one input channel: a permutation of the channels.")
    }
    if max(convolution.inputChannels, convolution.outputs.count) > Self.most {
      notes.append("The figure shows the first \(Self.most) channels.")
    }
    return notes
  }

  private static func count(_ channels: Int) -> String {
    "\(channels) channel\(channels == 1 ? "" : "s")"
  }

  private func titled(_ title: String, _ block: Drawing, _ y: Double) -> Drawing {
    var drawing = Drawing()
    drawing.text(0, 14, title, size: 12)
    drawing.place(block, 0, y)
    return drawing
  }

  /// Squares behind each other, the same pixel marked in each.
  private func planes(_ count: Int) -> Drawing {
    var drawing = Drawing()
    drawing.mark(.pixel)
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
        left + (Double(input) + 0.5) * cell, 12, "in \(input)", size: 10, anchor: .middle,
        color: Palette.pale)
    }
    drawing.text(
      left + (Double(inputs) + 0.5) * cell + 10, 12, "bias", size: 10, anchor: .middle,
      color: Palette.pale)
    for output in 0..<outputs {
      let y = 18 + Double(output) * cell
      drawing.text(
        left - 6, y + cell / 2 + 4, "out \(output)", size: 10, anchor: .end,
        color: Palette.pale)
      for input in 0..<inputs {
        let weight = convolution.outputs[output].taps.filter { $0.channel == input }
          .reduce(0) { $0 + $1.weight }
        square(weight, left + Double(input) * cell, y, largest: largest, into: &drawing)
      }
      drawing.text(
        left + (Double(inputs) + 0.5) * cell + 10, y + cell / 2 + 4,
        Palette.label(convolution.outputs[output].bias), size: 12, anchor: .middle)
    }
    return drawing
  }

  private func square(
    _ weight: Float, _ x: Double, _ y: Double, largest: Float, into drawing: inout Drawing
  ) {
    if weight != 0 { drawing.mark(Mark(of: weight)) }
    drawing.rectangle(
      x, y, cell, cell,
      fill: weight == 0 ? Palette.sample : Palette.fill(weight, largest: largest),
      stroke: .init(color: Palette.rule, width: 0.75))
    drawing.text(
      x + cell / 2, y + cell / 2 + 4, Palette.label(weight), size: cell * 0.3, anchor: .middle,
      color: Palette.ink(over: weight, largest: largest))
  }
}
