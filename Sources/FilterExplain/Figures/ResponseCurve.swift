// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws the frequency response of a kernel: the gain of waves along the rows, down the columns and along the
/// diagonal.
struct ResponseCurve {
  private let response: FrequencyResponse
  private let title: String
  private let curves: [Curve]
  private let most: Double

  /// A curve and the directions that it is of.
  private struct Curve {
    var names: [String]
    let gains: [Double]
  }

  private static let width = 350.0
  private static let left = 44.0
  private static let top = 26.0
  private static let height = 190.0
  private static let steps = 64

  /// The response of a kernel from 0 to half a cycle per sample.
  init(_ weights: Matrix, title: String) {
    response = FrequencyResponse(weights)
    self.title = title
    var curves: [Curve] = []
    for direction in FrequencyResponse.Direction.allCases {
      let gains = (0...Self.steps).map { [response] step in
        response.gain(direction, at: 0.5 * Double(step) / Double(Self.steps))
      }
      let largest = gains.max() ?? 0
      let same = curves.firstIndex { curve in
        zip(curve.gains, gains).allSatisfy { abs($0 - $1) <= 1e-6 * largest }
      }
      if let same {
        curves[same].names.append("\(direction)")
      } else {
        curves.append(Curve(names: ["\(direction)"], gains: gains))
      }
    }
    self.curves = curves
    most = max(curves.flatMap(\.gains).max() ?? 0, 1e-12) * 1.08
  }

  private func x(_ step: Int) -> Double {
    Self.left + (Self.width - Self.left) * Double(step) / Double(Self.steps)
  }

  private func y(_ gain: Double) -> Double { Self.top + Self.height * (1 - gain / most) }

  /// The curves over their axes, each with its name in its color.
  var drawing: Drawing {
    var drawing = Drawing()
    drawing.text(0, 12, title, size: 12)
    drawScale(into: &drawing)
    for (index, curve) in curves.enumerated() {
      let points = curve.gains.enumerated().map { (x: x($0), y: y($1)) }
      drawing.polygon(
        points, stroke: .init(color: Palette.phase(index), width: 2, dash: Self.dashes[index]))
      let line = y(0) + 52 + Double(index) * 18
      drawing.line(
        Self.left, line - 4, Self.left + 26, line - 4,
        .init(color: Palette.phase(index), width: 2, dash: Self.dashes[index]))
      drawing.text(
        Self.left + 34, line, curve.names.joined(separator: ", "), size: 11,
        color: Palette.phase(index))
    }
    drawing.reach(Self.width + 14, y(0) + 56)
    return drawing
  }

  /// Solid, dashed and dotted: curves that cross can be told apart without color.
  private static let dashes = [nil, "7 4", "2 3"]

  private func drawScale(into drawing: inout Drawing) {
    for gain in ticks {
      drawing.line(
        Self.left, y(gain), Self.width, y(gain), .init(color: Palette.rule, width: 0.75))
      let label = PlainText.number(gain, digits: 3)
      drawing.text(
        Self.left - 6, y(gain) + 3.5, label,
        size: min(10, (Self.left - 6) / TextWidth.pixels(label, size: 1)), anchor: .end,
        color: Palette.pale)
    }
    for eighth in 0...4 {
      let place = x(eighth * Self.steps / 4)
      drawing.line(place, y(0), place, y(0) + 4, .init(color: Palette.pale, width: 0.75))
      let label = eighth == 0 ? "0" : Ratio(eighth, 8).description
      drawing.text(place, y(0) + 16, label, size: 10, anchor: .middle, color: Palette.pale)
    }
    drawing.text(
      (Self.left + Self.width) / 2, y(0) + 34, "cycles per sample", size: 11, anchor: .middle,
      color: Palette.pale)
  }

  /// 0 and up to four more gains: multiples of 1, 2 or 5 times a power of 10.
  private var ticks: [Double] {
    var unit = 1.0
    while unit * 10 <= most { unit *= 10 }
    while unit > most { unit /= 10 }
    let step = [0.2, 0.5, 1, 2, 5].map { $0 * unit }.first { most / $0 <= 5 } ?? unit
    return (0...Int(most / step)).map { Double($0) * step }
  }
}
