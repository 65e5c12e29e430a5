// SPDX-License-Identifier: Apache-2.0

import Filters

/// What is drawn along one axis of a convolution: one output position, the inputs under its kernel
/// and some around them; all of them if they are few.
struct AxisScene {
  /// The most input positions that are drawn.
  static let longest = 31
  /// The longest axis that is always drawn whole, if its padding fits too.
  static let whole = 8

  /// The output position that is looked at.
  let output: Int
  /// The input positions under its kernel, holes included.
  let window: Range<Int>
  /// The input positions that are drawn.
  let shown: Range<Int>
  /// The output positions that are drawn.
  let outputs: Range<Int>
  /// The number of input positions.
  let inputCount: Int
  /// The number of output positions.
  let outputCount: Int

  /// A scene at the start of the axis.
  ///
  /// - Parameter hangsOver: whether half of what the kernel reads outside at most is to be seen
  ///   outside; else the kernel lies inside as far as it can.
  init(_ axis: Axis, inputCount: Int, outputCount: Int, hangsOver: Bool) {
    let before = max(0, axis.before)
    let inside = axis.reach == 1 && before == 0 ? 2 : (hangsOver ? before / 2 : before)
    output = min((inside + axis.stride - 1) / axis.stride, outputCount - 1)
    window = axis.inputs(of: output)
    self.inputCount = inputCount
    self.outputCount = outputCount
    outputs =
      outputCount <= Self.whole
      ? 0..<outputCount : max(0, output <= 3 ? 0 : output - 1)..<min(outputCount, output + 3)
    shown = Self.shown(axis, window: window, inputCount: inputCount)
  }

  /// Returns the input positions that are drawn.
  private static func shown(_ axis: Axis, window: Range<Int>, inputCount: Int) -> Range<Int> {
    let padded = min(-axis.before, 0)..<(inputCount + max(axis.after, 0))
    if inputCount <= whole && padded.count <= longest { return padded.hull(window) }
    guard window.count <= longest else {
      let first = window.lowerBound + (window.count - longest) / 2
      return first..<(first + longest)
    }
    let isPoint = axis.reach == 1
    let low = min(
      window.lowerBound,
      isPoint ? 0 : window.lowerBound > 2 ? window.lowerBound - 1 : max(-1, padded.lowerBound))
    let high = window.upperBound + max(axis.stride, isPoint ? 2 : 1)
    return low..<max(min(high, padded.upperBound), window.upperBound)
  }

  /// Whether the kernel is too long to be drawn whole.
  var isCut: Bool { shown.count < window.count }

  /// The inputs that are drawn, in words; nil if they are all.
  var inputPart: String? { Self.part(shown, of: inputCount) }

  /// The outputs that are drawn, in words; nil if they are all.
  var outputPart: String? { Self.part(outputs, of: outputCount) }

  /// Returns a part of an axis in words, `0 to 3 of 480`; nil for all of it.
  static func part(_ positions: Range<Int>, of count: Int) -> String? {
    let inside = positions.clamped(to: 0..<count)
    guard inside.count < count else { return nil }
    return inside.count == 1
      ? "\(inside.lowerBound) of \(count)"
      : "\(inside.lowerBound) to \(inside.upperBound - 1) of \(count)"
  }

  /// Returns which parts of grids are drawn, as a sentence; nothing if all are drawn whole.
  static func sentence(
    _ parts: [(name: String, rows: String?, columns: String?)]
  ) -> [String] {
    let cut = parts.compactMap { name, rows, columns in
      let words = [rows.map { "rows \($0)" }, columns.map { "columns \($0)" }].compactMap(\.self)
      return words.isEmpty ? nil : "\(name) \(words.joined(separator: ", "))"
    }
    return cut.isEmpty ? [] : ["A part is shown: \(cut.joined(separator: "; "))."]
  }
}
