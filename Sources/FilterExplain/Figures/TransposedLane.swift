// SPDX-License-Identifier: Apache-2.0

import Filters

/// What is drawn along one axis of a transposed convolution: one input position and the outputs that it is
/// spread over, one block of outputs and the inputs that they collect; both axes whole if they are short.
struct TransposedLane {
  /// The longest output that is always drawn whole: that of `AxisScene.whole` inputs at stride 2.
  private static let whole = 2 * AxisScene.whole + 1

  private let form: TransposedForm.Lane
  /// The number of input positions.
  let inputCount: Int
  /// The number of output positions.
  let outputCount: Int
  /// The input position whose spread is drawn.
  let sample: Int
  /// The input positions that are drawn.
  let inputs: Range<Int>
  /// The output positions that are drawn; some outside the output, where the spread is cropped.
  let outputs: Range<Int>
  /// The block of outputs that is drawn, counted in strides.
  let block: Int
  /// The inputs that the outputs of the block collect.
  let collected: Range<Int>

  /// A lane in the middle of a short axis or near the start of a long one.
  ///
  /// - Parameter offsets: the inputs that a block collects, counted from the input of its own number.
  init(_ form: TransposedForm.Lane, offsets: Range<Int>, inputCount: Int, outputCount: Int) {
    self.form = form
    self.inputCount = inputCount
    self.outputCount = outputCount
    let isWhole = inputCount <= AxisScene.whole
    let inside = (max(0, form.before) + form.stride - 1) / form.stride
    sample = isWhole ? (inputCount - 1) / 2 : min(inputCount - 1, max(1, inside))
    inputs = isWhole ? 0..<inputCount : max(0, sample - 2)..<min(inputCount, sample + 3)
    let first = Self.spread(of: sample, form)
    let both =
      sample + 1 < inputCount ? first.hull(Self.spread(of: sample + 1, form)) : first
    if outputCount <= Self.whole && both.hull(0..<outputCount).count <= AxisScene.longest {
      outputs = both.hull(0..<outputCount)
    } else {
      let excess = max(0, both.count - AxisScene.longest)
      outputs = (both.lowerBound + excess / 2)..<(both.upperBound - (excess + 1) / 2)
    }
    // Where all inputs that the block collects lie inside, if there is such a block.
    let (low, high) = (-offsets.lowerBound, inputCount - offsets.upperBound)
    let inner = low <= high ? max(low, min(sample, high)) : sample
    block = max(0, min(inner, (outputCount - 1) / form.stride))
    collected = offsets.moved(block)
  }

  private static func spread(of input: Int, _ form: TransposedForm.Lane) -> Range<Int> {
    let first = input * form.stride - form.before
    return first..<(first + form.reach)
  }

  /// The number of outputs from the position of one input to that of the next.
  var stride: Int { form.stride }

  /// Whether an input reaches several outputs, or there are several for each.
  var isSpread: Bool { form.stride > 1 || form.reach > 1 }

  /// Returns the outputs that an input is spread over.
  func spread(of input: Int) -> Range<Int> { Self.spread(of: input, form) }

  /// The inputs that are drawn beside those collected: all if they are few.
  var around: Range<Int> {
    let all = 0..<inputCount
    let both = collected.hull(all)
    return inputCount <= AxisScene.whole && both.count <= 12 ? both : collected
  }

  /// Whether the spread is too long to be drawn whole.
  var isCut: Bool { outputs.count < spread(of: sample).count }

  /// The inputs that are drawn, in words; nil if they are all.
  var inputPart: String? { AxisScene.part(inputs, of: inputCount) }

  /// The outputs that are drawn, in words; nil if they are all.
  var outputPart: String? { AxisScene.part(outputs, of: outputCount) }
}
