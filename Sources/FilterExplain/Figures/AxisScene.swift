// SPDX-License-Identifier: Apache-2.0

import Filters

/// What is drawn along one axis of a convolution: one output position, the inputs under its kernel
/// and some around them.
struct AxisScene {
  /// The most input positions that are drawn.
  static let longest = 31

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
    outputs = max(0, output <= 3 ? 0 : output - 1)..<min(outputCount, output + 3)
    guard window.count <= Self.longest else {
      let first = window.lowerBound + (window.count - Self.longest) / 2
      shown = first..<(first + Self.longest)
      return
    }
    let isPoint = axis.reach == 1
    let low = min(
      window.lowerBound,
      isPoint ? 0 : window.lowerBound > 2 ? window.lowerBound - 1 : -min(before, 1))
    let high = window.upperBound + max(axis.stride, isPoint ? 2 : 1)
    shown = low..<max(min(high, inputCount + max(0, axis.after)), window.upperBound)
  }

  /// Whether the kernel is too long to be drawn whole.
  var isCut: Bool { shown.count < window.count }
}
