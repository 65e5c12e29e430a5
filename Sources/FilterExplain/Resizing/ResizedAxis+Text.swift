// SPDX-License-Identifier: Apache-2.0

import Filters

extension ResizedAxis {
  /// The maximum number of weights of a phase that are printed.
  static let maxWeightsPrinted = 16

  /// Returns the text about the axes of a step, one block for axes with the same weights.
  static func lines(about axes: [ResizedAxis]) -> [String] {
    groups(of: axes).flatMap { group in
      group.first.map { [title(of: group)] + $0.lines.map { $0.isEmpty ? "" : "  " + $0 } + [""] }
        ?? []
    }
  }

  /// Returns the axes, those with the same weights together.
  static func groups(of axes: [ResizedAxis]) -> [[ResizedAxis]] {
    guard axes.count == 2, axes[0].isAlike(axes[1]) else { return axes.map { [$0] } }
    return [axes]
  }

  /// Returns the extents before and after: `rows 3000 to 1200, columns 4000 to 1600`.
  static func title(of axes: [ResizedAxis]) -> String {
    axes.map { axis in
      "\(axis.direction == .vertical ? "rows" : "columns") \(axis.axis.input) to "
        + "\(axis.axis.output)"
    }.joined(separator: ", ")
  }

  /// The facts, the weights and the response.
  private var lines: [String] {
    facts + [""] + weightLines + [""] + responseLines
  }

  /// The numbers about the axis, a line for each.
  var facts: [String] {
    let counted = phases.count < phaseCount ? " (\(phases.count) of them computed)" : ""
    let period = phaseCount == 1 ? "1 output" : "\(phaseCount) outputs: \(phaseCount) phases"
    let sums = [absoluteSums.lowerBound, absoluteSums.upperBound]
      .map { PlainText.number($0, digits: 4) }
    var lines = [
      "input samples for an output sample: \(Self.text(ratio)); weights repeat after "
        + period + counted,
      "kernel: \(axis.kernel.rawValue) over \(Self.plural(Self.text(support), "input sample")), "
        + Self.plural(Self.text(taps), "tap") + ", sum of absolute weights "
        + (sums[0] == sums[1] ? sums[0] : "\(sums[0]) to \(sums[1])"),
    ]
    if isTrimmed {
      lines.append("near the ends: weights cut off, the others divided by their sum")
    }
    return lines
  }

  /// Formats a ratio as a fraction of small numbers, else as a decimal.
  private static func text(_ ratio: Ratio) -> String {
    ratio.denominator <= 16 ? "\(ratio)" : PlainText.number(ratio.value, digits: 6)
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private static func plural(_ number: String, _ noun: String) -> String {
    number == "1" ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// Formats a number with four decimals, so that decimal points stand below each other.
  private static func decimal(_ number: Double) -> String {
    let units = Int((abs(number) * 10_000).rounded(.toNearestOrEven))
    let decimals = String("\(10_000 + units % 10_000)".dropFirst())
    return (number < 0 && units > 0 ? "-" : "") + "\(units / 10_000).\(decimals)"
  }

  /// A table of the first phases.
  private var weightLines: [String] {
    let shown = firstPhases
    let columns = min(Self.maxWeightsPrinted, shown.map(\.weights.count).max() ?? 0)
    var table = TextTable(
      ["output", "center", "inputs", "weights"] + Array(repeating: "", count: max(0, columns - 1)),
      right: Set(4..<max(4, columns + 3)))
    for phase in shown {
      let last = phase.first + phase.weights.count - 1
      let skipped = (max(0, phase.weights.count - columns) + 1) / 2
      let weights = phase.weights.dropFirst(skipped).prefix(columns).map {
        Self.decimal(Double($0))
      }
      table.append(
        [
          "\(phase.output)", PlainText.number(phase.center, digits: 6),
          last == phase.first ? "\(last)" : "\(phase.first) to \(last)",
        ] + weights + Array(repeating: "", count: columns - weights.count))
    }
    let cut =
      shown.contains { $0.weights.count > columns }
      ? ["(the middle \(columns) weights of each)"] : []
    let more = phaseCount - shown.count
    return table.lines + cut + (more > 0 ? ["... \(more) more phase\(more == 1 ? "" : "s")"] : [])
  }

  /// A table of the response, and what it means above the limit.
  private var responseLines: [String] {
    let grid = axis.isReduction ? "output" : "input"
    let frequencies = frequencies
    var table = TextTable(
      ["cycles per \(grid) sample"] + frequencies.map(\.description),
      right: Set(1...max(1, frequencies.count)))
    table.append(
      ["gain of a wave"]
        + frequencies.map { Self.decimal(gain(at: $0.value)) })
    let hasMore = (frequencies.last?.value ?? 0) > Self.limit
    return table.lines
      + (hasMore
        ? [
          "what passes above 1/2 is \(axis.isReduction ? "aliasing" : "an image of a longer wave")"
        ] : [])
  }
}
