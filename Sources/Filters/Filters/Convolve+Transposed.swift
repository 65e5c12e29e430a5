// SPDX-License-Identifier: Apache-2.0

extension Convolve {
  /// Returns the stages of a transposed convolution.
  ///
  /// - Throws: `FilterError` for a border or weights that have no transpose, `ShapeError` if there
  ///   is no output.
  func transposedStages(
    over input: Shape, _ border: BorderMode
  ) throws -> (stages: [any Stage], padding: ResolvedPadding) {
    if let constant = border.constant, constant != 0 {
      throw FilterError.constantBorder(constant)
    }
    let (vertical, horizontal) = try transposedAxes(over: input)
    let padding = resolvedPadding(
      output: PerAxis(vertical: vertical.outputPadding, horizontal: horizontal.outputPadding))
    let folds =
      border.constant == nil && [vertical, horizontal].contains { $0.before + $0.after > 0 }
    let bias = biases(over: input.channels)
    // From the last connection to the first, so that rows of the input come in ascending order.
    let pair = Convolution.transposed(
      inputChannels: input.channels,
      bias: folds ? Array(repeating: 0, count: bias.count) : bias,
      taps: try connections(channels: input.channels).reversed().map {
        .init(
          channel: $0.input, output: $0.output, row: $0.row, column: $0.column, weight: $0.weight)
      },
      vertical: folds ? vertical.uncropped : vertical,
      horizontal: folds ? horizontal.uncropped : horizontal)
    var stages: [any Stage] = [pair.phases, pair.interleaving]
    if folds {
      let fold = BorderFold(
        bias: bias,
        vertical: FoldAxis(
          count: try vertical.outputCount(input.height), before: vertical.before,
          after: vertical.after, border: border),
        horizontal: FoldAxis(
          count: try horizontal.outputCount(input.width), before: horizontal.before,
          after: horizontal.after, border: border))
      stages.append(fold)
    }
    return (stages, padding)
  }

  /// Returns both axes with their output padding, after checking that each has an output.
  private func transposedAxes(
    over input: Shape
  ) throws -> (vertical: TransposedAxis, horizontal: TransposedAxis) {
    let sides = resolvedPadding(output: PerAxis(0))
    func vertical(_ outputPadding: Int) -> TransposedAxis {
      TransposedAxis(
        taps: weights.height, stride: stride.vertical, dilation: dilation.vertical,
        before: sides.top, after: sides.bottom, outputPadding: outputPadding)
    }
    func horizontal(_ outputPadding: Int) -> TransposedAxis {
      TransposedAxis(
        taps: weights.width, stride: stride.horizontal, dilation: dilation.horizontal,
        before: sides.left, after: sides.right, outputPadding: outputPadding)
    }
    let outputPadding: PerAxis<Int>
    switch direction {
    case .forward, .transposed(outputPadding: nil):
      outputPadding =
        effectivePadding == .same
        ? PerAxis(vertical: stride.vertical - 1, horizontal: stride.horizontal - 1) : PerAxis(0)
    case .transposed(outputPadding: .some(let given)):
      outputPadding = given
    case .transposedTo(let height, let width):
      outputPadding = PerAxis(
        vertical: try vertical(0).outputPadding("height", of: height, over: input.height),
        horizontal: try horizontal(0).outputPadding("width", of: width, over: input.width))
    }
    let axes = (vertical(outputPadding.vertical), horizontal(outputPadding.horizontal))
    _ = try axes.0.outputCount(input.height)
    _ = try axes.1.outputCount(input.width)
    return axes
  }
}

extension TransposedAxis {
  /// The axis without cropping, `outputPadding` included.
  fileprivate var uncropped: TransposedAxis {
    TransposedAxis(
      taps: taps, stride: stride, dilation: dilation, outputPadding: outputPadding)
  }

  /// Returns the output padding that gives `wanted` outputs over `count` inputs.
  ///
  /// - Throws: `ShapeError.outputSize` with the possible sizes, `.cropTooLarge` if there are none.
  fileprivate func outputPadding(
    _ axis: String, of wanted: Int, over count: Int
  ) throws(ShapeError) -> Int {
    let least = (count - 1) * stride + reach - before - after
    let most = least + max(stride, dilation) - 1
    guard most >= 1 else {
      throw ShapeError.cropTooLarge(cropped: before + after, available: most + before + after)
    }
    let possible = max(least, 1)...most
    guard possible.contains(wanted) else {
      throw ShapeError.outputSize(
        wanted, axis: axis, inputs: count, along: self, possible: possible)
    }
    return wanted - least
  }
}
