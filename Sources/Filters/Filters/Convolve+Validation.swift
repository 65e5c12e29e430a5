// SPDX-License-Identifier: Apache-2.0

extension Convolve {
  /// The maximum step between outputs.
  public static let maxStride = 10_000
  /// The maximum stride of a transposed convolution, which holds all phases of a row at once.
  public static let maxTransposedStride = Filter.maxScale
  /// The maximum padding on each side.
  public static let maxPadding = 1_000_000
  /// The maximum number of samples from the first tap of a kernel to the last.
  public static let maxReach = 1_000_000

  /// Checks every parameter that can be checked without an image.
  ///
  /// - Throws: `FilterError` for the first invalid parameter.
  public func validate() throws(FilterError) {
    let strides = 1...Double(isTransposed ? Self.maxTransposedStride : Self.maxStride)
    let dilations = 1...Double(Filter.maxDilation)
    for (taps, stride, dilation) in [
      (weights.height, stride.vertical, dilation.vertical),
      (weights.width, stride.horizontal, dilation.horizontal),
    ] {
      try FilterError.check("stride", Double(stride), strides)
      try FilterError.check("dilation", Double(dilation), dilations)
      let reach = Double(taps - 1) * Double(dilation) + 1
      try FilterError.check("the reach of the kernel", reach, 1...Double(Self.maxReach))
    }
    if case .explicit(let top, let left, let bottom, let right) = padding {
      for padding in [top, left, bottom, right] {
        try FilterError.check("padding", Double(padding), 0...Double(Self.maxPadding))
      }
    }
    try validateChannels()
    try validateDirection()
    if case .leaky(let slope) = activation { try FilterError.requireFinite([slope], "slope") }
    if isNormalized { _ = try normalizedValues() }
  }

  /// Checks the groups and biases.
  private func validateChannels() throws(FilterError) {
    guard groups >= 1 else {
      throw FilterError.outOfRange(
        parameter: "groups", value: Double(groups), allowed: 1...Double(Int32.max))
    }
    try FilterError.requireFinite(bias, "bias")
    guard !weights.isDepthwise else { return }
    guard weights.leading.first.isMultiple(of: groups) else {
      throw FilterError.groups(groups, channels: weights.leading.first, isInput: isTransposed)
    }
    let (channels, overflow) = weights.leading.second.multipliedReportingOverflow(by: groups)
    guard !overflow, channels <= Int32.max else {
      throw FilterError.outOfRange(
        parameter: "groups", value: Double(groups),
        allowed: 1...Double(Int(Int32.max) / weights.leading.second))
    }
    let outputs = outputChannels(over: 0)
    guard bias.isEmpty || bias.count == outputs else {
      throw FilterError.biases(bias.count, outputs: outputs)
    }
  }

  /// Checks the output padding or the output size.
  private func validateDirection() throws(FilterError) {
    switch direction {
    case .forward, .transposed(outputPadding: nil):
      break
    case .transposed(outputPadding: .some(let padding)):
      try FilterError.check(
        "output padding", Double(padding.vertical),
        0...Double(max(stride.vertical, dilation.vertical) - 1))
      try FilterError.check(
        "output padding", Double(padding.horizontal),
        0...Double(max(stride.horizontal, dilation.horizontal) - 1))
    case .transposedTo(let height, let width):
      try FilterError.check("output height", Double(height), 1...Double(Int32.max))
      try FilterError.check("output width", Double(width), 1...Double(Int32.max))
    }
  }
}
