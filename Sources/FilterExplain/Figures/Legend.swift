// SPDX-License-Identifier: Apache-2.0

import Filters

/// What the colors of a figure mean: those that it has.
struct Legend {
  private let entries: [Entry]

  private struct Entry {
    let text: String
    var fill = Palette.sample
    var isDashed = false
  }

  /// The legend of a figure of this chain.
  init(_ explanation: Explanation) {
    let stages = explanation.stages
    let convolutions = stages.compactMap(\.stage.form.convolution)
    let hasInterleaving = stages.contains { $0.stage.form.interleaving != nil }
    var entries: [Entry] = []
    if !convolutions.isEmpty {
      entries.append(
        Entry(text: "positive weight, darker is larger", fill: Palette.fill(0.5, largest: 1)))
      entries.append(Entry(text: "negative weight", fill: Palette.fill(-0.5, largest: 1)))
      entries.append(
        Entry(text: "~0: rounds to 0 at three decimals", fill: Palette.fill(0, largest: 1)))
      if convolutions.contains(where: { $0.vertical.taps > 1 || $0.horizontal.taps > 1 }) {
        entries.append(Entry(text: "a sample that is not read, a hole"))
      }
    }
    let resizes = explanation.steps.contains { !$0.resized.isEmpty }
    let hasGrids = !convolutions.isEmpty || !resizes
    if hasGrids && stages.contains(where: { !$0.borderReach.isEmpty }) {
      entries.append(
        Entry(text: "outside; =0: sample 0 stands there, (0): zero", fill: Palette.outside))
    }
    if hasGrids {
      entries.append(Entry(text: "the output sample; its kernel is framed", fill: Palette.output))
    }
    if resizes {
      entries.append(Entry(text: "an output of a resize and its weights", fill: Palette.phase(0)))
      entries.append(
        Entry(text: "what passes beyond the limit is false", fill: Palette.fill(-0.3, largest: 1)))
    }
    if convolutions.contains(where: { $0.vertical.stride > 1 || $0.horizontal.stride > 1 })
      || hasInterleaving
    {
      entries.append(Entry(text: "the next output sample and its kernel", isDashed: true))
    }
    if hasInterleaving {
      entries.append(Entry(text: "a zero that is never multiplied", fill: Palette.inserted))
    }
    if stages.contains(where: { !$0.isWeightedSum }) && convolutions.count > 1 {
      entries.append(Entry(text: "read, but not by a weighted sum", fill: Palette.read))
    }
    self.entries = entries
  }

  /// Small squares with their meaning, in three columns.
  var drawing: Drawing {
    var drawing = Drawing()
    for (index, entry) in entries.enumerated() {
      let x = Double(index % 3) * 345
      let y = Double(index / 3) * 24
      let stroke =
        entry.isDashed
        ? Drawing.Stroke(color: Palette.phases[1], width: 2, dash: "5 3")
        : Drawing.Stroke(color: Palette.pale, width: 0.75)
      drawing.rectangle(x, y, 16, 16, fill: entry.fill, stroke: stroke)
      drawing.text(x + 24, y + 13, entry.text, size: 12)
    }
    return drawing
  }
}
