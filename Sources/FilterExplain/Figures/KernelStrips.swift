// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws some outputs of a resized axis: the input samples above, a strip with the weights of each output, and the
/// output samples below, each at its place among the inputs.
struct KernelStrips {
  private let resized: ResizedAxis
  private let shown: [ResizedAxis.Phase]
  /// The input positions that are drawn.
  private let inputs: Range<Int>
  private let largest: Double

  /// The most outputs whose weights are drawn.
  private static let maxOutputs = 3
  /// The most input samples whose weights are drawn as stems.
  private static let maxStems = 160
  private static let width = 600.0
  private static let left = 14.0
  private static let stripHeight = 98.0
  /// The space in a strip for its title.
  private static let title = 18.0

  /// The strips of the first outputs whose kernels lie inside the axis, if some do.
  init(_ resized: ResizedAxis) {
    self.resized = resized
    let axis = resized.axis
    let count = min(Self.maxOutputs, max(2, resized.phaseCount), axis.output)
    let last = axis.output - count
    let inside = min(last, 1000)
    let first = (0...inside).first { axis.inputs(of: $0).lowerBound >= 0 } ?? 0
    shown = (first..<(first + count)).map { ResizedAxis.phase(axis, output: $0) }
    let read = axis.inputs(of: first).hull(axis.inputs(of: first + count - 1))
    inputs = (read.lowerBound - 1)..<(read.upperBound + 1)
    largest = shown.flatMap(\.weights).map { Double(abs($0)) }.max() ?? 1
  }

  /// The width of one input sample.
  private var step: Double { (Self.width - 2 * Self.left) / Double(inputs.count) }

  /// The place of a position between or at input samples.
  private func x(_ position: Double) -> Double {
    Self.left + (position - Double(inputs.lowerBound) + 0.5) * step
  }

  private func color(_ phase: ResizedAxis.Phase) -> String {
    let period = resized.phaseCount
    return Palette.phase(
      period == 1 ? phase.output - shown[0].output : phase.output.modulo(period))
  }

  /// The numbers, the samples and the strips.
  var drawing: Drawing {
    var drawing = Drawing()
    drawing.mark(.resized)
    drawing.text(0, 12, "input samples", size: 12)
    drawInputs(top: 32, into: &drawing)
    var y = 52.0
    for phase in shown {
      drawing.place(strip(phase), 0, y)
      y += Self.stripHeight + 12
    }
    drawOutputs(y + 10, into: &drawing)
    drawing.text(0, y + 52, "output samples, at their centers", size: 12)
    drawing.reach(Self.width, y + 56)
    return drawing
  }

  private func drawInputs(top: Double, into drawing: inout Drawing) {
    let every = Self.interval(step)
    for position in inputs {
      let isInside = (0..<resized.axis.input).contains(position)
      if inputs.count <= Self.maxStems {
        drawing.rectangle(
          x(Double(position)) - step / 2, top, step, 12,
          fill: isInside ? Palette.sample : Palette.outside,
          stroke: .init(color: Palette.rule, width: 0.75))
      }
      guard position.isMultiple(of: every) else { continue }
      drawing.text(
        x(Double(position)), top - 4, "\(position)", size: 10, anchor: .middle,
        color: Palette.pale)
    }
    if inputs.count > Self.maxStems {
      drawing.rectangle(
        Self.left, top, Self.width - 2 * Self.left, 12, fill: Palette.sample,
        stroke: .init(color: Palette.rule, width: 0.75))
    }
  }

  /// Returns how many samples apart labels stand, if samples are `step` apart: 1, 5, 10, 50, 100, ...
  private static func interval(_ step: Double) -> Int {
    var interval = 1
    var isFive = false
    while Double(interval) * step < 34 {
      interval *= isFive ? 2 : 5
      isFive.toggle()
    }
    return interval
  }

  /// The weights of one output over the input samples.
  private func strip(_ phase: ResizedAxis.Phase) -> Drawing {
    var drawing = Drawing()
    let color = color(phase)
    let height = Self.stripHeight - Self.title
    let base = Self.title + height * 0.8
    let unit = 0.78 * height / largest
    let index = phase.output.modulo(resized.phaseCount)
    let center = x(phase.center)
    drawing.line(
      center, Self.title, center, Self.stripHeight, .init(color: color, width: 1, dash: "3 3"))
    drawing.line(
      Self.left, base, Self.width - Self.left, base, .init(color: Palette.rule, width: 1))
    let curve = curve(phase).map { (x: $0.x, y: base - $0.weight * unit) }
    if !curve.isEmpty { drawing.polygon(curve, stroke: .init(color: color, width: 1.25)) }
    if inputs.count <= Self.maxStems {
      for (tap, weight) in phase.weights.enumerated() {
        let place = x(Double(phase.first + tap))
        let end = base - Double(weight) * unit
        drawing.line(place, base, place, end, .init(color: color, width: min(3, step / 3)))
        drawing.circle(place, end, radius: min(3, step / 3), fill: color)
      }
    }
    let taps = "\(phase.weights.count) tap\(phase.weights.count == 1 ? "" : "s")"
    drawing.text(
      Self.left, 10,
      "output \(phase.output)"
        + (resized.phaseCount == 1 ? "" : ", phase \(index) of \(resized.phaseCount)") + ": "
        + taps, size: 11, color: color, isBold: true)
    drawing.reach(Self.width, Self.stripHeight)
    return drawing
  }

  /// The kernel as a continuous function, in the scale of the weights; nothing for `nearest`, which is none.
  private func curve(_ phase: ResizedAxis.Phase) -> [(x: Double, weight: Double)] {
    let axis = resized.axis
    if axis.kernel == .nearest { return [] }
    let ratio = Double(axis.input) / Double(axis.output)
    if axis.kernel == .area {
      let height = 1 / max(1, ratio)
      let ends = [phase.center - ratio / 2, phase.center + ratio / 2]
      return [(x(ends[0]), 0), (x(ends[0]), height), (x(ends[1]), height), (x(ends[1]), 0)]
    }
    let coarser = max(1, ratio)
    func weight(_ position: Double) -> Double {
      axis.kernel.weight(at: (position - phase.center) / coarser)
    }
    let sum = phase.weights.indices.reduce(0) { $0 + weight(Double(phase.first + $1)) }
    let reach = Double(axis.kernel.twiceSupport) / 2 * coarser
    return (0...200).map {
      let position = phase.center - reach + 2 * reach * Double($0) / 200
      return (x(position), weight(position) / sum)
    }
  }

  private func drawOutputs(_ y: Double, into drawing: inout Drawing) {
    let axis = resized.axis
    let spacing = step * Double(axis.input) / Double(axis.output)
    let reach = Double(inputs.count) * step / spacing
    let middle = shown[shown.count / 2].output
    let every = Self.interval(spacing)
    for output in max(0, middle - Int(reach))...min(axis.output - 1, middle + Int(reach)) {
      let center = (Double(output) + 0.5) * Double(axis.input) / Double(axis.output) - 0.5
      let place = x(center)
      guard place > Self.left, place < Self.width - Self.left else { continue }
      let phase = shown.first { $0.output == output }
      drawing.circle(
        place, y, radius: min(5, spacing / 3), fill: phase.map { color($0) } ?? Palette.rule)
      guard output.isMultiple(of: every) || phase != nil && spacing >= 14 else { continue }
      drawing.text(
        place, y + 20, "\(output)", size: 10, anchor: .middle,
        color: phase.map { color($0) } ?? Palette.pale)
    }
  }
}
