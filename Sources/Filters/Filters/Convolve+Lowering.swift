// SPDX-License-Identifier: Apache-2.0

extension Convolve {
  /// Translates the convolution to stages over an image of this shape, without the activation.
  ///
  /// A forward convolution is one stage.  A transposed one is the convolution that computes its
  /// phases, the interleaving, and, if samples outside the image are folded back, a `BorderFold`.
  ///
  /// - Parameter outside: the value outside the image in each input channel if `border` is a
  ///   constant; by default that constant.
  /// - Returns: the stages, first to last, and the padding that they use.
  /// - Throws: `FilterError` for an invalid parameter, `ShapeError` if there is no output over this
  ///   image.
  package func stages(
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

  /// Checks the parameters that depend on the number of channels.
  private func validate(over input: Shape) throws {
    let channels = input.channels
    if let inputChannels {
      guard inputChannels == channels else {
        throw FilterError.weightsChannels(
          shape: weights.shape, groups: groups, isTransposed: isTransposed, image: channels)
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

  /// Returns the bias of each output channel.
  package func biases(over channels: Int) -> [Float] {
    let outputs = outputChannels(over: channels)
    guard bias.count != outputs else { return bias }
    return Array(repeating: bias.first ?? 0, count: outputs)
  }

  /// Returns the stage of a forward convolution over an image with `channels` channels.
  ///
  /// - Throws: `FilterError.sum`, as `connections(channels:)`.
  package func convolution(
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

  /// Returns the padding on the four sides; `same` puts the odd sample after, as PyTorch does.
  func resolvedPadding(output: PerAxis<Int>) -> ResolvedPadding {
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
}
