// SPDX-License-Identifier: Apache-2.0

/// The padding that a convolution uses over an image of one size, in samples.
public struct ResolvedPadding: Hashable, Sendable {
  /// Rows above the image; transposed, rows cut off or folded there.
  public let top: Int
  /// Columns before the image.
  public let left: Int
  /// Rows below the image.
  public let bottom: Int
  /// Columns after the image.
  public let right: Int
  /// Samples after the last of a transposed convolution; 0 for a convolution.
  public let output: PerAxis<Int>
}

extension ResolvedPadding: CustomStringConvertible {
  /// `top 1, left 1, bottom 1, right 1`, and `output 1, 0` after it where one is not 0, for messages.
  public var description: String {
    let sides = "top \(top), left \(left), bottom \(bottom), right \(right)"
    guard output != PerAxis(0) else { return sides }
    return sides + ", output \(output.vertical), \(output.horizontal)"
  }
}

extension Convolve {
  /// Translates the convolution to stages over an image of this shape, the activation not among them.
  ///
  /// A convolution is one stage.  A transposed one is the convolution that computes its phases, the interleaving, and, if
  /// samples outside the image are folded back, a `BorderFold`.
  ///
  /// - Parameter outside: what stands outside in each input channel where `border` is a constant; by default that constant.
  /// - Returns: the stages, first to last, and the padding that they use.
  /// - Throws: `FilterError` for a parameter without meaning, `ShapeError` if it has none over this image.
  public func stages(
    for input: Shape, border: BorderMode, outside: [Float]? = nil
  ) throws -> (stages: [any Stage], padding: ResolvedPadding) {
    try validate()
    try validate(over: input)
    guard !isTransposed else { return try transposedStages(over: input, border) }
    let padding = resolvedPadding(output: PerAxis(0))
    let stage = try convolution(
      channels: input.channels, padding: padding, border: border, outside: outside)
    _ = try stage.outputShape(for: input)
    return ([stage], padding)
  }

  /// Checks what depends on the number of channels.
  private func validate(over input: Shape) throws {
    let channels = input.channels
    if let inputChannels {
      guard inputChannels == channels else {
        throw ShapeError.channels(expected: inputChannels, actual: channels)
      }
    } else {
      guard groups == 1 || groups == channels else {
        throw FilterError.groups(groups, channels: channels, isInput: true)
      }
      guard bias.count <= 1 || bias.count == channels else {
        throw FilterError.biases(bias.count, outputs: channels)
      }
    }
    // Rows of the kernel times channels are counted in 32 bits; see `crl_tap`.
    let rows = (weights.height - 1) * dilation.vertical + 1
    let (pointers, overflow) = rows.multipliedReportingOverflow(by: channels)
    guard !overflow, pointers <= UInt32.max else {
      throw FilterError.outOfRange(
        parameter: "the reach of the kernel", value: Double(rows),
        allowed: 1...Double(Int(UInt32.max) / channels))
    }
  }

  /// A number for each output channel.
  func biases(over channels: Int) -> [Float] {
    let outputs = outputChannels(over: channels)
    guard bias.count != outputs else { return bias }
    return Array(repeating: bias.first ?? 0, count: outputs)
  }

  // MARK: Forward

  /// The stage of a forward convolution over an image of some channels.
  ///
  /// - Throws: `FilterError.sum`, as `connections(channels:)`.
  func convolution(
    channels: Int, padding: ResolvedPadding, border: BorderMode, outside: [Float]? = nil
  ) throws(FilterError) -> Convolution {
    let bias = biases(over: channels)
    var taps: [[Convolution.Tap]] = Array(repeating: [], count: bias.count)
    for one in try connections(channels: channels) {
      taps[one.output].append(
        Convolution.Tap(
          channel: one.input, row: one.row, column: one.column, weight: one.weight))
    }
    return Convolution(
      inputChannels: channels,
      outputs: zip(taps, bias).map { Convolution.Output($0, bias: $1) },
      vertical: Axis(
        taps: weights.height, stride: stride.vertical, dilation: dilation.vertical,
        before: padding.top, after: padding.bottom),
      horizontal: Axis(
        taps: weights.width, stride: stride.horizontal, dilation: dilation.horizontal,
        before: padding.left, after: padding.right),
      border: border, outside: outside)
  }

  /// The padding on the four sides; `same` puts the odd sample after, as PyTorch does.
  private func resolvedPadding(output: PerAxis<Int>) -> ResolvedPadding {
    switch effectivePadding {
    case .valid:
      return ResolvedPadding(top: 0, left: 0, bottom: 0, right: 0, output: output)
    case .explicit(let top, let left, let bottom, let right):
      return ResolvedPadding(top: top, left: left, bottom: bottom, right: right, output: output)
    case .same:
      let rows = (weights.height - 1) * dilation.vertical
      let columns = (weights.width - 1) * dilation.horizontal
      return ResolvedPadding(
        top: rows / 2, left: columns / 2, bottom: rows - rows / 2, right: columns - columns / 2,
        output: output)
    }
  }

  // MARK: Transposed

  private func transposedStages(
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

  /// Both axes with their output padding, each of which has an output.
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
  /// The samples before anything is cut off, `outputPadding` among them.
  fileprivate var uncropped: TransposedAxis {
    TransposedAxis(
      taps: taps, stride: stride, dilation: dilation, outputPadding: outputPadding)
  }

  /// The output padding that gives `wanted` outputs over `count` inputs.
  ///
  /// - Throws: `ShapeError.outputSize` with the sizes that there are, `.cropTooLarge` if there are none.
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
