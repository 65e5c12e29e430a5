// SPDX-License-Identifier: Apache-2.0

import Filters

extension ComposedKernels {
  /// The most different kernels that are described.
  package static let maxGroups = 4
  /// The longest side of a kernel whose weights are printed.
  private static let maxSide = 7

  /// The frequencies at which gains are printed, in cycles per sample.
  package static let frequencies = [Ratio(1, 8), Ratio(1, 4), Ratio(3, 8), Ratio(1, 2)]

  /// Returns what is to be said about the kernels: their weights if they are few, whether they are separable,
  /// and which waves they pass; none if all are 1 x 1.
  ///
  /// - Parameter title: what the kernels belong to.
  func lines(_ title: String) -> [String] {
    let groups = groups
    guard groups.contains(where: { $0.weights.values.count > 1 }) else { return [] }
    guard groups.count <= Self.maxGroups else {
      return ["\(title): \(groups.count) different ones"]
    }
    return groups.flatMap { group in
      ["\(title): \(group.sizeText)\(group.channelText(of: groups.count))"]
        + Self.details(group.weights).map { "  " + $0 }
    }
  }

  private static func details(_ weights: Matrix) -> [String] {
    var lines: [String] = []
    if max(weights.rows, weights.columns) <= maxSide {
      lines += NumberBlock(weights).lines
    }
    if min(weights.rows, weights.columns) > 1 { lines += separability(of: weights) }
    return lines + response(of: weights)
  }

  /// The rank of a kernel, and the best separable one in its place.
  private static func separability(of weights: Matrix) -> [String] {
    guard let values = SingularValues(kernel: weights) else {
      return ["rank: not computed, too large"]
    }
    let (rows, columns) = (weights.rows, weights.columns)
    let count =
      "\(PlainText.count(rows + columns)) weights instead of \(PlainText.count(rows * columns))"
    guard values.rank > 1 else {
      return ["rank \(values.rank): separable, a column times a row, \(count)"]
    }
    var lines = [
      "rank \(values.rank): not separable; the best column times a row, \(count), has a relative error of "
        + PlainText.number(values.separableError, digits: 3)
    ]
    if max(rows, columns) <= maxSide {
      func text(_ numbers: [Double]) -> String {
        numbers.map { PlainText.number($0, digits: 3) }.joined(separator: " ")
      }
      let (column, row) = values.separable
      lines += ["  column: \(text(column))", "  row: \(text(row))"]
    }
    return lines
  }

  /// A table of gains, equal directions in one line.
  private static func response(of weights: Matrix) -> [String] {
    let response = FrequencyResponse(weights)
    var table = TextTable(
      ["gain of a wave, cycles per sample"] + frequencies.map(\.description),
      right: Set(1...frequencies.count))
    var lines: [(names: [String], gains: [String])] = []
    for direction in FrequencyResponse.Direction.allCases {
      let gains = frequencies.map {
        PlainText.number(rounded(response.gain(direction, at: $0.value)), digits: 4)
      }
      if let index = lines.firstIndex(where: { $0.gains == gains }) {
        lines[index].names.append("\(direction)")
      } else {
        lines.append((["\(direction)"], gains))
      }
    }
    for line in lines { table.append([line.names.joined(separator: ", ")] + line.gains) }
    return table.lines
  }

  /// Rounded to what is printed.
  private static func rounded(_ gain: Double) -> Double { (gain * 10_000).rounded() / 10_000 }
}

extension ComposedKernels.Group {
  /// The height and the width of the kernel.
  package var sizeText: String { "\(weights.rows) x \(weights.columns)" }

  /// The channels that the kernel connects, as a part of a sentence; nothing if it is the only one of one channel.
  func channelText(of count: Int) -> String {
    guard count > 1 || kernels.count > 1 else { return "" }
    if count == 1 && kernels.allSatisfy({ $0.input == $0.output }) {
      return ", each channel from its own"
    }
    let pairs = kernels.prefix(4).map { "\($0.input) to \($0.output)" }.joined(separator: ", ")
    return ", channel \(pairs)\(kernels.count > 4 ? ", ..." : "")"
  }
}

extension FrequencyResponse.Direction: CustomStringConvertible {
  /// The direction in words.
  package var description: String {
    switch self {
    case .rows: "along rows"
    case .columns: "down columns"
    case .diagonal: "diagonal"
    }
  }
}

extension SingularValues {
  /// The most products of one sweep over the pairs of columns.
  private static let maxWork = 4_500_000

  /// The decomposition of a kernel; `nil` if it would take too long.
  package init?(kernel: Matrix) {
    let (shorter, longer) = (
      min(kernel.rows, kernel.columns), max(kernel.rows, kernel.columns)
    )
    guard shorter * shorter * longer <= Self.maxWork else { return nil }
    self.init(kernel)
  }
}
