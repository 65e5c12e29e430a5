// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws the response of a resized axis to waves: how much of each frequency passes, and which part of it is false.
struct ResponseChart {
  private let resized: ResizedAxis
  private let highest: Double

  private static let width = 350.0
  private static let left = 34.0
  private static let top = 26.0
  private static let height = 210.0
  /// The gain at the upper edge.
  private static let most = 1.15
  /// The highest frequency that is drawn, beyond which hardly anything passes.
  private static let maxFrequency = 1.5
  /// The most terms that are summed for the curve.
  private static let maxTerms = 20_000_000

  /// A chart of the response of an axis.
  init(_ resized: ResizedAxis) {
    self.resized = resized
    highest = min(Self.maxFrequency, resized.highestFrequency)
  }

  private func x(_ frequency: Double) -> Double {
    Self.left + (Self.width - Self.left) * frequency / highest
  }

  private func y(_ gain: Double) -> Double {
    Self.top + Self.height * (1 - min(gain, Self.most) / Self.most)
  }

  /// The part of the frequencies that the coarser grid cannot hold.
  private var falseName: String { resized.axis.isReduction ? "aliasing" : "images" }

  /// The curve over its axes, shaded beyond the limit.
  var drawing: Drawing {
    var drawing = Drawing()
    let limit = ResizedAxis.limit
    let curve = curve
    let beyond = curve.filter { $0.frequency >= limit }.map { (x: x($0.frequency), y: y($0.gain)) }
    drawing.text(0, 12, "gain of a wave", size: 12)
    if let last = beyond.last, beyond.count > 1 {
      drawing.mark(.beyond)
      drawing.rectangle(
        x(limit), Self.top, x(highest) - x(limit), Self.height, fill: Palette.outside)
      drawing.polygon(
        [(x(limit), y(0))] + beyond + [(last.x, y(0))], fill: Palette.fill(-0.3, largest: 1))
    }
    drawScale(into: &drawing)
    drawing.polygon(
      curve.map { (x: x($0.frequency), y: y($0.gain)) },
      stroke: .init(color: Palette.phase(0), width: 2))
    drawing.line(
      x(limit), Self.top, x(limit), y(0), .init(color: Palette.ink, width: 1.25, dash: "5 3"))
    drawLabels(into: &drawing)
    drawing.reach(Self.width + 14, Self.top + Self.height + 46)
    return drawing
  }

  /// Points of the curve, the limit among them; fewer if there are very many weights.
  private var curve: [(frequency: Double, gain: Double)] {
    let terms = resized.phases.reduce(0) { $0 + $1.weights.count }
    let count = min(120, max(12, Self.maxTerms / max(1, terms)))
    let steps = max(2, Int((Double(count) * ResizedAxis.limit / highest).rounded()))
    let below = (0..<steps).map { ResizedAxis.limit * Double($0) / Double(steps) }
    let rest = highest - ResizedAxis.limit
    let more = max(1, count - steps)
    let above = (0...more).map { ResizedAxis.limit + rest * Double($0) / Double(more) }
    return (below + above).map { ($0, resized.gain(at: $0)) }
  }

  private func drawScale(into drawing: inout Drawing) {
    for gain in [0, 0.5, 1] {
      drawing.line(
        Self.left, y(gain), Self.width, y(gain), .init(color: Palette.rule, width: 0.75))
      drawing.text(
        Self.left - 6, y(gain) + 3.5, PlainText.number(gain), size: 10, anchor: .end,
        color: Palette.pale)
    }
    var quarter = 0
    while Double(quarter) / 4 <= highest {
      let place = x(Double(quarter) / 4)
      drawing.line(place, y(0), place, y(0) + 4, .init(color: Palette.pale, width: 0.75))
      let label = quarter == 0 ? "0" : Ratio(quarter, 4).description
      drawing.text(place, y(0) + 16, label, size: 10, anchor: .middle, color: Palette.pale)
      quarter += 1
    }
  }

  private func drawLabels(into drawing: inout Drawing) {
    let limit = x(ResizedAxis.limit)
    let grid = resized.axis.isReduction ? "output" : "input"
    drawing.text(
      (Self.left + Self.width) / 2, y(0) + 34, "cycles per \(grid) sample", size: 11,
      anchor: .middle, color: Palette.pale)
    // Beside the limit on the right, where the curve is low; if there is no room, on the left below the curve.
    let name = "limit of the \(grid)"
    guard Self.width - limit > 120 else {
      drawing.text(limit - 8, y(0) - 9, name, size: 11, anchor: .end)
      return
    }
    drawing.text(limit + 8, Self.top + 44, name, size: 11)
    drawing.text(limit + 8, Self.top + 62, "beyond: \(falseName)", size: 11)
  }
}
